import {
  HeldAccess,
  PlacedPolicy,
  roleArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AnalysedPolicy, PolicyKind } from '../aws/accessAnalyzer';
import { KMS_POLICY_NAME } from '../parts/kms';
import { servicePolicyArn } from '../parts/roleStanding';
import { S3_POLICY_NAME } from '../parts/s3';
import type { ExpectedAccess } from './readHeldAccess';

/**
 * The documents that the set-up wrote, or wrote into, each once. What else
 * hangs on its roles is somebody else's.
 */
export function writtenPolicies(
  { role: target, keys }: ExpectedAccess,
  { role, ...held }: HeldAccess,
): AnalysedPolicy[] {
  const arn = roleArn(target);
  const onRole = [
    servicePolicyArn(target),
    `${arn}#inline-policy/${KMS_POLICY_NAME}`,
    `${arn}#inline-policy/${S3_POLICY_NAME}`,
  ];
  const asked = held.keys.filter(key =>
    keys.some(({ keyId }) => keyId === key.keyId),
  );
  const found = [
    ...analysed('trust', role ? [role.trust] : []),
    ...analysed(
      'identity',
      (role?.policies ?? []).filter(({ place }) => onRole.includes(place)),
    ),
    ...analysed(
      'bucket',
      held.buckets.map(({ policy }) => policy),
    ),
    ...analysed(
      'key',
      asked.map(({ policy }) => policy),
    ),
    ...analysed(
      'identity',
      held.people.map(({ policy }) => policy),
    ),
    ...analysed(
      'trust',
      held.people.flatMap(({ principals }) =>
        principals.flatMap(({ role: peopleRole }) => peopleRole?.trust ?? []),
      ),
    ),
  ];
  return found.filter(
    ({ place }, index) =>
      found.findIndex(other => other.place === place) === index,
  );
}

function analysed(
  kind: PolicyKind,
  policies: readonly PlacedPolicy[],
): AnalysedPolicy[] {
  return policies.flatMap(({ place, document }) =>
    document ? [{ place, kind, document }] : [],
  );
}
