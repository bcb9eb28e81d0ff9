type Level = 'service' | 'bucket' | 'object';

/**
 * Operations by method, level and subresource, according to S3's API reference.
 * Never guesses other operations.
 */
const operations = new Map<string, string>([
  ['GET service', 'ListBuckets'],

  ['HEAD bucket', 'HeadBucket'],
  ['PUT bucket', 'CreateBucket'],
  ['DELETE bucket', 'DeleteBucket'],
  ['GET bucket', 'ListObjects'],
  ['GET bucket list-type', 'ListObjectsV2'],
  ['POST bucket delete', 'DeleteObjects'],
  ['GET bucket accelerate', 'GetBucketAccelerateConfiguration'],
  ['GET bucket acl', 'GetBucketAcl'],
  ['PUT bucket acl', 'PutBucketAcl'],
  ['GET bucket cors', 'GetBucketCors'],
  ['GET bucket encryption', 'GetBucketEncryption'],
  ['PUT bucket encryption', 'PutBucketEncryption'],
  ['DELETE bucket encryption', 'DeleteBucketEncryption'],
  ['GET bucket lifecycle', 'GetBucketLifecycleConfiguration'],
  ['GET bucket location', 'GetBucketLocation'],
  ['GET bucket logging', 'GetBucketLogging'],
  ['GET bucket object-lock', 'GetObjectLockConfiguration'],
  ['GET bucket ownershipControls', 'GetBucketOwnershipControls'],
  ['PUT bucket ownershipControls', 'PutBucketOwnershipControls'],
  ['GET bucket policy', 'GetBucketPolicy'],
  ['PUT bucket policy', 'PutBucketPolicy'],
  ['DELETE bucket policy', 'DeleteBucketPolicy'],
  ['GET bucket policyStatus', 'GetBucketPolicyStatus'],
  ['GET bucket publicAccessBlock', 'GetPublicAccessBlock'],
  ['PUT bucket publicAccessBlock', 'PutPublicAccessBlock'],
  ['DELETE bucket publicAccessBlock', 'DeletePublicAccessBlock'],
  ['GET bucket tagging', 'GetBucketTagging'],
  ['PUT bucket tagging', 'PutBucketTagging'],
  ['DELETE bucket tagging', 'DeleteBucketTagging'],
  ['GET bucket versioning', 'GetBucketVersioning'],
  ['PUT bucket versioning', 'PutBucketVersioning'],

  ['HEAD object', 'HeadObject'],
  ['GET object', 'GetObject'],
  ['PUT object', 'PutObject'],
  ['DELETE object', 'DeleteObject'],
  ['GET object tagging', 'GetObjectTagging'],
  ['PUT object tagging', 'PutObjectTagging'],
]);

/** Query parameters of an operation that don't change which one it is. */
const modifiers = new Set([
  'bucket-region',
  'continuation-token',
  'delimiter',
  'encoding-type',
  'fetch-owner',
  'marker',
  'max-buckets',
  'max-keys',
  'prefix',
  'start-after',
  'versionId',
  'x-id',
]);

/** The operation of a path-style request; undefined if it is unknown. */
export function s3Operation(
  method: string,
  { pathname, searchParams }: URL,
): { operation: string; resource?: string } | undefined {
  // Clients write a bucket with and without a trailing slash.
  const resource = decodeURIComponent(pathname.slice(1)).replace(
    /^([^/]+)\/$/,
    '$1',
  );
  const subresources = [...searchParams.keys()].filter(
    name => !modifiers.has(name),
  );
  const operation = operations.get(
    [method, levelOf(resource), ...subresources].join(' '),
  );
  return operation ? { operation, resource: resource || undefined } : undefined;
}

function levelOf(resource: string): Level {
  if (resource === '') {
    return 'service';
  }
  return resource.includes('/') ? 'object' : 'bucket';
}
