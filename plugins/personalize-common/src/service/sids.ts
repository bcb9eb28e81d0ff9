import { sha256 } from '@noble/hashes/sha2';
import { base32nopad } from '@scure/base';
import { ConflictError } from '@backstage/errors';
import { RoleIdentity } from '../aws/arn';
import { PolicyStatement } from '../policy/document';

/**
 * The part that each kind of owned statement belongs to, which goes into the hash.
 * A key policy, or a bucket policy in another account, has two statements for each
 * role.
 */
const PART_OF = {
  Trust: 'trust',
  S3: 's3',
  S3Role: 's3',
  KmsRole: 'kms',
  KmsService: 'kms',
} as const;

/** The kinds of owned statements. */
export type OwnedSidKind = keyof typeof PART_OF;

const HASH_CHARACTERS = 12;

/**
 * The Sid of an owned statement: `Personalize`, the kind, and 12 characters of a
 * hash over everything the statement is for. So a statement certifies itself: the
 * Sid computed from the resource it names must equal its own.
 *
 * @param kind - the kind of statement
 * @param role - the set-up's role; its name counts without case, as in IAM
 * @param resourceArn - ARN of the role, key or bucket
 * @param prefix - prefix in the bucket; empty for the whole bucket and other
 * resources
 */
export function ownedSid(
  kind: OwnedSidKind,
  role: Pick<RoleIdentity, 'partition' | 'accountId' | 'roleName'>,
  resourceArn: string,
  prefix: string = '',
): string {
  const subject = [
    role.partition,
    role.accountId,
    role.roleName.toLowerCase(),
    PART_OF[kind],
    resourceArn,
    prefix,
  ].join('|');
  return `Personalize${kind}${shortHash(subject)}`;
}

/** 12 letters and digits, computed from a text. */
export function shortHash(text: string): string {
  return base32nopad
    .encode(sha256(new TextEncoder().encode(text)))
    .toLowerCase()
    .slice(0, HASH_CHARACTERS);
}

/**
 * Whether the product writes such a statement in a policy that belongs to one
 * set-up alone. Such a policy is named after its role, so its Sids need no hash.
 *
 * @param sids - the Sids that the product writes there
 * @param policy - the policy's name in messages
 * @throws ConflictError for another kind of statement under one of our Sids:
 * somebody else put it there, so it may not be overwritten
 */
export function hasFixedSid(
  { Sid, Effect }: PolicyStatement,
  sids: readonly string[],
  policy: string,
): boolean {
  if (!sids.some(sid => sid === Sid)) {
    return false;
  }
  if (Effect !== 'Allow') {
    throw new ConflictError(
      `Statement "${Sid}" of ${policy} is a Deny, but has the Sid of this set-up's own Allow. ` +
        'Somebody edited it, so it stays as it is. Give the Deny its own Sid, then run again.',
    );
  }
  return true;
}

/** The Sid of the one statement in the trust policy of a role for people. */
export const PEOPLE_TRUST_SID = 'PersonalizePeople';
