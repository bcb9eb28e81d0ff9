import {
  bucketArn,
  bucketSid,
  bucketStatement,
  certifyBucketStatement,
  OwnedStatement,
  roleBucketStatement,
  s3ActionsFor,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { GrantsState } from '../shared/grants';
import { InlinePolicyState } from '../shared/inlinePolicy';
import { HandOff, handOffFor, isForeign } from './handOff';
import { BucketState } from './read';
import { S3Wanted } from './wanted';
import { handOffWarnings } from './warnings';

/** What stands on one prefix of a bucket after the plan. */
export interface BucketGrant {
  bucketArn: string;
  prefix: string;
  statementIds: string[];
  /** The customer managed key that the bucket encrypts with by default; it needs a grant. */
  encryptionKeyArn?: string;
  /** What the owner must do, for a bucket of another account. */
  handOff?: HandOff;
}

/** What is granted on each prefix asked for. */
export function bucketGrants(
  wanted: S3Wanted,
  { resources }: Pick<GrantsState<BucketState>, 'resources'>,
): BucketGrant[] {
  return wanted.buckets.map(access => {
    const bucket = resources.find(one => one.bucket === access.bucket);
    const keyArn = bucket?.encryption?.customerKey?.arn;
    const handOff = isForeign(access, wanted.role)
      ? handOffFor(wanted.role, access, wanted.sourceConditions)
      : undefined;
    return {
      bucketArn: bucketArn(wanted.role.partition, access.bucket),
      prefix: access.prefix,
      statementIds: [bucketSid(wanted.role, access.bucket, access.prefix)],
      ...(keyArn ? { encryptionKeyArn: keyArn } : {}),
      ...(handOff ? { handOff } : {}),
    };
  });
}

/** The statements in the policy of a bucket. */
export function statementsOnBucket(
  { role, sourceConditions }: S3Wanted,
  { accesses }: BucketState,
): OwnedStatement[] {
  return accesses.map(access =>
    bucketStatement(role, access, sourceConditions),
  );
}

/** The statements on buckets in the role's own policy. */
export function bucketStatementsOnRole({
  role,
  buckets,
}: S3Wanted): OwnedStatement[] {
  return buckets.map(access => roleBucketStatement(role, access));
}

/**
 * A statement that was edited by hand no longer certifies itself, but the role's own
 * policy or the record still tells that it was written here.
 */
export function knownBucketSids(
  { role, recordedBuckets = [] }: S3Wanted,
  { recordedSids = [] }: BucketState,
  { document }: InlinePolicyState,
): string[] {
  return [
    ...statementsOf(document).flatMap(statement =>
      certifyBucketStatement(role)(statement).filter(
        sid => sid === statement.Sid,
      ),
    ),
    ...recordedBuckets.map(({ bucket, prefix }) =>
      bucketSid(role, bucket, prefix),
    ),
    ...recordedSids,
  ];
}

/** What Personalize is to do with the buckets that are asked for. */
export function usesOfBuckets(
  { role, buckets }: S3Wanted,
  states: readonly BucketState[],
) {
  return buckets.map(access => {
    const arn = bucketArn(role.partition, access.bucket);
    return {
      part: 's3' as const,
      resource: arn,
      document: states.find(({ bucket }) => bucket === access.bucket)?.document,
      // Bucket-level actions take the bucket's ARN, the others the objects'.
      uses: s3ActionsFor(access.workflows).map(action => ({
        action,
        resource: action === 's3:ListBucket' ? arn : `${arn}/${access.prefix}*`,
        resourceAccount: access.bucketOwner ?? role.accountId,
      })),
      warnings: handOffWarnings(role, access),
    };
  });
}
