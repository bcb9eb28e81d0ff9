import { parseArn } from '@personalize-portal/backstage-plugin-personalize-common';
import { readBucketPolicy } from '../../aws/s3';
import { Part } from '../shared/part';
import { AddedGrants, GrantsState } from '../shared/grants';
import { heldInIam } from '../shared/heldInIam';
import { accessToRecord, handOffText } from './handOff';
import { bucketGrants, BUCKETS } from './plan';
import { BucketState } from './read';
import { S3Request, S3Wanted, wantedBuckets } from './wanted';

/** The bucket policies, and the role's own policy for buckets. */
export const s3Part: Part<
  S3Request,
  S3Wanted,
  GrantsState<BucketState>,
  AddedGrants<BucketState>
> = {
  name: 's3',
  inlinePolicy: BUCKETS.kind.policyName,
  hasOwners: true,
  wanted: wantedBuckets,
  read: (session, wanted) => BUCKETS.read(session, wanted),
  plan(wanted, state, earlier = []) {
    const ofKeys = earlier.find(({ grants }) => grants?.keyArns)?.grants;
    const grantedKeyArns = ofKeys?.keyArns ?? wanted.grantedKeyArns;
    return BUCKETS.plan({ ...wanted, grantedKeyArns }, state, earlier);
  },
  outputs(wanted, state) {
    const buckets = bucketGrants(wanted, state);
    return {
      buckets,
      handOffs: buckets.flatMap(({ handOff }) =>
        handOff ? [handOffText(handOff)] : [],
      ),
    };
  },
  requestedAccess: (request, _wanted, { asked }) =>
    accessToRecord(request.role, request, asked),
  expectedAccess: ({ s3 }) =>
    s3 ? { buckets: s3.buckets, sourceConditions: s3.sourceConditions } : {},
  async heldNow(session, resource) {
    const { service, resource: bucket = '' } = parseArn(resource) ?? {};
    return service === 's3'
      ? readBucketPolicy.afresh(session, bucket)
      : heldInIam(session, resource);
  },
  readAdded: (session, subject) => BUCKETS.readAdded(session, subject),
  planRevoke: (subject, added) => ({
    ...BUCKETS.planRevoke(subject, added),
    // A revoke is meant to remove statements on buckets.
    warnings: added.gone,
  }),
};
