import { JsonObject } from '@backstage/types';
import {
  Change,
  HistoryItem,
  Holding,
  isPolicyDocument,
  parsePlace,
  RoleRef,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** A recorded change and its outcome. */
export interface RecordedChange {
  change: Change;
  outcome: NonNullable<HistoryItem['outcome']>;
  readBack?: JsonObject;
}

/** A role as in entries: its partition follows from the Region. */
export type RecordedRole = Omit<RoleRef, 'partition'>;

/** The same, with its role and task. */
export interface RoleChange extends RecordedChange {
  role: RecordedRole;
  taskId: string;
}

/**
 * What AWS has because of changes. A failed change counts for nothing. Only AWS
 * can tell whether a change without a known outcome was made: if it adds, it
 * counts as made; if it removes, it counts as not made.
 *
 * @param changes - in the order in which they were made
 */
export function netHoldings(changes: readonly RecordedChange[]): Holding[] {
  const holdings = new Map<string, Holding>();
  for (const recorded of changes.filter(one => one.outcome !== 'failed')) {
    const { resource, operation } = recorded.change;
    if (operation === 'create') {
      // Everything on an earlier resource of that name is gone with it.
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
  // It was created, so it wasn't there: everything held before is gone from
  // AWS.
  const base = operation === 'create' ? undefined : held;
  const first = base ? base.before : before;
  // A new description of a role lacks its creation settings; documents and tags
  // are complete.
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

/** A resource that may or may not be deleted, with nothing else on record. */
function possibleHolding({
  part,
  resource,
  before,
}: Change): Holding | undefined {
  return before && { part, resource, before, after: before };
}
