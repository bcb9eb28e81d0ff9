import {
  RequestedAccess,
  BucketAccess,
  BucketAndPrefix,
  bucketArn,
  handOffSids,
  handOffStatements,
  markdownText,
  POLICY_VERSION,
  PolicyDocument,
  roleArn,
  RoleTarget,
  SourceConditions,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PlanWarning } from '../../engine/plan';

/**
 * What the owner of a bucket in another account must do. A type, so that it passes as
 * a JSON object.
 */
export type HandOff = {
  /** 12-digit id of the bucket's account. */
  bucketOwner: string;
  bucket: string;
  /** The statements to add to the bucket policy, as a separate document. */
  policy: PolicyDocument;
  instructions: string;
};

/** Whether a bucket belongs to another account than the role's. */
export function isForeign(access: BucketAccess, target: RoleTarget): boolean {
  return (
    access.bucketOwner !== undefined && access.bucketOwner !== target.accountId
  );
}

/**
 * The document for the owner of a bucket in another account. Bucket policies can't be
 * read or written from another account, so the portal writes nothing there.
 * Source: Amazon S3 API Reference, PutBucketPolicy (405 for another account).
 */
export function handOffFor(
  target: RoleTarget,
  access: BucketAccess,
  sourceConditions: SourceConditions,
): HandOff {
  return {
    bucketOwner: access.bucketOwner ?? target.accountId,
    bucket: access.bucket,
    policy: {
      Version: POLICY_VERSION,
      Statement: handOffStatements(target, access, sourceConditions),
    },
    instructions:
      `Add both statements to the policy of bucket ${access.bucket} in account ${access.bucketOwner}, and keep the existing ones. ` +
      `The first lets Personalize read or write for account ${
        target.accountId
      }, the second lets the role ${roleArn(target)}. ` +
      'If a KMS key encrypts the bucket, it must be a customer managed key, and its policy must let both use it.',
  };
}

/** The same as Markdown, with a heading. */
export function handOffText({ bucket, instructions, policy }: HandOff): string {
  return [
    `### For the owner of bucket ${bucket}`,
    markdownText(instructions),
    `\`\`\`json\n${JSON.stringify(policy, null, 2)}\n\`\`\``,
  ].join('\n\n');
}

/**
 * Current and former grants on buckets whose policy can't be written from here. The
 * record keeps them because AWS shows no trace once the role loses them.
 */
export function bucketsElsewhere(
  target: RoleTarget,
  { s3 }: RequestedAccess,
): BucketAndPrefix[] {
  return [
    ...(s3?.buckets ?? [])
      .filter(access => isForeign(access, target))
      .map(({ bucket, prefix }) => ({ bucket, prefix })),
    ...(s3?.left ?? []),
  ];
}

/**
 * The requested access to record, with what remains of it on buckets whose policy
 * can't be written from here.
 *
 * @param before - the last request
 */
export function accessToRecord(
  target: RoleTarget,
  { buckets, sourceConditions }: NonNullable<RequestedAccess['s3']>,
  before: RequestedAccess,
): Pick<RequestedAccess, 's3'> {
  const left = bucketsElsewhere(target, before).filter(
    ({ bucket, prefix }) =>
      !buckets.some(one => one.bucket === bucket && one.prefix === prefix),
  );
  return {
    s3: { buckets, sourceConditions, ...(left.length > 0 ? { left } : {}) },
  };
}

/** Warns that the owner must complete the grant on a bucket of another account. */
export function handOffWarnings(
  target: RoleTarget,
  access: BucketAccess,
): Warning[] {
  return isForeign(access, target)
    ? [
        {
          part: 's3',
          resource: bucketArn(target.partition, access.bucket),
          message: `Bucket ${access.bucket} belongs to account ${access.bucketOwner}, and we never change other accounts. Send the statements in the output to its owner; until they are added, Personalize can't use the bucket.`,
        },
      ]
    : [];
}

/**
 * Warns about statements of an earlier run that stay because the bucket policy can't
 * be written: in other accounts, or on buckets hidden from the portal.
 *
 * @param left - former grants that are no longer requested
 */
export function leftElsewhereWarnings(
  target: RoleTarget,
  left: BucketAndPrefix[],
): PlanWarning[] {
  return [...new Set(left.map(({ bucket }) => bucket))].map(bucket => {
    const sids = left
      .filter(one => one.bucket === bucket)
      .flatMap(({ prefix }) => handOffSids(target, bucket, prefix));
    return {
      part: 's3',
      resource: bucketArn(target.partition, bucket),
      lasts: 'attention',
      message:
        `Access to bucket ${bucket} from an earlier run is no longer requested, and the portal can't write the bucket's policy. ` +
        `Ask the bucket's owner to remove any of the statements ${sids.join(
          ', ',
        )} that are there. ` +
        `If the bucket belongs to account ${target.accountId}, the portal's roles may be unable to see it. Add it to BucketArns of the portal-role template before this run, and the portal removes the statements itself.`,
    };
  });
}
