import { roleArn } from '../../aws/arn';
import { PolicyStatement } from '../../policy/document';
import { Preset } from '../../service/presets';
import { userPolicyStatements } from '../../service/userPolicy';
import { Principal } from '../../setup/access';
import { Holding } from '../../setup/change';
import {
  ExpectedAccess,
  HeldAccess,
  HeldPreset,
  HeldPrincipal,
  PolicyAtPlace,
} from '../access';
import { Finding, finding, obstacleFinding } from '../finding';
import { peopleId } from '../ids';
import { namedPolicies, statementsAtPlaces } from '../statementPlaces';
import { Expectation, proveExpectation } from './expectation';
import { provePeopleTrust } from './peopleTrust';
import {
  peopleRequest,
  iamPrincipal,
  PASS_ROLE,
  passRoleRequest,
} from './requests';
import { usesOf } from './uses';

/**
 * Proves that people can do what their preset is for, and that they can sign in.
 *
 * @param holdings - what the last run left of the set-up
 */
export function provePeople(
  expected: ExpectedAccess,
  { people: held }: HeldAccess,
  holdings: readonly Holding[],
): Finding[] {
  return expected.users.flatMap(({ preset, principals }) =>
    principals.flatMap(principal => {
      const ofPreset = held.find(one => one.preset === preset);
      const found = ofPreset?.principals.find(one =>
        isSame(one.principal, principal),
      );
      return ofPreset && found
        ? provePrincipal(expected, ofPreset, found, holdings)
        : [notRead(preset, principal)];
    }),
  );
}

function isSame(one: Principal, other: Principal): boolean {
  return (
    one.type === other.type &&
    peopleId('usable', 'admin', one) === peopleId('usable', 'admin', other)
  );
}

function notRead(preset: Preset, principal: Principal): Finding {
  return obstacleFinding(peopleId('usable', preset, principal), {
    outcome: 'unknown',
    message: `The portal couldn't read who has the preset ${preset}`,
    remedy: 'Run the check again.',
  });
}

function provePrincipal(
  expected: ExpectedAccess,
  ofPreset: HeldPreset,
  found: HeldPrincipal,
  holdings: readonly Holding[],
): Finding[] {
  const { preset, policy } = ofPreset;
  const { principal, obstacle, name } = found;
  if (obstacle) {
    return [obstacleFinding(peopleId('usable', preset, principal), obstacle)];
  }
  const isThere = !('roleName' in principal) || found.role !== undefined;
  return [
    finding({
      id: peopleId('attached', preset, principal),
      kind: 'attachment',
      outcome: isThere && found.isAttached ? 'passed' : 'failed',
      subjects: { preset, policyArn: policy.place, holder: name, isThere },
    }),
    ...(found.isUnassigned
      ? [
          finding({
            id: peopleId('assigned', preset, principal),
            kind: 'unassigned',
            outcome: 'warning',
            subjects: { holder: name },
          }),
        ]
      : []),
    ...(isThere ? proveAllowed(expected, ofPreset, found) : []),
    ...(isThere ? provePeopleTrust(expected, preset, found, holdings) : []),
  ];
}

function proveAllowed(
  { role, team }: ExpectedAccess,
  { preset, policy }: HeldPreset,
  found: HeldPrincipal,
): Finding[] {
  const { principal, name, isAttached } = found;
  const caller = iamPrincipal(role, principal);
  const asked = userPolicyStatements(role, preset, team);
  const passRole = asked.filter(({ Action }) => Action === PASS_ROLE);
  const expectation: Omit<Expectation, 'id' | 'deed' | 'requests' | 'own'> = {
    who: { kind: 'people', preset, holder: name },
    policies: {
      identity: namedPolicies(policiesOf(found, policy)),
      ...boundaryOf(found),
    },
  };
  const ownOf = (statements: readonly PolicyStatement[]) =>
    statementsAtPlaces(isAttached ? [policy] : []).find(({ statement }) =>
      statements.some(({ Sid }) => Sid === statement.Sid),
    );
  const others = asked.filter(statement => !passRole.includes(statement));
  return [
    proveExpectation({
      ...expectation,
      id: peopleId('allows', preset, principal),
      deed: { kind: 'call', accountId: role.accountId, region: role.region },
      requests: others
        .flatMap(usesOf)
        .map(use => peopleRequest(role, caller, use)),
      own: ownOf(others),
    }),
    ...(passRole.length > 0
      ? [
          proveExpectation({
            ...expectation,
            id: peopleId('pass-role', preset, principal),
            deed: { kind: 'pass', roleArn: roleArn(role) },
            requests: [passRoleRequest(role, caller)],
            own: ownOf(passRole),
          }),
        ]
      : []),
  ];
}

/** All known policies of a principal, each once. */
export function policiesOf(
  { isAttached, role, policies = [] }: HeldPrincipal,
  policy: PolicyAtPlace,
): PolicyAtPlace[] {
  const own = [...(role?.policies ?? []), ...policies];
  return isAttached && !own.some(({ place }) => place === policy.place)
    ? [...own, policy]
    : own;
}

function boundaryOf({ role, boundary = role?.boundary }: HeldPrincipal) {
  return boundary?.document
    ? { boundary: { name: boundary.place, document: boundary.document } }
    : {};
}
