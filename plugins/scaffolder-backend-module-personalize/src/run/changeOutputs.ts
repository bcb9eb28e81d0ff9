import { JsonObject } from '@backstage/types';
import {
  Change,
  markdownCode,
  parsePlace,
  placeName,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Zod } from './fields';

/** The outputs of every action. */
export function changeOutputs(zod: Zod) {
  return {
    changed: zod
      .boolean()
      .describe(
        'Whether anything was changed; in a plan or a dry run, whether anything would be',
      ),
    changes: zod
      .array(
        zod.object({
          part: zod.string(),
          resource: zod.string(),
          operation: zod.string(),
          before: zod.custom<JsonObject>().optional(),
          after: zod.custom<JsonObject>().optional(),
        }),
      )
      .describe('The changes, in order; policy documents parsed'),
    changeLines: zod
      .array(zod.string())
      .describe('The changes in words: each a line of Markdown'),
    warnings: zod
      .array(
        zod.object({
          part: zod.string(),
          resource: zod.string(),
          message: zod.string(),
          statement: zod.custom<JsonObject>().optional(),
        }),
      )
      .describe('What the reader must know; warnings stop nothing'),
  };
}

/** Sets the outputs of every action. */
export interface ChangeOutputs {
  output(
    name: 'changed' | 'changes' | 'changeLines' | 'warnings',
    value: boolean | Change[] | string[] | Warning[],
  ): void;
}

/** The outputs about an action's changes. */
export interface ChangeReport {
  /** Default: whether there are changes to AWS. */
  changed?: boolean;
  changes?: Change[];
  warnings?: Warning[];
  /** How changes are shown to a person; see `Rights.shown`. */
  shown?(changes: Change[]): Change[];
  lineOf?(change: Change): string;
}

/** Sets the outputs of every action. */
export function outputChanges(
  context: ChangeOutputs,
  {
    changes = [],
    changed = changes.length > 0,
    warnings = [],
    shown = all => all,
    lineOf = changeLine,
  }: ChangeReport,
): void {
  context.output('changed', changed);
  context.output('changes', shown(changes));
  context.output('changeLines', changes.map(lineOf));
  context.output('warnings', warnings);
}

const DONE: Record<Change['operation'], string> = {
  create: 'Created',
  update: 'Changed',
  delete: 'Removed',
};

/** For example: Created `ARN`: inline policy `PersonalizeS3`. */
export function changeLine(change: Change): string {
  return `${DONE[change.operation]} ${changedThing(change)}`;
}

/** The same for a revoke, which removes parts of what it doesn't delete. */
export function removalLine(change: Change): string {
  const done =
    change.operation === 'delete'
      ? 'Removed'
      : "Removed this set-up's part from";
  return `${done} ${changedThing(change)}`;
}

function changedThing({ part, resource }: Change): string {
  const place = parsePlace(resource);
  const arn = markdownCode(place.arn);
  if (place.kind === 'whole') {
    return part === 'kms' || part === 's3' ? `the policy of ${arn}` : arn;
  }
  const name = placeName(place);
  return `${arn}: ${place.kind.replace('-', ' ')}${
    name === undefined ? '' : ` ${markdownCode(name)}`
  }`;
}
