import {
  Change,
  HeldAccess,
  roleArn,
  RoleTarget,
  sameDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { attachmentsIn, documentsAfter } from './changedDocuments';
import { policiesIn, restoredBefore } from './restoredBefore';

/**
 * Tells whether what was read shows all that a run changed. AWS may answer with
 * what was there before for some seconds, and somebody else may have written
 * since.
 *
 * @param target - the service role of the set-up
 */
export function showsChanges(
  target: RoleTarget,
  held: HeldAccess,
  changes: readonly Change[],
): boolean {
  const arn = roleArn(target);
  const found = new Map(
    policiesIn(held).map(({ place, document }) => [place, document]),
  );
  const isRead = (place: string) =>
    found.has(place) || place.startsWith(`${arn}#`);
  const { documents, untold } = restoredBefore(documentsAfter(changes), held);
  return (
    !untold.some(isRead) &&
    [...documents].every(
      ([place, document]) =>
        !isRead(place) || sameDocument(found.get(place), document),
    ) &&
    attachmentsIn(changes).every(
      ({ holder, policyArn, operation }) =>
        holder !== arn || found.has(policyArn) === (operation === 'create'),
    )
  );
}
