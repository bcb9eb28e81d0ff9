import {
  bucketArn,
  bucketSid,
  bucketStatement,
  certifyBucketStatement,
  roleBucketStatement,
  s3ActionsFor,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { GrantEngine, GrantsState } from '../shared/grants';
import { HandOff, handOffFor, handOffWarnings, isForeign } from './handOff';
import { BucketState, readWantedBuckets, readDroppedBuckets } from './read';
import { findAddedBuckets } from './revoke';
import { S3Wanted } from './wanted';
import { bucketWarnings } from './warnings';

/** Grants in bucket policies. */
export const BUCKETS = new GrantEngine<S3Wanted, BucketState>({
  part: 's3',
  policyName: 'PersonalizeS3',
  service: 'S3',
  noun: 'bucket',
  nameOf: ({ bucket }) => `bucket ${bucket}`,

  readWanted: readWantedBuckets,
  readDropped: readDroppedBuckets,

  statements: ({ role, sourceConditions }, { accesses }) =>
    accesses.map(access => bucketStatement(role, access, sourceConditions)),
  certify: certifyBucketStatement,
  // A statement edited by hand no longer certifies itself, but the role's own policy
  // or the record still shows that it is ours.
  knownSids: (
    { role, recordedBuckets = [] },
    { recordedSids = [] },
    { document },
  ) => [
    ...statementsOf(document).flatMap(statement =>
      certifyBucketStatement(role)(statement).filter(
        sid => sid === statement.Sid,
      ),
    ),
    ...recordedBuckets.map(({ bucket, prefix }) =>
      bucketSid(role, bucket, prefix),
    ),
    ...recordedSids,
  ],

  statementsOnRole: ({ role, buckets }) =>
    buckets.map(access => roleBucketStatement(role, access)),
  certifyOnRole: certifyBucketStatement,

  warnings: bucketWarnings,
  uses: ({ role, buckets }, states) =>
    buckets.map(access => {
      const { bucket, prefix, bucketOwner } = access;
      const arn = bucketArn(role.partition, bucket);
      return {
        part: 's3',
        resource: arn,
        document: states.find(state => state.bucket === bucket)?.document,
        // Bucket-level actions take the bucket's ARN, the others the objects' ARN.
        uses: s3ActionsFor(access.workflows).map(action => ({
          action,
          resource: action === 's3:ListBucket' ? arn : `${arn}/${prefix}*`,
          resourceAccount: bucketOwner ?? role.accountId,
        })),
        warnings: handOffWarnings(role, access),
      };
    }),

  findAdded: findAddedBuckets,
  nothing: role => ({
    role,
    buckets: [],
    sourceConditions: 'if-present',
    field: 'buckets',
  }),
});

/** The state of one bucket prefix after the plan. */
export interface BucketGrant {
  bucketArn: string;
  prefix: string;
  statementIds: string[];
  /** The customer managed key of the bucket's default encryption; it needs a grant. */
  encryptionKeyArn?: string;
  /** What the owner must do, for a bucket of another account. */
  handOff?: HandOff;
}

/** The grants on each requested prefix. */
export function bucketGrants(
  wanted: S3Wanted,
  { resources }: Pick<GrantsState<BucketState>, 'resources'>,
): BucketGrant[] {
  return wanted.buckets.map(access => {
    const bucket = resources.find(one => one.bucket === access.bucket);
    const keyArn = bucket?.encryption?.customerKey?.arn;
    const handOff = isForeign(access, wanted.role)
      ? handOffFor(wanted.role, access, wanted.sourceConditions)
      : undefined;
    return {
      bucketArn: bucketArn(wanted.role.partition, access.bucket),
      prefix: access.prefix,
      statementIds: [bucketSid(wanted.role, access.bucket, access.prefix)],
      ...(keyArn ? { encryptionKeyArn: keyArn } : {}),
      ...(handOff ? { handOff } : {}),
    };
  });
}
