import {
  DeleteBucketPolicyCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import {
  parsePolicyDocument,
  PolicyDocument,
  policyText,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from './awsSession';
import { oncePerSession } from './oncePerSession';
import { unlessAbsent } from './awsCall';
import { ASSUME_ROLE, AwsOperationError } from './awsError';
import { PassingError } from './retry';

/** A bucket's location, as far as the account may know. */
export type BucketLocation =
  | { found: 'here'; region: string | undefined }
  | { found: 'nowhere' }
  | { found: 'elsewhere' };

/** A bucket's default encryption for new objects. */
export interface BucketEncryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  algorithm: string;
  /** Key ARN, id or alias; undefined for the AWS managed key. */
  keyId: string | undefined;
}

/**
 * The location of a bucket. AWS refuses one of another account, because the call
 * names the expected owner, and one hidden from the portal's role.
 */
export const locateBucket = oncePerSession(
  async (session, bucket): Promise<BucketLocation> => {
    try {
      const { BucketRegion: region } = await session.s3.read(
        new HeadBucketCommand(ownBucket(session, bucket)),
      );
      return { found: 'here', region };
    } catch (error) {
      const named = await namedFailure(session, bucket, error);
      switch (named?.failure) {
        case 'absent':
          return { found: 'nowhere' };
        case 'refused':
          return { found: 'elsewhere' };
        default:
          throw named ?? error;
      }
    }
  },
);

/** S3 refuses a bucket of another account. */
function ownBucket({ accountId }: AwsSession, bucket: string) {
  return { Bucket: bucket, ExpectedBucketOwner: accountId };
}

/**
 * The error behind a failed HEAD, whose answer has no body and so no error name:
 * expired credentials would look like a bucket of another account. A GET that needs
 * the same permission names the error; `undefined` if that succeeds.
 */
async function namedFailure(
  session: AwsSession,
  bucket: string,
  unnamed: unknown,
): Promise<AwsOperationError | undefined> {
  const isAnswered =
    unnamed instanceof AwsOperationError && unnamed.status !== undefined;
  if (!isAnswered || unnamed.operation === ASSUME_ROLE) {
    return undefined;
  }
  try {
    await session.s3.read(
      new ListObjectsV2Command({ ...ownBucket(session, bucket), MaxKeys: 0 }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof AwsOperationError) {
      return error;
    }
    throw error;
  }
}

/** The policy of a bucket; `undefined` if there is none. */
export const readBucketPolicy = oncePerSession(
  async (session, bucket): Promise<PolicyDocument | undefined> => {
    const answer = await unlessAbsent(
      session.s3.read(new GetBucketPolicyCommand(ownBucket(session, bucket))),
      'NoSuchBucketPolicy',
    );
    return (
      answer && parsePolicyDocument(answer.Policy ?? '', `bucket ${bucket}`)
    );
  },
);

/** The default encryption of a bucket; `undefined` if it has no own setting. */
export const readBucketEncryption = oncePerSession(
  async (session, bucket): Promise<BucketEncryption | undefined> => {
    const answer = await unlessAbsent(
      session.s3.read(
        new GetBucketEncryptionCommand(ownBucket(session, bucket)),
      ),
      'ServerSideEncryptionConfigurationNotFoundError',
    );
    const byDefault =
      answer?.ServerSideEncryptionConfiguration?.Rules?.[0]
        ?.ApplyServerSideEncryptionByDefault;
    return byDefault?.SSEAlgorithm
      ? {
          algorithm: byDefault.SSEAlgorithm,
          keyId: byDefault.KMSMasterKeyID || undefined,
        }
      : undefined;
  },
);

/** The tags of a bucket. */
export const readBucketTags = oncePerSession(
  async (session, bucket): Promise<Record<string, string>> => {
    const answer = await unlessAbsent(
      session.s3.read(new GetBucketTaggingCommand(ownBucket(session, bucket))),
      'NoSuchTagSet',
    );
    return Object.fromEntries(
      (answer?.TagSet ?? []).map(tag => [tag.Key ?? '', tag.Value ?? '']),
    );
  },
);

/** s3:PutBucketPolicy */
export async function putBucketPolicy(
  session: AwsSession,
  bucket: string,
  document: PolicyDocument,
): Promise<void> {
  await session.s3.write(
    new PutBucketPolicyCommand({
      ...ownBucket(session, bucket),
      Policy: policyText(document),
    }),
  );
}

/** s3:DeleteBucketPolicy */
export async function deleteBucketPolicy(
  session: AwsSession,
  bucket: string,
): Promise<void> {
  await session.s3.write(
    new DeleteBucketPolicyCommand(ownBucket(session, bucket)),
  );
}

/** S3 makes one change of a bucket at a time and rejects others. */
export function busyWithAnotherChange(bucket: string): PassingError {
  return {
    why: `S3 is busy with another change of bucket ${bucket}`,
    is: error => error.awsError === 'OperationAborted',
  };
}
