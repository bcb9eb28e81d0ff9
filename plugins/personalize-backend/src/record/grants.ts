import {
  RequestedAccess,
  bucketArn,
  BucketAccess,
  Change,
  KeyAccess,
  ownStatements,
  parseArn,
  partitionOf,
  PolicyStatement,
  RoleRef,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { RecordedChange, RecordedRole } from '../ledger/holdings';

/** ARNs that a set-up gives Personalize access to; each once, sorted. */
export interface Grants {
  buckets: string[];
  keys: string[];
}

type Role = Pick<RoleRef, 'accountId' | 'region' | 'roleName'>;

/**
 * The granted ARNs: every resource with a statement of the set-up, and
 * requested buckets of other accounts, which others grant. For a key that was
 * requested by an alias, only the statement shows the key.
 *
 * @param held - as from {@link heldAfter}
 */
export function grantsOf(
  role: Role,
  held: readonly string[],
  { s3, kms }: RequestedAccess,
): Grants {
  const heldIn = (service: string) =>
    held.filter(resource => parseArn(resource)?.service === service);
  return {
    buckets: uniqueArns([
      ...heldIn('s3'),
      ...(s3?.buckets ?? []).map(access => arnOfBucket(role, access)),
    ]),
    keys: uniqueArns([
      ...heldIn('kms'),
      ...(kms?.keys ?? []).flatMap(access => arnOfKey(role, access)),
    ]),
  };
}

/**
 * The buckets and keys whose policy has, or may have, a statement of a set-up
 * after a change with a known outcome. A bucket or key whose grant was removed
 * may still have what others wrote in the meantime.
 *
 * @param held - before it; ARNs, sorted
 */
export function heldAfter(
  held: readonly string[],
  role: RecordedRole,
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
      return holds ? uniqueArns([...others, resource]) : others;
    default:
      return [...held];
  }
}

function uniqueArns(arns: string[]): string[] {
  return [...new Set(arns)].sort();
}

function holdsOwnStatement(
  role: RecordedRole,
  resource: string,
  document: Change['after'],
): boolean {
  return (
    ['s3', 'kms'].includes(parseArn(resource)?.service ?? '') &&
    recordedStatements(role, resource, document).length > 0
  );
}

/**
 * The statements of a set-up in a policy, as an entry for its role says that
 * its run found or left them.
 */
export function recordedStatements(
  role: RecordedRole,
  resource: string,
  document: Change['after'],
): PolicyStatement[] {
  const partition = partitionOf(role.region);
  return ownStatements(document, resource, { ...role, partition });
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
