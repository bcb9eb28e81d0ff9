import { JsonObject, JsonValue } from '@backstage/types';
import {
  Change,
  isPolicyDocument,
  PolicyDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { diffLines } from 'diff';
import { StatementDiff, statementDiffs } from './statementDiffs';

/** The changes of one policy document. */
export interface DocumentDiff {
  /** The property that holds the document, for example `trustPolicy`; undefined for the whole value. */
  name?: string;
  /** Changes of version and id. Empty if there are none. */
  settings: LineRun[];
  statements: StatementDiff[];
}

/** The parts of a change. */
interface ChangeDiff {
  /** Everything except policy documents. Can be empty. */
  settings: LineRun[];
  documents: DocumentDiff[];
}

/** Splits a change into settings and policy statements. */
export function changeDiff({ before, after }: Change): ChangeDiff {
  const whole = documentDiff(undefined, before, after);
  if (whole) {
    return { settings: [], documents: [whole] };
  }
  const names = [
    ...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]),
  ];
  const documents = names.flatMap(
    name => documentDiff(name, before?.[name], after?.[name]) ?? [],
  );
  const isDocument = (name: string) =>
    documents.some(document => document.name === name);
  return {
    settings: lineRuns(without(before, isDocument), without(after, isDocument)),
    documents,
  };
}

/** `undefined` unless one of them is a policy document. */
function documentDiff(
  name: string | undefined,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): DocumentDiff | undefined {
  const [was, now] = [documentIn(before), documentIn(after)];
  if (!was && !now) {
    return undefined;
  }
  const runs = lineRuns(headOf(was), headOf(now));
  return {
    ...(name === undefined ? {} : { name }),
    settings: runs.some(({ kind }) => kind !== 'same') ? runs : [],
    statements: statementDiffs(was, now),
  };
}

function documentIn(value: JsonValue | undefined): PolicyDocument | undefined {
  return isPolicyDocument(value) ? value : undefined;
}

function headOf(document: PolicyDocument | undefined): JsonObject | undefined {
  if (!document) {
    return undefined;
  }
  const { Version, Id } = document;
  return { Version, Id };
}

/** `undefined` if nothing remains. */
function without(
  object: JsonObject | undefined,
  isLeftOut: (name: string) => boolean,
): JsonObject | undefined {
  const left = Object.entries(object ?? {}).filter(
    ([name]) => !isLeftOut(name),
  );
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** Consecutive lines that stayed, were added or were removed. */
export interface LineRun {
  kind: 'same' | 'added' | 'removed';
  lines: string[];
}

/** The difference of two values as lines of JSON; undefined for no value. */
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
