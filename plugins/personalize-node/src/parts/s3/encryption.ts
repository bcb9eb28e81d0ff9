import {
  ownedSid,
  parseArn,
  roleArn,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { unlessAbsent } from '../../aws/awsCall';
import { describeKey, readKeyPolicy } from '../../aws/kms';
import { readBucketEncryption } from '../../aws/s3';
import { settledDocument } from '../../engine/policyChange';
import { stateRemedy } from '../../aws/keyFlaw';
import { keyHome } from '../kms/read';

/** A bucket's default encryption, as far as it matters to Personalize. */
export interface DefaultEncryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  algorithm: string;
  /** Undefined for an AWS managed key, and if AWS names no key. */
  customerKey?: DefaultKey;
}

/** The customer managed key of a bucket's default encryption. */
export interface DefaultKey {
  /** ARN, or the bucket's name for a key that can't be found. */
  name: string;
  /** Undefined if the key can't be found. */
  arn?: string;
  /** Why it can't be granted, and what to do; undefined if it can. */
  obstacle?: string;
  /** Whether its policy is known to let Personalize use it for this set-up. */
  isGranted: boolean;
}

/**
 * Reads the default encryption of a bucket in the account. S3 names the key by ARN,
 * id or alias; only KMS knows who manages it.
 *
 * @param seeksGrant - whether to read from the key's policy if it is granted
 */
export async function readDefaultEncryption(
  session: AwsSession,
  target: RoleTarget,
  bucket: string,
  seeksGrant: boolean,
): Promise<DefaultEncryption | undefined> {
  const encryption = await readBucketEncryption(session, bucket);
  if (!encryption) {
    return undefined;
  }
  const { algorithm, keyId } = encryption;
  const customerKey =
    keyId && (await readDefaultKey(session, target, keyId, seeksGrant));
  return { algorithm, ...(customerKey ? { customerKey } : {}) };
}

/** The aliases that AWS reserves for its own keys. */
const AWS_ALIAS = /(^|:)alias\/aws\//;

/** KMS doesn't tell every caller a missing key from a hidden one. */
const NOT_SEEN = ['NotFoundException', 'AccessDeniedException'];

/** The key, if a customer manages it; a key of another account is always a customer's. */
async function readDefaultKey(
  session: AwsSession,
  target: RoleTarget,
  keyId: string,
  seeksGrant: boolean,
): Promise<DefaultKey | undefined> {
  if (AWS_ALIAS.test(keyId)) {
    return undefined;
  }
  const owner = parseArn(keyId)?.accountId;
  if (owner !== undefined && owner !== target.accountId) {
    return {
      name: keyId,
      arn: keyId,
      isGranted: false,
      obstacle: `it belongs to account ${owner}; ask its owner to let Personalize and the role ${roleArn(
        target,
      )} use it, or choose a key of account ${target.accountId}`,
    };
  }
  const key = await unlessAbsent(describeKey(session, keyId), ...NOT_SEEN);
  if (!key?.Arn) {
    return {
      name: keyId,
      isGranted: false,
      obstacle:
        "it no longer exists, or the portal can't see it; choose another default key, or ask the key's owner to let the portal's roles see it",
    };
  }
  if (key.KeyManager !== 'CUSTOMER') {
    return undefined;
  }
  const found = { name: key.Arn, arn: key.Arn };
  if (key.KeyState !== 'Enabled') {
    return {
      ...found,
      isGranted: false,
      obstacle: `it is ${key.KeyState ?? 'in an unknown state'}; ${stateRemedy(
        key.KeyState,
      )}`,
    };
  }
  return {
    ...found,
    isGranted: seeksGrant && (await isGranted(session, target, key.Arn)),
  };
}

/**
 * Whether a key's policy has this set-up's statement for Personalize. The role's own
 * policy doesn't show it: an import needs no statement there.
 */
async function isGranted(
  session: AwsSession,
  target: RoleTarget,
  keyArn: string,
): Promise<boolean> {
  const policy = await unlessAbsent(
    settledDocument(session, keyHome(keyArn), readKeyPolicy(session, keyArn)),
    ...NOT_SEEN,
  );
  const sid = ownedSid('KmsService', target, keyArn);
  return statementsOf(policy).some(
    statement => statement.Sid === sid && statement.Effect === 'Allow',
  );
}
