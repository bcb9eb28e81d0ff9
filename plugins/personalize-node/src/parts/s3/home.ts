import {
  bucketArn,
  POLICY_LIMITS,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  busyWithAnotherChange,
  deleteBucketPolicy,
  putBucketPolicy,
  readBucketPolicy,
} from '../../aws/s3';
import { PolicyHome } from '../../engine/policyHome';

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
