import { sha256 } from '@noble/hashes/sha2';
import { base32nopad } from '@scure/base';
import { RoleIdentity } from '../aws/arn';

/** The kinds of owned statements; a key policy holds two for each role. */
export type OwnedSidKind = 'Trust' | 'S3' | 'KmsRole' | 'KmsService';

/** The part that a kind belongs to; it goes into the hash. */
const PART_OF = {
  Trust: 'trust',
  S3: 's3',
  KmsRole: 'kms',
  KmsService: 'kms',
} as const;

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
  const hash = base32nopad
    .encode(sha256(new TextEncoder().encode(subject)))
    .toLowerCase()
    .slice(0, HASH_CHARACTERS);
  return `Personalize${kind}${hash}`;
}
