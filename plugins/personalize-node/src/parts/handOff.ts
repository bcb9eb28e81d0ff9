import {
  BucketAccess,
  bucketArn,
  handOffStatements,
  POLICY_VERSION,
  PolicyDocument,
  roleArn,
  RoleTarget,
  SourceConditions,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What the owner of a bucket in another account must do. A type, so that it passes as a JSON object. */
export type HandOff = {
  /** 12-digit id of the bucket's account. */
  bucketOwner: string;
  bucket: string;
  /** The statements to add to the bucket policy, as a document of their own. */
  policy: PolicyDocument;
  instructions: string;
};

/** Tells whether a bucket belongs to another account than the role. */
export function isForeign(access: BucketAccess, target: RoleTarget): boolean {
  return (
    access.bucketOwner !== undefined && access.bucketOwner !== target.accountId
  );
}

/**
 * The document for the owner of a bucket in another account. Bucket policies
 * can't be read or written from another account, so nothing is written there.
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
      `Add both statements to the policy of bucket ${access.bucket} in account ${access.bucketOwner}, next to those that are there. ` +
      `The first lets Personalize read or write for account ${
        target.accountId
      }, the second lets the role ${roleArn(target)}. ` +
      'If the bucket is encrypted with a KMS key, it must be a customer managed one, and its policy must let both use it.',
  };
}

/** Says that the grant on a bucket of another account is only half made here. */
export function handOffWarnings(
  target: RoleTarget,
  access: BucketAccess,
): Warning[] {
  return isForeign(access, target)
    ? [
        {
          part: 's3',
          resource: bucketArn(target.partition, access.bucket),
          message: `Bucket ${access.bucket} belongs to account ${access.bucketOwner}, whose bucket policy can't be written from here. Hand the statements of the output to its owner; until they are added, Personalize can't use the bucket.`,
        },
      ]
    : [];
}

/**
 * Says that a grant of an earlier run stays on a bucket whose policy can't be
 * written: one of another account, or one that the portal may not see.
 */
export function leftElsewhereWarning(
  target: RoleTarget,
  bucket: string,
): Warning {
  return {
    part: 's3',
    resource: bucketArn(target.partition, bucket),
    message: `Bucket ${bucket} is no longer asked for and the role loses its access, but the portal can't write the bucket's policy: it belongs to another account, or the portal's role may not see it. Have its owner remove the statements whose Sid starts with PersonalizeS3 and that name the bucket for ${roleArn(
      target,
    )} or for Personalize.`,
  };
}
