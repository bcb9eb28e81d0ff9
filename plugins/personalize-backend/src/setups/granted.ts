import {
  AskedAccess,
  bucketAndPrefixOf,
  bucketArn,
  BucketAccess,
  Holding,
  isPolicyDocument,
  KeyAccess,
  ownedSid,
  parseArn,
  partitionOf,
  PolicyStatement,
  RoleRef,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** ARNs of what a set-up gives Personalize access to; each once, sorted. */
export interface Granted {
  buckets: string[];
  keys: string[];
}

type Role = Pick<RoleRef, 'accountId' | 'region' | 'roleName'>;

/**
 * What is granted: what holds a statement of the set-up's by the ledger, and
 * what was asked for, for a bucket of another account is granted by others. A
 * key that was asked for by an alias is known by what the ledger holds alone.
 */
export function grantedBy(
  role: Role,
  holdings: readonly Holding[],
  { s3, kms }: AskedAccess,
): Granted {
  const held = holdings.filter(holding => holdsOwnStatement(role, holding));
  const heldIn = (part: Holding['part']) =>
    held.filter(holding => holding.part === part).map(one => one.resource);
  return {
    buckets: sorted([
      ...heldIn('s3'),
      ...(s3?.buckets ?? []).map(access => arnOfBucket(role, access)),
    ]),
    keys: sorted([
      ...heldIn('kms'),
      ...(kms?.keys ?? []).flatMap(access => arnOfKey(role, access)),
    ]),
  };
}

function sorted(arns: string[]): string[] {
  return [...new Set(arns)].sort();
}

/** A bucket or key whose grant was taken back may still hold what others wrote meanwhile. */
function holdsOwnStatement(role: Role, { resource, after }: Holding): boolean {
  return (
    isPolicyDocument(after) &&
    statementsOf(after).some(
      statement =>
        statement.Sid !== undefined &&
        ownSids(role, resource, statement).includes(statement.Sid),
    )
  );
}

/** The Sids that the set-up's statements in the policy of a bucket or key have. */
function ownSids(
  role: Role,
  resource: string,
  statement: PolicyStatement,
): string[] {
  const subject = { ...role, partition: partitionOf(role.region) };
  const service = parseArn(resource)?.service;
  if (service === 'kms') {
    return [
      ownedSid('KmsRole', subject, resource),
      ownedSid('KmsService', subject, resource),
    ];
  }
  const place = bucketAndPrefixOf(statement);
  return service === 's3' && place
    ? [ownedSid('S3', subject, resource, place.prefix)]
    : [];
}

function arnOfBucket({ region }: Role, { bucket }: BucketAccess): string {
  return bucketArn(partitionOf(region), bucket);
}

function arnOfKey({ region, accountId }: Role, { keyId }: KeyAccess): string[] {
  const isArn = keyId.startsWith('arn:');
  const name = isArn ? parseArn(keyId)?.resource : `key/${keyId}`;
  if (keyId.startsWith('alias/') || !name?.startsWith('key/')) {
    return [];
  }
  return [
    isArn
      ? keyId
      : `arn:${partitionOf(region)}:kms:${region}:${accountId}:${name}`,
  ];
}
