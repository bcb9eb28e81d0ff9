import {
  KnownResource,
  PartName,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PlannedChange } from '../engine/plan';

/** What a part lets Personalize do with one bucket or key. */
export interface Grant {
  part: PartName;
  /** ARN of the bucket or key. */
  resource: string;
  /** Each action with the ARN that it takes. */
  uses: ({ action: string; resource: string } & KnownResource)[];
}

/**
 * The order of a part's changes. The role's own policy is also the record of
 * what was granted. So access that goes is taken away before the record of it,
 * and access that is given comes after: a run that breaks off anywhere can
 * still be finished or taken back.
 *
 * @param onRole - changes of the role's own policy
 */
export function inOrder(
  onRole: PlannedChange[],
  onResources: { isDropped: boolean; changes: PlannedChange[] }[],
): PlannedChange[] {
  const changesWhere = (dropped: boolean) =>
    onResources
      .filter(({ isDropped }) => isDropped === dropped)
      .flatMap(({ changes }) => changes);
  return [...changesWhere(true), ...onRole, ...changesWhere(false)];
}
