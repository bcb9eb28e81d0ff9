import { Party } from '../contain/principals';

/** A unique id in a principal: what it named is gone, and it matches nothing. */
const UNIQUE_ID = /^A(ROA|IDA|GPA|IPA)[A-Z0-9]{12,}$/;

/**
 * Tells whether a statement lets nobody in by a principal: who is gone, and the
 * service role itself, of which it is judged elsewhere what it can do.
 *
 * @param roleId - unique id of the role
 */
export function isNobody(party: Party, roleId: string | undefined): boolean {
  return (
    party.kind === 'named' &&
    UNIQUE_ID.test(party.principal.name) &&
    party.principal.name !== roleId
  );
}
