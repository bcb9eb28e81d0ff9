import {
  BucketAccess,
  BucketAndPrefix,
  GrantS3Request,
  grantsIn,
  SourceConditions,
  uniqueBuckets,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartContext, serviceRoleBoundary, SetupAccess } from '../shared/part';
import { GrantsWanted } from '../shared/grants';
import { documentsHeld } from '../shared/record';
import { bucketsElsewhere } from './handOff';

/** The buckets that Personalize shall use through the role; all of them, each time. */
export interface S3Wanted extends GrantsWanted {
  buckets: BucketAccess[];
  sourceConditions: SourceConditions;
  /**
   * ARNs of all keys that the same request grants, which takes the others away;
   * absent where it isn't about keys.
   */
  grantedKeyArns?: string[];
  /**
   * What is on record to have been granted, beside what the role's own policy
   * tells of; what isn't asked for is taken away, also where nothing in AWS tells of it.
   */
  recordedBuckets?: BucketAndPrefix[];
  /** What the list of buckets is called in the request, for messages. */
  field: string;
}

/** The buckets that are asked for, alone or with a whole set-up. */
export type S3Request = GrantS3Request &
  Partial<Pick<SetupAccess, 'settings' | 'keys'>>;

/** The buckets that are wanted. */
export function wantedBuckets(
  request: S3Request,
  context: PartContext,
): S3Wanted {
  const { role, buckets, sourceConditions, settings, keys } = request;
  return {
    role,
    buckets,
    sourceConditions,
    permissionsBoundary: serviceRoleBoundary(request, context),
    // Those that the plan of the keys grants, once there is one.
    grantedKeyArns: keys && [],
    recordedBuckets: uniqueBuckets([
      ...grantsIn(role, documentsHeld(context.record)).buckets,
      ...bucketsElsewhere(role, context.record.asked),
    ]),
    field: settings ? 's3' : 'buckets',
  };
}
