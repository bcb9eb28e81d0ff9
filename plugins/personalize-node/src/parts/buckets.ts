import {
  BucketAccess,
  bucketAndPrefixOf,
  bucketArn,
  bucketSid,
  InvalidRequestError,
  parseArn,
  POLICY_LIMITS,
  PolicyDocument,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { describeKey } from '../aws/kms';
import {
  BucketLocation,
  busyWithAnotherChange,
  deleteBucketPolicy,
  locateBucket,
  putBucketPolicy,
  readBucketEncryption,
  readBucketPolicy,
  readBucketTags,
} from '../aws/s3';
import { settledDocument } from '../engine/policyChange';
import { PolicyHome } from '../engine/policyHome';
import { isForeign } from './handOff';
import { managingTool } from './managingTool';

/** How a bucket encrypts by default, as far as it matters to Personalize. */
export interface DefaultEncryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  algorithm: string;
  /** ARN; absent for an AWS managed key and where AWS tells of none. */
  customerKeyArn?: string;
}

/** A bucket of the account as AWS holds it. */
export interface BucketState {
  bucket: string;
  home: PolicyHome;
  document: PolicyDocument | undefined;
  encryption: DefaultEncryption | undefined;
  managedBy: string | undefined;
  /** What is asked for on it; none for a bucket that is no longer asked for. */
  accesses: BucketAccess[];
}

/** What is asked of buckets; a subset of what the s3 part wants. */
interface AskedBuckets {
  role: RoleTarget;
  buckets: BucketAccess[];
  field: string;
}

/**
 * Reads the buckets of the account that are asked for, each once.
 *
 * @throws InvalidRequestError for a bucket that doesn't exist, belongs to
 * another account or is in another Region
 */
export async function readAskedBuckets(
  session: AwsSession,
  { role: target, buckets, field }: AskedBuckets,
): Promise<BucketState[]> {
  const names = new Set(
    buckets
      .filter(access => !isForeign(access, target))
      .map(({ bucket }) => bucket),
  );
  return Promise.all(
    [...names].map(async bucket => {
      const index = buckets.findIndex(access => access.bucket === bucket);
      refuseUnusable(
        `${field}[${index}].bucket`,
        bucket,
        await locateBucket(session, bucket),
        target,
      );
      const home = bucketHome(target, bucket);
      const [document, encryption, tags] = await Promise.all([
        settledDocument(session, home, readBucketPolicy(session, bucket)),
        readDefaultEncryption(session, bucket),
        readBucketTags(session, bucket),
      ]);
      return {
        bucket,
        home,
        document,
        encryption,
        managedBy: managingTool(tags),
        accesses: buckets.filter(access => access.bucket === bucket),
      };
    }),
  );
}

/** Buckets that were granted and are no longer asked for. */
export interface DroppedBuckets {
  here: BucketState[];
  /** Names of buckets whose policy can't be written from this account. */
  elsewhere: string[];
}

/**
 * Reads the buckets that the role's own policy says were granted and that are
 * no longer asked for. One that is gone has nothing to take back.
 */
export async function readDroppedBuckets(
  session: AwsSession,
  { role: target, buckets }: AskedBuckets,
  rolePolicy: PolicyDocument | undefined,
): Promise<DroppedBuckets> {
  const granted = new Set(
    statementsOf(rolePolicy).flatMap(statement => {
      const subject = bucketAndPrefixOf(statement);
      return subject &&
        statement.Sid === bucketSid(target, subject.bucket, subject.prefix)
        ? [subject.bucket]
        : [];
    }),
  );
  const dropped = [...granted].filter(
    bucket => !buckets.some(access => access.bucket === bucket),
  );
  const located = await Promise.all(
    dropped.map(async bucket => ({
      bucket,
      location: await locateBucket(session, bucket),
    })),
  );
  const namesOf = (found: BucketLocation['found']) =>
    located
      .filter(({ location }) => location.found === found)
      .map(({ bucket }) => bucket);
  return {
    here: await Promise.all(
      namesOf('here').map(async bucket => {
        const home = bucketHome(target, bucket);
        return {
          bucket,
          home,
          document: await settledDocument(
            session,
            home,
            readBucketPolicy(session, bucket),
          ),
          encryption: undefined,
          managedBy: undefined,
          accesses: [],
        };
      }),
    ),
    elsewhere: namesOf('elsewhere'),
  };
}

function refuseUnusable(
  field: string,
  bucket: string,
  location: BucketLocation,
  target: RoleTarget,
): void {
  const rule = whyUnusable(location, target);
  if (rule) {
    throw new InvalidRequestError([{ field, value: bucket, rule }]);
  }
}

function whyUnusable(
  location: BucketLocation,
  target: RoleTarget,
): string | undefined {
  switch (location.found) {
    case 'nowhere':
      return 'no such bucket exists; create it first or correct the name';
    case 'elsewhere':
      return `it isn't a bucket of account ${target.accountId} that the portal may see; if it belongs to another account, give its 12-digit id as bucketOwner`;
    default:
      return location.region && location.region !== target.region
        ? `the bucket is in ${location.region}; Personalize in ${target.region} needs a bucket of its own Region`
        : undefined;
  }
}

/**
 * S3 names the default key by ARN, id or alias; only KMS knows whose it is. A
 * key of another account, which may not be described from here, is always a
 * customer's.
 */
async function readDefaultEncryption(
  session: AwsSession,
  bucket: string,
): Promise<DefaultEncryption | undefined> {
  const encryption = await readBucketEncryption(session, bucket);
  if (!encryption?.keyId) {
    return encryption && { algorithm: encryption.algorithm };
  }
  const { algorithm, keyId } = encryption;
  const owner = parseArn(keyId)?.accountId;
  if (owner !== undefined && owner !== session.accountId) {
    return { algorithm, customerKeyArn: keyId };
  }
  const key = await describeKey(session, keyId);
  if (!key && owner !== undefined) {
    // Deleted, or not to be seen from here; AWS never deletes its own.
    return { algorithm, customerKeyArn: keyId };
  }
  return key?.KeyManager === 'CUSTOMER' && key.Arn
    ? { algorithm, customerKeyArn: key.Arn }
    : { algorithm };
}

function bucketHome(target: RoleTarget, bucket: string): PolicyHome {
  return {
    resource: bucketArn(target.partition, bucket),
    name: `the policy of bucket ${bucket}`,
    unit: 'bytes',
    limit: POLICY_LIMITS.bucket,
    remedy:
      'Ask for fewer or shorter prefixes, or have the owner of the bucket remove statements that are no longer used.',
    read: session => readBucketPolicy.afresh(session, bucket),
    write: (session, document) => putBucketPolicy(session, bucket, document),
    remove: session => deleteBucketPolicy(session, bucket),
    passing: busyWithAnotherChange(bucket),
  };
}
