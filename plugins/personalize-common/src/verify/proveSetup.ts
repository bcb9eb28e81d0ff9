import { PROOF_LIMITS } from './limits';
import { openElsewhere } from './elsewhere/openElsewhere';
import { ExpectedAccess } from './expectedAccess';
import { HeldAccess } from './heldAccess';
import { holdersOf } from './holders';
import { DocumentsBefore } from './opened/before';
import { proveOpenedNothing } from './opened/opened';
import { SetupProof } from './setupProof';
import { proveStands } from './stands';
import { proveBuckets } from './works/buckets';
import { proveKeys } from './works/keys';
import { provePeople } from './works/people';
import { proveRole } from './works/serviceRole';
import { proveTrust } from './works/trust';

/**
 * Proves a set-up by the policies that decide what it can do.
 *
 * - What was asked for works: a check that fails where a policy shuts it out,
 *   and is unknown where that hangs on what can't be known.
 * - What was asked for stands as it was written, by its meaning.
 * - Nothing else was opened: by this set-up's own statements, or by what is new
 *   in the policies that the run changed. A failure names what is beyond.
 * - What is open through statements of others is a warning that names them.
 *
 * The ids of the checks are in `ids.ts`.
 *
 * @param before - what stood before the run where it changed a document; a place
 * that isn't in it was left as it is. Without it, all is taken as it was before,
 * but for this set-up's own statements. Statements in it may be redacted.
 */
export function proveSetup({
  expected,
  held,
  before,
}: {
  expected: ExpectedAccess;
  held: HeldAccess;
  before?: DocumentsBefore;
}): SetupProof {
  const holders = holdersOf(expected, held);
  return {
    checks: [
      ...proveRole(expected, held),
      ...proveTrust(expected, held),
      ...proveBuckets(expected, held),
      ...proveKeys(expected, held),
      ...provePeople(expected, held),
      ...holders.flatMap(holder => proveStands(expected, held, holder)),
      ...holders.flatMap(holder =>
        proveOpenedNothing(holder, before, held.role?.roleId),
      ),
      ...openElsewhere(expected, held, holders, before),
    ],
    limits: [...PROOF_LIMITS],
  };
}
