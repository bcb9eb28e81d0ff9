import { ConflictError } from '@backstage/errors';
import { PolicyStatement } from '../policy/document';

/**
 * Tells whether a statement of a policy that belongs to one set-up alone is one
 * that the product writes. Such a policy is named after its role, so its Sids
 * need no hash.
 *
 * @param sids - the Sids that the product writes there
 * @param policy - what the policy is called in a message
 * @throws ConflictError for another kind of statement under one of our Sids:
 * somebody put it there, and it may not be overwritten
 */
export function hasFixedSid(
  { Sid, Effect }: PolicyStatement,
  sids: readonly string[],
  policy: string,
): boolean {
  if (!sids.some(sid => sid === Sid)) {
    return false;
  }
  if (Effect !== 'Allow') {
    throw new ConflictError(
      `Statement "${Sid}" of ${policy} is a Deny, though the Sid is that of this set-up's own Allow. ` +
        'Somebody edited it, so nothing was overwritten. Give the Deny a Sid of its own, then run again.',
    );
  }
  return true;
}
