import {
  BucketAccess,
  bucketArn,
  grantedBuckets,
  POLICY_LIMITS,
  Problem,
  RoleTarget,
  uniqueBuckets,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import {
  firstProblems,
  inBatches,
  LOOKED_UP_AT_ONCE,
  withFaults,
} from '../../aws/inBatches';
import {
  BucketLocation,
  busyWithAnotherChange,
  deleteBucketPolicy,
  locateBucket,
  putBucketPolicy,
  readBucketPolicy,
  readBucketTags,
} from '../../aws/s3';
import { settledDocument } from '../../engine/policyChange';
import { PolicyHome } from '../../engine/policyHome';
import { Flaw } from '../../aws/keyFlaw';
import {
  GrantedResource,
  GrantsState,
  WantedResources,
} from '../shared/grants';
import { InlinePolicyState } from '../shared/inlinePolicy';
import { managingTool } from '../shared/tags';
import { DefaultEncryption, readDefaultEncryption } from './encryption';
import { isForeign, leftElsewhereWarnings } from './handOff';
import { S3Wanted } from './wanted';

/** A bucket of the account as AWS holds it. */
export interface BucketState extends GrantedResource {
  bucket: string;
  encryption: DefaultEncryption | undefined;
  managedBy: string | undefined;
  /** The requested accesses; empty for a bucket that is no longer requested. */
  accesses: BucketAccess[];
  /** In a revoke, the Sids that the record names as written by the set-up. */
  recordedSids?: string[];
}

/**
 * Reads the account's requested buckets, each once. A bucket can't be used if it
 * doesn't exist, isn't in the stated account or is in another Region.
 */
export async function readWantedBuckets(
  session: AwsSession,
  { role: target, buckets, grantedKeyArns, field }: S3Wanted,
): Promise<WantedResources<BucketState>> {
  const { problems: faults, sound } = await firstProblems(
    // All entries of a bucket share one owner, and so one problem.
    [...buckets.entries()].filter(
      ([index, { bucket }]) =>
        buckets.findIndex(other => other.bucket === bucket) === index,
    ),
    async ([index, access]) => {
      const problem = await bucketProblem(session, target, access);
      return problem
        ? [{ ...problem, field: `${field}[${index}].${problem.field}` }]
        : [];
    },
  );
  const names = sound
    .filter(([, access]) => !isForeign(access, target))
    .map(([, { bucket }]) => bucket);
  const reads = inBatches(LOOKED_UP_AT_ONCE, names, async bucket => {
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
  return { resources: await withFaults(faults, reads), faults };
}

/**
 * Reads the account's own buckets that the ledger or the role's own policy names as
 * granted and that aren't requested at all. Dropped prefixes of requested buckets
 * show up when those buckets are planned. A deleted bucket has nothing to remove.
 */
export async function readDroppedBuckets(
  session: AwsSession,
  { role: target, buckets, recordedBuckets = [] }: S3Wanted,
  inline: InlinePolicyState,
): Promise<Pick<GrantsState<BucketState>, 'resources' | 'outOfReach'>> {
  const granted = uniqueBuckets([
    ...grantedBuckets(target, inline.document),
    ...recordedBuckets,
  ]);
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
  const left = granted.filter(
    ({ bucket, prefix }) =>
      elsewhere.has(bucket) &&
      !buckets.some(
        access => access.bucket === bucket && access.prefix === prefix,
      ),
  );
  return {
    resources: await Promise.all(
      namesOf('here').map(bucket => readDroppedBucket(session, target, bucket)),
    ),
    outOfReach: leftElsewhereWarnings(target, left),
  };
}

/** A bucket of the account that is no longer requested. */
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

/**
 * What is wrong with a requested bucket. A bucket stated to be another account's must
 * be: if it were this account's, nothing would be checked or written on the bucket,
 * but the role's own policy would open it.
 */
async function bucketProblem(
  session: AwsSession,
  target: RoleTarget,
  access: BucketAccess,
): Promise<Problem | undefined> {
  const { bucket, bucketOwner } = access;
  const location = await locateBucket(session, bucket);
  if (isForeign(access, target) && location.found === 'here') {
    return {
      field: 'bucketOwner',
      value: bucketOwner,
      rule: `${bucket} is a bucket of account ${target.accountId} itself; leave out bucketOwner`,
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
        why: `account ${target.accountId} has no such bucket, or the portal can't see it`,
        remedy:
          "if it belongs to another account, give that account's 12-digit id as bucketOwner",
      };
    default:
      return location.region && location.region !== target.region
        ? {
            why: `the bucket is in ${location.region}`,
            remedy: `Personalize in ${target.region} needs a bucket in the same Region`,
          }
        : undefined;
  }
}

/** The policy of a bucket in the account. */
export function bucketHome(target: RoleTarget, bucket: string): PolicyHome {
  return {
    resource: bucketArn(target.partition, bucket),
    name: `the policy of bucket ${bucket}`,
    unit: 'bytes',
    limit: POLICY_LIMITS.bucket,
    remedy:
      'Request fewer or shorter prefixes, or ask the owner of the bucket to remove unused statements.',
    read: session => readBucketPolicy.afresh(session, bucket),
    write: (session, document) => putBucketPolicy(session, bucket, document),
    remove: session => deleteBucketPolicy(session, bucket),
    passing: busyWithAnotherChange(bucket),
  };
}
