import {
  ExpectedAccess,
  HeldAccess,
  PolicySet,
  policySetsOf,
  peopleTrustPolicy,
  PlacedPolicy,
  PolicyStatement,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AnalysedPolicy, PolicyKind } from '../aws/accessAnalyzer';
import { INLINE_POLICIES } from '../parts/registry';
import { inlinePolicyResource } from '../parts/shared/inlinePolicy';
import { servicePolicyArn } from '../parts/shared/roleStanding';

/** A document that the set-up wrote, or wrote into. */
export interface WrittenPolicy extends AnalysedPolicy {
  /** The statements that were asked for; of a role, those in all of its policies. */
  asked: PolicyStatement[];
}

const KINDS: Record<PolicySet['kind'], PolicyKind> = {
  trust: 'trust',
  role: 'identity',
  bucket: 'bucket',
  key: 'key',
  people: 'identity',
};

/**
 * The documents that the set-up wrote, or wrote into, each once. What else
 * hangs on its roles is somebody else's.
 */
export function writtenPolicies(
  expected: ExpectedAccess,
  held: HeldAccess,
): WrittenPolicy[] {
  const onRole = placesOnRole(expected.role);
  const found = [
    ...policySetsOf(expected, held).flatMap(({ kind, policies, statements }) =>
      policies
        .filter(({ place }) => kind !== 'role' || onRole.includes(place))
        .flatMap(policy => written(KINDS[kind], policy, statements)),
    ),
    ...held.people.flatMap(({ principals }) =>
      principals.flatMap(({ principal, role, userArns = [] }) =>
        role && 'roleName' in principal
          ? written(
              'trust',
              role.trust,
              statementsOf(
                peopleTrustPolicy(expected.role, principal, userArns),
              ),
            )
          : [],
      ),
    ),
  ];
  return found.filter(
    ({ place }, index) =>
      found.findIndex(other => other.place === place) === index,
  );
}

function written(
  kind: PolicyKind,
  { place, document }: PlacedPolicy,
  asked: PolicyStatement[],
): WrittenPolicy[] {
  return document ? [{ place, kind, document, asked }] : [];
}

function placesOnRole(role: RoleTarget): string[] {
  return [
    servicePolicyArn(role),
    ...INLINE_POLICIES.map(name => inlinePolicyResource(role, name)),
  ];
}
