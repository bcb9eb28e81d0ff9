import {
  BucketAccess,
  BucketAndPrefix,
  bucketArn,
  grantedBuckets,
  InvalidRequestError,
  ownedSid,
  parseArn,
  POLICY_LIMITS,
  PolicyDocument,
  Problem,
  roleArn,
  RoleTarget,
  statementsOf,
  markUnseen,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { unlessAbsent } from '../aws/awsCall';
import { firstProblems, inBatches, LOOKED_UP_AT_ONCE } from '../aws/inBatches';
import { describeKey, readKeyPolicy } from '../aws/kms';
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
import { keyHome } from './keyHome';
import { managingTool } from './managingTool';
import { Flaw, stateRemedy } from './usableKey';

/** How a bucket encrypts by default, as far as it matters to Personalize. */
export interface DefaultEncryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  algorithm: string;
  /** Absent for an AWS managed key and where AWS tells of none. */
  customerKey?: DefaultKey;
}

/** The customer managed key that a bucket encrypts with by default. */
export interface DefaultKey {
  /** ARN, or what the bucket calls a key that can't be found. */
  name: string;
  /** Absent where the key can't be found. */
  arn?: string;
  /** Why it can't be granted, with what to do; absent where it can. */
  obstacle?: string;
  /** Whether its policy was seen to let Personalize use it for this set-up. */
  isGranted: boolean;
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
  /** In a revoke, the policy from before the set-up. */
  before?: PolicyDocument;
  /** In a revoke, the Sids that the set-up is on record to have written. */
  recordedSids?: string[];
}

/** What is asked of buckets; a subset of what the s3 part wants. */
interface AskedBuckets {
  role: RoleTarget;
  buckets: BucketAccess[];
  grantedKeyArns?: string[];
  recordedBuckets?: BucketAndPrefix[];
  field: string;
}

/**
 * Reads the buckets of the account that are asked for, each once, after it made sure
 * that all buckets can be used.
 *
 * @throws InvalidRequestError for buckets that don't exist, belong to another account
 * than was said or are in another Region
 */
export async function readAskedBuckets(
  session: AwsSession,
  { role: target, buckets, grantedKeyArns, field }: AskedBuckets,
): Promise<BucketState[]> {
  await refuseUnusable(session, target, buckets, field);
  const names = new Set(
    buckets
      .filter(access => !isForeign(access, target))
      .map(({ bucket }) => bucket),
  );
  return inBatches(LOOKED_UP_AT_ONCE, [...names], async bucket => {
    const home = bucketHome(target, bucket);
    const [document, encryption, tags] = await Promise.all([
      settledDocument(session, home, readBucketPolicy(session, bucket)),
      readDefaultEncryption(
        session,
        target,
        bucket,
        grantedKeyArns === undefined,
      ),
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
  });
}

/** What was granted and is no longer asked for. */
export interface Dropped {
  /** Buckets of the account. */
  here: BucketState[];
  /** What was granted on buckets whose policy can't be written from this account. */
  elsewhere: BucketAndPrefix[];
}

/**
 * Reads what was granted, by the ledger and by the role's own policy, and is no
 * longer asked for:
 * of the account's own buckets those that aren't asked for at all, for the
 * prefixes of the others are seen where those are changed. A bucket that is gone
 * has nothing to take back.
 */
export async function readDropped(
  session: AwsSession,
  { role: target, buckets, recordedBuckets = [] }: AskedBuckets,
  rolePolicy: PolicyDocument | undefined,
): Promise<Dropped> {
  const inPolicy = grantedBuckets(target, rolePolicy);
  const granted = [
    ...inPolicy,
    ...recordedBuckets.filter(
      ({ bucket, prefix }) =>
        !inPolicy.some(
          other => other.bucket === bucket && other.prefix === prefix,
        ),
    ),
  ];
  const asked = new Set(buckets.map(({ bucket }) => bucket));
  const located = await Promise.all(
    [...new Set(granted.map(({ bucket }) => bucket))]
      .filter(bucket => !asked.has(bucket))
      .map(async bucket => ({
        bucket,
        location: await locateBucket(session, bucket),
      })),
  );
  const namesOf = (found: BucketLocation['found']) =>
    located
      .filter(({ location }) => location.found === found)
      .map(({ bucket }) => bucket);
  const elsewhere = new Set([
    ...namesOf('elsewhere'),
    ...buckets
      .filter(access => isForeign(access, target))
      .map(({ bucket }) => bucket),
  ]);
  return {
    here: await Promise.all(
      namesOf('here').map(bucket => readDroppedBucket(session, target, bucket)),
    ),
    elsewhere: granted.filter(
      ({ bucket, prefix }) =>
        elsewhere.has(bucket) &&
        !buckets.some(
          access => access.bucket === bucket && access.prefix === prefix,
        ),
    ),
  };
}

/** A bucket of the account that is no longer asked for. */
export async function readDroppedBucket(
  session: AwsSession,
  target: RoleTarget,
  bucket: string,
): Promise<BucketState> {
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
}

/** What is wrong with a bucket, and whether that is only that it couldn't be seen. */
interface BucketProblem extends Problem {
  isUnseen: boolean;
}

async function refuseUnusable(
  session: AwsSession,
  target: RoleTarget,
  buckets: BucketAccess[],
  field: string,
): Promise<void> {
  // Entries of one bucket have one owner, and so one problem.
  const first = [...buckets.entries()].filter(
    ([index, { bucket }]) =>
      buckets.findIndex(other => other.bucket === bucket) === index,
  );
  const problems = await firstProblems(first, async ([index, access]) => {
    const problem = await bucketProblem(session, target, access);
    return problem
      ? [{ ...problem, field: `${field}[${index}].${problem.field}` }]
      : [];
  });
  if (problems.length > 0) {
    const error = new InvalidRequestError(problems);
    throw problems.every(({ isUnseen }) => isUnseen)
      ? markUnseen(error)
      : error;
  }
}

/**
 * What is wrong with a bucket that is asked for. One that is said to be another
 * account's must be: for one of this account nothing would be checked or written on
 * the bucket, while the role's own policy would open it.
 */
async function bucketProblem(
  session: AwsSession,
  target: RoleTarget,
  access: BucketAccess,
): Promise<BucketProblem | undefined> {
  const { bucket, bucketOwner } = access;
  const location = await locateBucket(session, bucket);
  if (isForeign(access, target) && location.found === 'here') {
    return {
      field: 'bucketOwner',
      value: bucketOwner,
      rule: `${bucket} is a bucket of account ${target.accountId} itself; leave bucketOwner out`,
      isUnseen: false,
    };
  }
  const flaw =
    isForeign(access, target) && location.found === 'elsewhere'
      ? undefined
      : bucketFlaw(location, target);
  return (
    flaw && {
      field: 'bucket',
      value: bucket,
      rule: `${flaw.why}; ${flaw.remedy}`,
      isUnseen: location.found === 'elsewhere',
    }
  );
}

/** Why a bucket can't be used as one of the account. */
export function bucketFlaw(
  location: BucketLocation,
  target: RoleTarget,
): Flaw | undefined {
  switch (location.found) {
    case 'nowhere':
      return {
        why: 'no such bucket exists',
        remedy: 'create it first or correct the name',
      };
    case 'elsewhere':
      return {
        why: `it isn't a bucket of account ${target.accountId} that the portal may see`,
        remedy:
          'if it belongs to another account, give its 12-digit id as bucketOwner',
      };
    default:
      return location.region && location.region !== target.region
        ? {
            why: `the bucket is in ${location.region}`,
            remedy: `Personalize in ${target.region} needs a bucket of its own Region`,
          }
        : undefined;
  }
}

/**
 * Reads how a bucket of the account encrypts by default. S3 names the key by ARN,
 * id or alias; only KMS knows whose it is.
 *
 * @param seeksGrant - whether the key's policy is to tell if it is granted
 */
export async function readDefaultEncryption(
  session: AwsSession,
  target: RoleTarget,
  bucket: string,
  seeksGrant: boolean,
): Promise<DefaultEncryption | undefined> {
  const encryption = await readBucketEncryption(session, bucket);
  if (!encryption) {
    return undefined;
  }
  const { algorithm, keyId } = encryption;
  const customerKey =
    keyId && (await readDefaultKey(session, target, keyId, seeksGrant));
  return { algorithm, ...(customerKey ? { customerKey } : {}) };
}

/** The aliases that AWS keeps for its own keys. */
const AWS_ALIAS = /(^|:)alias\/aws\//;

/** KMS doesn't tell a missing key from a hidden one to everybody. */
const NOT_SEEN = ['NotFoundException', 'AccessDeniedException'];

/** The key, where it is a customer's; a key of another account always is. */
async function readDefaultKey(
  session: AwsSession,
  target: RoleTarget,
  keyId: string,
  seeksGrant: boolean,
): Promise<DefaultKey | undefined> {
  if (AWS_ALIAS.test(keyId)) {
    return undefined;
  }
  const owner = parseArn(keyId)?.accountId;
  if (owner !== undefined && owner !== target.accountId) {
    return {
      name: keyId,
      arn: keyId,
      isGranted: false,
      obstacle: `it belongs to account ${owner}; have its owner let Personalize and the role ${roleArn(
        target,
      )} use it, or choose a key of account ${target.accountId}`,
    };
  }
  const key = await unlessAbsent(describeKey(session, keyId), ...NOT_SEEN);
  if (!key?.Arn) {
    return {
      name: keyId,
      isGranted: false,
      obstacle:
        "it no longer exists, or the portal may not see it; choose another default key, or have the key's owner let the portal's roles see it",
    };
  }
  if (key.KeyManager !== 'CUSTOMER') {
    return undefined;
  }
  const found = { name: key.Arn, arn: key.Arn };
  if (key.KeyState !== 'Enabled') {
    return {
      ...found,
      isGranted: false,
      obstacle: `it is ${key.KeyState ?? 'in an unknown state'}; ${stateRemedy(
        key.KeyState,
      )}`,
    };
  }
  return {
    ...found,
    isGranted: seeksGrant && (await isGranted(session, target, key.Arn)),
  };
}

/**
 * Whether the policy of a key has this set-up's statement for Personalize. The
 * role's own policy doesn't tell: for an import it needs no statement.
 */
async function isGranted(
  session: AwsSession,
  target: RoleTarget,
  keyArn: string,
): Promise<boolean> {
  const policy = await unlessAbsent(
    settledDocument(session, keyHome(keyArn), readKeyPolicy(session, keyArn)),
    ...NOT_SEEN,
  );
  const sid = ownedSid('KmsService', target, keyArn);
  return statementsOf(policy).some(
    statement => statement.Sid === sid && statement.Effect === 'Allow',
  );
}

/** The policy of a bucket of the account. */
export function bucketHome(target: RoleTarget, bucket: string): PolicyHome {
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
