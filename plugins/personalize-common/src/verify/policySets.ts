import { roleArn } from '../aws/arn';
import { ExpectedAccess, HeldAccess, PolicyAtPlace } from './access';
import {
  expectedKeys,
  ExpectedStatements,
  statementsForBucket,
  statementsForKey,
  statementsForPreset,
  statementsForRole,
  statementsForTrust,
} from './expectedStatements';

/** What is proven together: one policy, or all policies of the service role. */
export interface PolicySet extends ExpectedStatements {
  /** A place, or the ARN of the role. */
  id: string;
  kind: 'trust' | 'role' | 'bucket' | 'key' | 'people';
  policies: PolicyAtPlace[];
}

/** All policies that the product writes for a set-up, as far as they could be read. */
export function policySetsOf(
  expected: ExpectedAccess,
  held: HeldAccess,
): PolicySet[] {
  const keys = expectedKeys(expected, held);
  const { role } = held;
  return [
    ...(role
      ? [
          {
            id: role.trust.place,
            kind: 'trust' as const,
            policies: [role.trust],
            ...statementsForTrust(expected),
          },
          {
            id: roleArn(expected.role),
            kind: 'role' as const,
            policies: role.policies,
            ...statementsForRole(expected, keys, role.policies),
          },
        ]
      : []),
    ...held.buckets
      // Without an obstacle, only another account's bucket policy wasn't read.
      .filter(
        ({ obstacle, accountId, policy }) =>
          !obstacle &&
          (policy.document || accountId === expected.role.accountId),
      )
      .filter(({ bucket }) =>
        expected.buckets.some(access => access.bucket === bucket),
      )
      .map(bucket => ({
        id: bucket.policy.place,
        kind: 'bucket' as const,
        policies: [bucket.policy],
        ...statementsForBucket(expected, bucket),
      })),
    ...keys
      .filter(key => key.held.policy.document)
      .map(key => ({
        id: key.held.policy.place,
        kind: 'key' as const,
        policies: [key.held.policy],
        ...statementsForKey(expected, key),
      })),
    ...held.people
      .filter(
        ({ preset, policy, principals }) =>
          expected.users.some(access => access.preset === preset) &&
          (policy.document || principals.some(({ obstacle }) => !obstacle)),
      )
      .map(({ preset, policy }) => ({
        id: policy.place,
        kind: 'people' as const,
        policies: [policy],
        ...statementsForPreset(expected, preset),
      })),
  ];
}
