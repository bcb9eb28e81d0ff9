import { RoleTarget } from '@personalize-portal/backstage-plugin-personalize-common';
import { BucketLocation } from '../../aws/s3';
import { Flaw } from '../kms/flaw';

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
