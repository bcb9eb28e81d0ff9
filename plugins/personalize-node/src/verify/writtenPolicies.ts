import {
  ExpectedAccess,
  HeldAccess,
  PolicySet,
  policySetsOf,
  peopleTrustPolicy,
  PlacedPolicy,
  PolicyStatement,
  roleArn,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AnalysedPolicy, PolicyKind } from '../aws/accessAnalyzer';
import { KMS_POLICY_NAME } from '../parts/kms/part';
import { servicePolicyArn } from '../parts/shared/roleStanding';
import { S3_POLICY_NAME } from '../parts/s3/part';

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
  const arn = roleArn(role);
  return [
    servicePolicyArn(role),
    `${arn}#inline-policy/${KMS_POLICY_NAME}`,
    `${arn}#inline-policy/${S3_POLICY_NAME}`,
  ];
}
