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

/** How a bucket encrypts by default, as far as it matters to Personalize. */
export interface DefaultEncryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  algorithm: string;
  /** Absent for an AWS managed key and where AWS tells of none. */
  customerKey?: DefaultKey;
}

/** The customer managed key that a bucket encrypts with by default. */
export interface DefaultKey {
  /** ARN, or what the bucket calls a key that can't be found. */
  name: string;
  /** Absent where the key can't be found. */
  arn?: string;
  /** Why it can't be granted, with what to do; absent where it can. */
  obstacle?: string;
  /** Whether its policy was seen to let Personalize use it for this set-up. */
  isGranted: boolean;
}

/**
 * Reads how a bucket of the account encrypts by default. S3 names the key by ARN,
 * id or alias; only KMS knows whose it is.
 *
 * @param seeksGrant - whether the key's policy is to tell if it is granted
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

/** The aliases that AWS keeps for its own keys. */
const AWS_ALIAS = /(^|:)alias\/aws\//;

/** KMS doesn't tell a missing key from a hidden one to everybody. */
const NOT_SEEN = ['NotFoundException', 'AccessDeniedException'];

/** The key, where it is a customer's; a key of another account always is. */
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
 * Whether the policy of a key has this set-up's statement for Personalize. The
 * role's own policy doesn't tell: for an import it needs no statement.
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
