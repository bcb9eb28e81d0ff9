import { sha256 } from '@noble/hashes/sha2';
import { base32nopad } from '@scure/base';
import { ConflictError } from '@backstage/errors';
import { RoleIdentity } from '../aws/arn';
import { PolicyStatement } from '../policy/document';

/**
 * The part that a kind of owned statement belongs to; it goes into the hash. A key
 * policy holds two for each role, and so does a bucket policy of another account.
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
 * The Sid of an owned statement: `Personalize`, the kind, and 12 characters of
 * a hash over all that the statement is for. So a statement certifies itself:
 * the Sid recomputed from the resource it names must be its own.
 *
 * @param kind - what the statement is
 * @param role - the set-up's role; its name counts without case, as in IAM
 * @param resourceArn - ARN of the role, key or bucket
 * @param prefix - prefix in the bucket, empty for the whole bucket and elsewhere
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

/** 12 letters and digits that stand for a text. */
export function shortHash(text: string): string {
  return base32nopad
    .encode(sha256(new TextEncoder().encode(text)))
    .toLowerCase()
    .slice(0, HASH_CHARACTERS);
}

/**
 * Whether a statement of a policy that belongs to one set-up alone is one
 * that the product writes. Such a policy is named after its role, so its Sids
 * need no hash.
 *
 * @param sids - the Sids that the product writes there
 * @param policy - what the policy is called in a message
 * @throws ConflictError for another kind of statement under one of our Sids:
 * somebody put it there, and it may not be overwritten
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
        'Somebody edited it, so the run changed nothing. Give the Deny its own Sid, then run again.',
    );
  }
  return true;
}

/** The Sid of the one statement in the trust policy of a people's role. */
export const PEOPLE_TRUST_SID = 'PersonalizePeople';
