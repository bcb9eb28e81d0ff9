import {
  BucketAndPrefix,
  bucketArn,
  bucketSid,
  grantedBuckets,
  parseArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { locateBucket } from '../aws/s3';
import { Kept, Recorded } from '../engine/revocable';
import { BucketState, readDroppedBucket } from './buckets';
import { recordedElsewhere } from './handOff';
import { InlinePolicyState } from './inlinePolicy';
import {
  documentBefore,
  documentWritten,
  resourcesOf,
  sightOf,
} from './recorded';

/** What the s3 part of a set-up added, as far as it is still there. */
export interface AddedBuckets {
  /** Buckets of the account. */
  buckets: BucketState[];
  /** What was granted on buckets whose policy can't be written from here. */
  elsewhere: BucketAndPrefix[];
  inline: InlinePolicyState;
  /** Names of buckets that no longer exist. */
  gone: string[];
  /** Buckets whose policy can't be read, and why. */
  kept: Kept[];
}

/**
 * Reads the buckets that the set-up was granted: by the ledger, by the role's
 * own policy, and those of other accounts by what was asked for.
 */
export async function readAddedBuckets(
  session: AwsSession,
  recorded: Recorded,
  inline: InlinePolicyState,
): Promise<AddedBuckets> {
  const { role: target } = recorded;
  const resources = resourcesOf(recorded, 's3').filter(
    resource => parseArn(resource)?.service === 's3',
  );
  const granted = [
    ...grantedBuckets(target, inline.document),
    ...resources.flatMap(resource =>
      grantedBuckets(target, documentWritten(recorded, resource)),
    ),
    ...recordedElsewhere(target, recorded.asked),
  ];
  const names = new Set([
    ...granted.map(({ bucket }) => bucket),
    ...resources.map(resource => parseArn(resource)?.resource ?? ''),
  ]);
  const read = await Promise.all(
    [...names].map(bucket => readAddedBucket(session, recorded, bucket)),
  );
  const elsewhere = read.flatMap(({ elsewhere: name }) => name ?? []);
  return {
    inline,
    buckets: read.flatMap(({ state }) =>
      state
        ? [
            {
              ...state,
              before: documentBefore(recorded, state.home.resource),
              recordedSids: granted
                .filter(({ bucket }) => bucket === state.bucket)
                .map(({ bucket, prefix }) => bucketSid(target, bucket, prefix)),
            },
          ]
        : [],
    ),
    elsewhere: granted.filter(
      ({ bucket, prefix }, index) =>
        elsewhere.includes(bucket) &&
        granted.findIndex(
          one => one.bucket === bucket && one.prefix === prefix,
        ) === index,
    ),
    gone: read.flatMap(({ gone }) => gone ?? []),
    kept: read.flatMap(({ kept }) => kept ?? []),
  };
}

/** What came of looking for a bucket; one of these. */
interface FoundBucket {
  /** The name of one that no longer exists. */
  gone?: string;
  state?: BucketState;
  /** The name of one that can't be reached from here. */
  elsewhere?: string;
  kept?: Kept;
}

async function readAddedBucket(
  session: AwsSession,
  { role: target }: Recorded,
  bucket: string,
): Promise<FoundBucket> {
  const { found } = await locateBucket(session, bucket);
  if (found === 'nowhere') {
    return { gone: bucket };
  }
  if (found === 'elsewhere') {
    return { elsewhere: bucket };
  }
  const sight = await sightOf(readDroppedBucket(session, target, bucket));
  return 'seen' in sight
    ? { state: sight.seen }
    : {
        kept: {
          resource: bucketArn(target.partition, bucket),
          reason: `The policy of bucket ${bucket} is out of reach: ${sight.refusal.message} Until then this set-up's statements in it stay.`,
        },
      };
}
