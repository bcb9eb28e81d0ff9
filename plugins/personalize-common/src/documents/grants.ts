import { RoleTarget } from '../service/role';
import { BucketAndPrefix, grantedBuckets } from './bucketPolicy';
import { grantedKeys } from './keyPolicy';

/** What the statements of a set-up grant, each item once. */
export interface DocumentGrants {
  /** ARNs. */
  keys: string[];
  buckets: BucketAndPrefix[];
}

/**
 * Finds what a set-up's own statements grant.
 *
 * @param documents - each with its place, as in `Change.resource`
 */
export function grantsIn(
  role: RoleTarget,
  documents: readonly { resource: string; document: unknown }[],
): DocumentGrants {
  const keys = documents.flatMap(({ resource, document }) =>
    grantedKeys(role, resource, document),
  );
  return {
    keys: [...new Set(keys)],
    buckets: uniqueBuckets(
      documents.flatMap(({ document }) => grantedBuckets(role, document)),
    ),
  };
}

/** Each prefix of each bucket, once. */
export function uniqueBuckets(
  buckets: readonly BucketAndPrefix[],
): BucketAndPrefix[] {
  return buckets.filter(
    ({ bucket, prefix }, index) =>
      buckets.findIndex(
        other => other.bucket === bucket && other.prefix === prefix,
      ) === index,
  );
}
