import {
  AskedAccess,
  bucketAndPrefixOf,
  bucketArn,
  BucketAccess,
  Change,
  isPolicyDocument,
  KeyAccess,
  ownedSid,
  parseArn,
  partitionOf,
  PolicyStatement,
  RoleRef,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { RecordedChange } from '../ledger/holdings';

/** ARNs of what a set-up gives Personalize access to; each once, sorted. */
export interface Granted {
  buckets: string[];
  keys: string[];
}

type Role = Pick<RoleRef, 'accountId' | 'region' | 'roleName'>;

/**
 * What is granted: what holds a statement of the set-up's, and what was asked
 * for, for a bucket of another account is granted by others. A key that was asked
 * for by an alias is known by what holds a statement alone.
 *
 * @param held - as {@link heldAfter} has it
 */
export function grantedOf(
  role: Role,
  held: readonly string[],
  { s3, kms }: AskedAccess,
): Granted {
  const heldIn = (service: string) =>
    held.filter(resource => parseArn(resource)?.service === service);
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

/**
 * The buckets and keys whose policy has, or may have, a statement of a set-up's
 * after a change whose outcome is known. A bucket or key whose grant was taken
 * back may still hold what others wrote meanwhile.
 *
 * @param held - before it; ARNs, sorted
 */
export function heldAfter(
  held: readonly string[],
  role: Role,
  { resource, before, after }: Change,
  outcome: RecordedChange['outcome'],
): string[] {
  const others = held.filter(one => one !== resource);
  const holds =
    after === undefined && outcome === 'unknown'
      ? held.includes(resource) || holdsOwnStatement(role, resource, before)
      : holdsOwnStatement(role, resource, after);
  switch (outcome) {
    case 'applied':
    case 'unknown':
      return holds ? sorted([...others, resource]) : others;
    default:
      return [...held];
  }
}

function sorted(arns: string[]): string[] {
  return [...new Set(arns)].sort();
}

function holdsOwnStatement(
  role: Role,
  resource: string,
  document: Change['after'],
): boolean {
  return ownStatements(role, resource, document).length > 0;
}

/**
 * The statements of a set-up's in the policy of a bucket or key, as its run found or
 * left it: what others wrote there isn't the set-up's.
 */
export function ownStatements(
  role: Role,
  resource: string,
  document: Change['after'],
): PolicyStatement[] {
  return isPolicyDocument(document)
    ? statementsOf(document).filter(
        statement =>
          statement.Sid !== undefined &&
          ownSids(role, resource, statement).includes(statement.Sid),
      )
    : [];
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
