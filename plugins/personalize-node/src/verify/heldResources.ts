import {
  BucketAccess,
  bucketArn,
  HeldAccess,
  HeldBucket,
  HeldKey,
  KeyAccess,
  Obstacle,
  parseArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { listBuckets } from '../aws/inventory';
import { BucketLocation, locateBucket } from '../aws/s3';
import { describeKey, readKeyTags } from '../aws/kms';
import { settledDocument } from '../engine/policyChange';
import { bucketFlaw, bucketHome } from '../parts/s3/read';
import {
  DefaultEncryption,
  readDefaultEncryption,
} from '../parts/s3/encryption';
import { isForeign } from '../parts/s3/handOff';
import { keyHome } from '../parts/kms/read';
import { Flaw, keyFlaw } from '../aws/keyFlaw';
import { sentence, answerOf } from './obstacles';

/** Reads the buckets of a set-up, each once. */
export async function readHeldBuckets(
  session: AwsSession,
  target: RoleTarget,
  accesses: readonly BucketAccess[],
): Promise<HeldBucket[]> {
  const firstOfEach = accesses.filter(
    ({ bucket }, index) =>
      accesses.findIndex(access => access.bucket === bucket) === index,
  );
  return Promise.all(
    firstOfEach.map(access => readHeldBucket(session, target, access)),
  );
}

async function readHeldBucket(
  session: AwsSession,
  target: RoleTarget,
  access: BucketAccess,
): Promise<HeldBucket> {
  const { bucket } = access;
  const home = bucketHome(target, bucket);
  const unread: HeldBucket = {
    bucket,
    policy: {
      place: bucketArn(target.partition, bucket),
      document: undefined,
    },
    accountId: access.bucketOwner ?? target.accountId,
  };
  const location = await answerOf(locateBucket(session, bucket));
  const absence =
    location.value?.found === 'elsewhere' && !isForeign(access, target)
      ? await answerOf(hasNoBucket(session, bucket))
      : undefined;
  const obstacle =
    location.obstacle ??
    (absence?.value ? lostBucket(target, access) : undefined) ??
    locationObstacle(location.value, target, access);
  if (obstacle) {
    return { ...unread, obstacle };
  }
  const [document, encryption] = await Promise.all([
    answerOf(settledDocument(session, home)),
    answerOf(readDefaultEncryption(session, target, bucket, false)),
  ]);
  const untold = document.obstacle ?? encryption.obstacle;
  return {
    ...unread,
    policy: { ...unread.policy, document: document.value },
    ...encryptionOf(encryption.value),
    ...(untold ? { obstacle: untold } : {}),
  };
}

function locationObstacle(
  location: BucketLocation,
  target: RoleTarget,
  access: BucketAccess,
): Obstacle | undefined {
  const isOfAnother = isForeign(access, target) && location.found !== 'nowhere';
  const flaw = isOfAnother
    ? foreignFlaw(location, target, access)
    : bucketFlaw(location, target);
  const outcomeElsewhere = isOfAnother ? 'warning' : 'unknown';
  return (
    flaw && {
      outcome: location.found === 'elsewhere' ? outcomeElsewhere : 'failed',
      message: `Bucket ${access.bucket} can't be used or read: ${flaw.why}.`,
      remedy: sentence(flaw.remedy),
    }
  );
}

async function hasNoBucket(
  session: AwsSession,
  bucket: string,
): Promise<boolean> {
  const buckets = await listBuckets(session);
  return buckets.every(({ name }) => name !== bucket);
}

/** Anyone can take the name of a deleted bucket. */
function lostBucket(target: RoleTarget, { bucket }: BucketAccess): Obstacle {
  return {
    outcome: 'failed',
    message: `Bucket ${bucket} no longer belongs to account ${target.accountId}: somebody else has a bucket with that name.`,
    remedy:
      'The role can use a bucket with that name only in its own account, so nothing is read from it or written to it. Remove it from the set-up, or use another bucket.',
  };
}

/** A bucket policy can only be read from the bucket's own account. */
function foreignFlaw(
  { found }: BucketLocation,
  target: RoleTarget,
  { bucketOwner }: BucketAccess,
): Flaw {
  return found === 'here'
    ? {
        why: `it is a bucket of account ${target.accountId} itself, but account ${bucketOwner} was given as its owner`,
        remedy: 'leave out bucketOwner',
      }
    : {
        why: `it belongs to account ${bucketOwner}, and its policy can't be read from here`,
        remedy:
          'ask its owner whether the bucket policy has the statements from the run',
      };
}

/** A bucket's default encryption, as far as it matters. */
function encryptionOf(
  found: DefaultEncryption | undefined,
): Pick<HeldBucket, 'encryptionKeyArn' | 'encryptionFlaw'> {
  if (!found || found.algorithm === 'AES256') {
    return {};
  }
  if (found.algorithm === 'aws:kms:dsse') {
    return { encryptionFlaw: 'twice' };
  }
  return found.customerKey
    ? { encryptionKeyArn: found.customerKey.name }
    : { encryptionFlaw: 'aws-managed' };
}

/** Reads the keys of a set-up. */
export function readHeldKeys(
  session: AwsSession,
  target: RoleTarget,
  accesses: readonly Pick<KeyAccess, 'keyId'>[],
): Promise<HeldKey[]> {
  return Promise.all(
    accesses.map(({ keyId }) => readHeldKey(session, target, keyId)),
  );
}

async function readHeldKey(
  session: AwsSession,
  target: RoleTarget,
  keyId: string,
): Promise<HeldKey> {
  const described = await answerOf(describeKey(session, keyId));
  const keyArn = described.value?.Arn ?? keyId;
  const unread: HeldKey = {
    keyId,
    keyArn,
    policy: { place: keyArn, document: undefined },
  };
  if (described.obstacle) {
    return { ...unread, obstacle: described.obstacle };
  }
  const flaw = keyFlaw(described.value, target);
  const flawed: Obstacle | undefined = flaw && {
    outcome: 'failed',
    message: `Key ${keyId} can't be used: ${flaw.why}.`,
    remedy: sentence(flaw.remedy),
  };
  const isReadable =
    described.value?.Arn !== undefined &&
    parseArn(keyArn)?.accountId === target.accountId;
  const policy = isReadable
    ? await answerOf(settledDocument(session, keyHome(keyArn)))
    : undefined;
  const obstacle = flawed ?? policy?.obstacle;
  return {
    ...unread,
    policy: { ...unread.policy, document: policy?.value },
    ...(obstacle ? { obstacle } : {}),
  };
}

/**
 * Adds the tags of the keys if a policy depends on them, like the boundary that the
 * portal-role command prints. Otherwise reads no tags. Tags that AWS doesn't return
 * stay unknown.
 *
 * @throws the signal's reason when cancelled
 */
export async function withKeyTags(
  session: AwsSession,
  held: HeldAccess,
): Promise<HeldAccess> {
  const ofRole = [held.role?.boundary, ...(held.role?.policies ?? [])];
  const isAsked = (policies: readonly unknown[]) =>
    /aws:ResourceTag\//i.test(JSON.stringify(policies));
  const keys = await Promise.all(
    held.keys.map(
      async (key): Promise<HeldKey> =>
        key.policy.document && isAsked([...ofRole, key.policy])
          ? {
              ...key,
              tags: (await answerOf(readKeyTags(session, key.keyArn))).value,
            }
          : key,
    ),
  );
  return { ...held, keys };
}
