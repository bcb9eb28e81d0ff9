import {
  bucketArn,
  bucketSid,
  grantsIn,
  parseArn,
  uniqueBuckets,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { locateBucket } from '../../aws/s3';
import { RevokeSubject } from '../../engine/plan';
import { InlinePolicyState } from '../shared/inlinePolicy';
import { documentWritten, holdingOf, resourcesOf } from '../shared/record';
import { leftElsewhereWarnings, bucketsElsewhere } from './handOff';
import { readDroppedBucket } from './read';

/**
 * The buckets granted to the set-up: from the ledger, the role's own policy and, for
 * other accounts, the requests.
 */
export async function findAddedBuckets(
  session: AwsSession,
  subject: RevokeSubject,
  inline: InlinePolicyState,
) {
  const { role } = subject;
  const resources = resourcesOf(subject, 's3').filter(
    resource => parseArn(resource)?.service === 's3',
  );
  const granted = uniqueBuckets([
    ...grantsIn(role, [
      { resource: inline.home.resource, document: inline.document },
      ...resources.map(resource => ({
        resource,
        document: documentWritten(subject, resource),
      })),
    ]).buckets,
    ...bucketsElsewhere(role, subject.asked),
  ]);
  const names = new Set([
    ...granted.map(({ bucket }) => bucket),
    ...resources.map(resource => parseArn(resource)?.resource ?? ''),
  ]);
  const located = await Promise.all(
    [...names].map(async bucket => ({
      bucket,
      found: (await locateBucket(session, bucket)).found,
    })),
  );
  const elsewhere = granted.filter(one =>
    located.some(
      ({ bucket, found }) => bucket === one.bucket && found === 'elsewhere',
    ),
  );
  return {
    here: located
      .filter(({ found }) => found !== 'elsewhere')
      .map(({ bucket, found }) => ({
        resource: bucketArn(role.partition, bucket),
        name: `bucket ${bucket}`,
        statements: "this set-up's statements in it",
        read: async () =>
          found === 'here'
            ? {
                ...(await readDroppedBucket(session, role, bucket)),
                recordedSids: granted
                  .filter(one => one.bucket === bucket)
                  .map(({ prefix }) => bucketSid(role, bucket, prefix)),
              }
            : undefined,
      })),
    outOfReach: leftElsewhereWarnings(role, elsewhere).map(
      ({ resource, message }) => ({
        resource,
        reason: message,
        // If the portal wrote it once, the portal could remove it.
        stops: holdingOf(subject, resource) !== undefined,
      }),
    ),
  };
}
