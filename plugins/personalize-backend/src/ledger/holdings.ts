import { JsonObject } from '@backstage/types';
import {
  Change,
  HistoryItem,
  Holding,
  isPolicyDocument,
  parsePlace,
  RoleRef,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** A recorded change and what came of it. */
export interface RecordedChange {
  change: Change;
  outcome: NonNullable<HistoryItem['outcome']>;
  readBack?: JsonObject;
}

/** A role as entries have it: its partition follows from the Region. */
export type RecordedRole = Omit<RoleRef, 'partition'>;

/** The same, with the role for which it was made, and by which task. */
export interface RoleChange extends RecordedChange {
  role: RecordedRole;
  taskId: string;
}

/**
 * What AWS holds because of changes. One that failed counts for nothing. Whether
 * one without a known outcome was made must be looked at in AWS, so it counts as
 * if it was made where it adds, and as if it wasn't where it takes away.
 *
 * @param changes - in the order in which they were made
 */
export function netHoldings(changes: readonly RecordedChange[]): Holding[] {
  const holdings = new Map<string, Holding>();
  for (const recorded of changes.filter(one => one.outcome !== 'failed')) {
    const { resource, operation } = recorded.change;
    if (operation === 'create') {
      // What was on a former one of that name is gone with it.
      [...holdings.keys()]
        .filter(held => isPartOf(resource, held))
        .forEach(held => holdings.delete(held));
    }
    const next = afterChange(holdings.get(resource), recorded);
    if (next) {
      holdings.set(resource, next);
    } else {
      holdings.delete(resource);
    }
  }
  return [...holdings.values()];
}

function isPartOf(arn: string, resource: string): boolean {
  const place = parsePlace(resource);
  return place.arn === arn && place.kind !== 'whole';
}

function afterChange(
  held: Holding | undefined,
  { change, outcome, readBack }: RecordedChange,
): Holding | undefined {
  const { part, resource, operation, before, after } = change;
  if (!after) {
    const isGone = outcome === 'applied';
    return isGone ? undefined : held ?? possibleHolding(change);
  }
  // What is created wasn't there: whatever was held before is gone from AWS.
  const base = operation === 'create' ? undefined : held;
  const first = base ? base.before : before;
  // A role is described anew without what it was created with; a document or tags are told in full.
  const isWhole =
    isPolicyDocument(after) || parsePlace(resource).kind !== 'whole';
  const known = { ...readBack, ...base?.readBack };
  return {
    part,
    resource,
    ...(first && { before: first }),
    after: isWhole ? after : { ...base?.after, ...after },
    ...(Object.keys(known).length > 0 && { readBack: known }),
  };
}

/** What may be deleted or not, of which nothing else is recorded. */
function possibleHolding({
  part,
  resource,
  before,
}: Change): Holding | undefined {
  return before && { part, resource, before, after: before };
}
