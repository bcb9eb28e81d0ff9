import {
  bucketArn,
  bucketStatement,
  HeldAccess,
  keyStatements,
  ownedSid,
  peopleTrustPolicy,
  PolicyStatement,
  roleArn,
  roleBucketStatement,
  roleKeyStatement,
  servicePolicyStatements,
  statementsOf,
  trustStatement,
  userPolicyArn,
  userPolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { KMS_POLICY_NAME } from '../parts/kms';
import { servicePolicyArn } from '../parts/roleStanding';
import { S3_POLICY_NAME } from '../parts/s3';
import type { ExpectedAccess } from './readHeldAccess';

/**
 * The statements that were asked for at a place.
 *
 * @param place - as in `Change.resource`
 * @param held - names the keys that aliases mean, and the users of people's roles
 */
export function askedStatements(
  place: string,
  { role, settings, trust, keys, buckets, users, sourceConditions }: ExpectedAccess,
  held: HeldAccess,
): PolicyStatement[] {
  const arn = roleArn(role);
  const keyArnOf = (keyId: string) =>
    held.keys.find(key => key.keyId === keyId)?.keyArn ?? keyId;
  switch (place) {
    case `${arn}#trust-policy`:
      return [
        trustStatement(
          {
            partition: role.partition,
            accountId: role.accountId,
            regions: trust.regions,
            sourceArns: trust.sourceArns,
          },
          ownedSid('Trust', role, arn),
        ),
      ];
    case servicePolicyArn(role):
      return servicePolicyStatements(role, settings);
    case `${arn}#inline-policy/${S3_POLICY_NAME}`:
      return buckets.map(access => roleBucketStatement(role, access));
    case `${arn}#inline-policy/${KMS_POLICY_NAME}`:
      return keys.flatMap(
        ({ keyId, workflows }) =>
          roleKeyStatement(role, keyArnOf(keyId), workflows) ?? [],
      );
    default:
      return [
        ...buckets
          .filter(({ bucket }) => bucketArn(role.partition, bucket) === place)
          .map(access => bucketStatement(role, access, sourceConditions)),
        ...keys
          .filter(({ keyId }) => keyArnOf(keyId) === place)
          .flatMap(({ workflows }) =>
            keyStatements(role, place, workflows, sourceConditions),
          ),
        ...users
          .filter(({ preset }) => userPolicyArn(role, preset) === place)
          .flatMap(({ preset }) => userPolicyStatements(role, preset)),
        ...held.people.flatMap(({ principals }) =>
          principals.flatMap(({ principal, userArns = [] }) =>
            'roleName' in principal &&
            `${roleArn({ ...role, roleName: principal.roleName })}#trust-policy` ===
              place
              ? statementsOf(peopleTrustPolicy(role, principal, userArns))
              : [],
          ),
        ),
      ];
  }
}
