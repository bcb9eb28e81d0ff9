import { roleArn } from '../aws/arn';
import { ExpectedAccess, HeldAccess } from './access';
import { Finding, finding } from './finding';
import { foreignOpenings } from './foreign/foreignOpenings';
import { anyAccount } from './ids';
import { updateFinding } from './lastWrite';
import { DocumentsBefore } from './openings/before';
import { proveOpenedNothing, SetupStatements } from './openings/openings';
import { policySetsOf } from './policySets';
import { proveBuckets } from './proofs/buckets';
import { proveKeys } from './proofs/keys';
import { provePeople } from './proofs/people';
import { proveRole } from './proofs/serviceRole';
import { proveTrust } from './proofs/trust';
import {
  holdingsOfRole,
  newActions,
  proveStanding,
  Standing,
  writtenStatements,
} from './standing';

/**
 * What the policies of an account don't tell. Said beside the checks: a set-up
 * without a flaw has no finding.
 */
const PROOF_LIMITS: readonly string[] = [
  "Policies of the organisation (service and resource control policies) can't be read from this account. They may still deny what is shown as allowed here.",
  "Grants on keys, session policies and VPC endpoint policies aren't read. For people in a group or with a permission set, only the policies of the group or set are read.",
];

/** What is proven of a set-up, and what can't be. */
export interface SetupProof {
  findings: Finding[];
  /** Unique id of the service role; undefined where there is none yet. */
  roleId?: string;
  /** What no check can tell, a sentence each. */
  limits: string[];
}

/**
 * Proves a set-up by the policies that decide what it can do.
 *
 * - What was requested works: it fails where a policy shuts it out, and is unknown
 *   where that hangs on what can't be known.
 * - It stands as it was written last, by its meaning; see {@link proveStanding}.
 * - Nothing else was opened: by this set-up's own statements, or by what is new
 *   in the policies that the run changed. A failure names what is beyond.
 * - What others added, or opened elsewhere, is a warning that names it.
 *
 * The ids of the findings are in `ids.ts`; how a set-up stands by them says
 * `judgeSetup`.
 *
 * @param before - what stood before the run where it changed a document; a place
 * that isn't in it was left as it is. Without it, all is taken as it was before,
 * but for this set-up's own statements
 * @param standing - undefined if nothing is on record
 * @param recorded - what other set-ups have on record, read after `held` was
 */
export function proveSetup({
  expected,
  held,
  before,
  standing: written,
  recorded = {},
}: {
  expected: ExpectedAccess;
  held: HeldAccess;
  before?: DocumentsBefore;
  standing?: Standing;
  recorded?: SetupStatements;
}): SetupProof {
  const policySets = policySetsOf(expected, held);
  const standing = written && {
    ...written,
    holdings: holdingsOfRole(
      expected.role,
      held.role?.roleId,
      written.holdings,
    ),
  };
  const holdings = standing?.holdings ?? [];
  const unwritten = newActions(expected.role, policySets, standing);
  const works = [
    ...proveRole(expected, held),
    ...proveTrust(expected, held),
    ...proveBuckets(expected, held),
    ...proveKeys(expected, held),
    ...provePeople(expected, held, holdings),
    ...letsInForEveryAccount(expected),
  ];
  return {
    findings: [
      ...works.map(found => newerThanWritten(expected, found, unwritten)),
      ...proveStanding(expected, held, policySets, standing),
      ...policySets.flatMap(policySet =>
        proveOpenedNothing(
          policySet,
          before,
          recorded,
          writtenStatements(expected.role, standing, policySet),
          held.role?.roleId,
        ),
      ),
      ...foreignOpenings(
        expected,
        held,
        policySets,
        before,
        recorded,
        holdings,
      ),
    ],
    ...(held.role?.roleId ? { roleId: held.role.roleId } : {}),
    limits: [...PROOF_LIMITS],
  };
}

/** AWS's guide has the statements so; whoever asked for it is reminded in every check. */
function letsInForEveryAccount({
  buckets,
  keys,
  sourceConditions,
  keySourceConditions = sourceConditions,
}: ExpectedAccess): Finding[] {
  const of = (part: 's3' | 'kms', to: 'buckets' | 'keys') =>
    finding({
      id: anyAccount(part),
      kind: 'any-account',
      outcome: 'warning',
      subjects: { to },
    });
  return [
    ...(buckets.length > 0 && sourceConditions === 'none'
      ? [of('s3', 'buckets')]
      : []),
    ...(keys.length > 0 && keySourceConditions === 'none'
      ? [of('kms', 'keys')]
      : []),
  ];
}

/** What no run wrote yet, because a newer version is the first to ask for it, can't have drifted. */
function newerThanWritten(
  { role }: ExpectedAccess,
  found: Finding,
  unwritten: ReadonlySet<string>,
): Finding {
  return found.kind === 'access' &&
    found.outcome === 'failed' &&
    found.subjects.reasons.every(({ kind }) => kind === 'no-statement') &&
    found.subjects.actions.every(action => unwritten.has(action))
    ? { ...updateFinding(roleArn(role)), id: found.id }
    : found;
}
