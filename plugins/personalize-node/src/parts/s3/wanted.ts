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

/** All buckets that Personalize may use through the role. Each request lists them all. */
export interface S3Wanted extends GrantsWanted {
  buckets: BucketAccess[];
  sourceConditions: SourceConditions;
  /**
   * ARNs of all keys that the same request grants; it removes the other keys.
   * Undefined if the request doesn't cover keys.
   */
  grantedKeyArns?: string[];
  /**
   * Grants on record, besides those in the role's own policy. Whatever isn't
   * requested is removed, even if nothing in AWS shows it.
   */
  recordedBuckets?: BucketAndPrefix[];
  /** The name of the bucket list in the request, for messages. */
  field: string;
}

/** A request for buckets, alone or as part of a whole set-up. */
export type S3Request = GrantS3Request &
  Partial<Pick<SetupAccess, 'settings' | 'keys'>>;

/** The requested buckets. */
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
    // Filled from the key plan once it exists.
    grantedKeyArns: keys && [],
    recordedBuckets: uniqueBuckets([
      ...grantsIn(role, documentsHeld(context.record)).buckets,
      ...bucketsElsewhere(role, context.record.asked),
    ]),
    field: settings ? 's3' : 'buckets',
  };
}
