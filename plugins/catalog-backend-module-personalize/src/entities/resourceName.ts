import { createHash } from 'node:crypto';
import { makeValidator } from '@backstage/catalog-model';

const { isValidEntityName } = makeValidator();

/** Of the hash in a name; two ARNs won't share them. */
const HASH_CHARACTERS = 32;

/**
 * The name of the entity of a bucket or key. It never changes, and no two ARNs
 * have the same: `aws-s3-reco-data`, or a hash of the ARN where the catalog
 * wouldn't take that, or would take it for another.
 *
 * @param arn - of a bucket or key
 */
export function resourceName(arn: string): string {
  const [, partition, service, ...rest] = arn.split(':');
  const readable = [
    partition,
    service,
    ...rest.filter(Boolean).map(part => part.replace(/^key\//, '')),
  ].join('-');
  return isValidEntityName(readable) && readable === readable.toLowerCase()
    ? readable
    : `${partition}-${service}-${hashOf(arn)}`;
}

function hashOf(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, HASH_CHARACTERS);
}
