import { JsonValue } from '@backstage/types';
import { diffLines } from 'diff';

/** Lines that were left, put in or taken out together. */
export interface LineRun {
  kind: 'same' | 'added' | 'removed';
  lines: string[];
}

/** The difference of two values as lines of JSON; absent where there was none. */
export function lineRuns(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): LineRun[] {
  return diffLines(text(before), text(after)).map(
    ({ added, removed, value }) => ({
      kind: kindOf(added, removed),
      lines: value.replace(/\n$/, '').split('\n'),
    }),
  );
}

function kindOf(added: boolean, removed: boolean): LineRun['kind'] {
  if (added) {
    return 'added';
  }
  return removed ? 'removed' : 'same';
}

function text(value: JsonValue | undefined): string {
  return value === undefined ? '' : `${JSON.stringify(value, null, 2)}\n`;
}
