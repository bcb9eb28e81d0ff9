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
 * What the policies of an account can't tell. Shown beside the checks, because a
 * set-up without a flaw has no finding.
 */
const PROOF_LIMITS: readonly string[] = [
  "Policies of the organisation (service and resource control policies) can't be read from this account. They may still deny what is shown as allowed here.",
  "Grants on keys, session policies and VPC endpoint policies aren't read. For people in a group or with a permission set, only the policies of the group or set are read.",
];

/** What is proven about a set-up, and what can't be proven. */
export interface SetupProof {
  findings: Finding[];
  /** Unique id of the service role. Undefined if it doesn't exist yet. */
  roleId?: string;
  /** What no check can tell, one sentence each. */
  limits: string[];
}

/**
 * Proves a set-up by the policies that decide what it can do.
 *
 * - The request works. The check fails if a policy stops it, and is unknown if that
 *   depends on something that can't be known.
 * - What was last written is in place, by its meaning; see {@link proveStanding}.
 * - Nothing else was opened: neither by this set-up's own statements nor by
 *   anything new in the policies that the run changed. A failure names what goes
 *   beyond.
 * - What others added, or opened elsewhere, is a warning that names it.
 *
 * `ids.ts` has the ids of the findings. `judgeSetup` derives the status from the
 * findings.
 *
 * @param before - the documents before the run, if it changed them; other places
 * are unchanged. If undefined, everything except this set-up's own statements
 * counts as unchanged
 * @param standing - undefined if nothing is on record
 * @param recorded - what other set-ups have on record, read after `held`
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

/** AWS's guide has such statements. Every check reminds whoever requested them. */
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

/**
 * A statement that no run has written, because a newer version is the first to ask
 * for it, can't have drifted.
 */
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
