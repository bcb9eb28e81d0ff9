import { KeyMetadata } from '@aws-sdk/client-kms';
import {
  InvalidRequestError,
  parseArn,
  Problem,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What to do where a key in this state can't be used. */
const STATE_REMEDIES: Record<string, string> = {
  Disabled: 'enable it (kms:EnableKey) or choose another key',
  PendingDeletion:
    'cancel its deletion (kms:CancelKeyDeletion) and enable it, or choose another key',
  PendingReplicaDeletion: 'its replicas are being deleted; choose another key',
  PendingImport: 'import its key material first, or choose another key',
  Creating: 'wait until it is Enabled and run again',
  Updating: 'wait until it is Enabled and run again',
  Unavailable:
    'its custom key store is disconnected; connect it, or choose another key',
};

/** What to do where a key is in a state in which it can't be used. */
export function stateRemedy(state: string | undefined): string {
  return STATE_REMEDIES[state ?? ''] ?? 'choose another key';
}

/**
 * Makes sure that Personalize can use a key and that the portal can edit its
 * policy from this account.
 * Sources: AWS KMS Developer Guide, "Key states of AWS KMS keys", "AWS managed
 * keys", "Allowing users in other accounts to use a KMS key".
 *
 * @param field - where the key stands in the request, for the message
 * @param asked - the key as asked for
 * @returns ARN of the key
 * @throws InvalidRequestError that says what to do instead
 */
export function usableKeyArn(
  field: string,
  asked: string,
  key: KeyMetadata | undefined,
  target: RoleTarget,
): string {
  const rule = key
    ? whyUnusable(key, target)
    : `account ${target.accountId} has no such key in ${target.region} that the portal may see; check the id, the alias and the Region`;
  if (rule || !key?.Arn) {
    const problem: Problem = {
      field,
      value: asked,
      rule: rule ?? 'AWS tells no ARN for it',
    };
    throw new InvalidRequestError([problem]);
  }
  return key.Arn;
}

function whyUnusable(key: KeyMetadata, target: RoleTarget): string | undefined {
  const arn = parseArn(key.Arn ?? '');
  if (arn?.accountId !== target.accountId) {
    return `the key belongs to account ${arn?.accountId}, and a key policy can be edited only from its own account; have its owner add the statements, or choose a key of account ${target.accountId}`;
  }
  if (arn.region !== target.region) {
    return `the key is in ${arn.region}, and Personalize in ${target.region} can't use it; choose a key of ${target.region}`;
  }
  if (key.KeyManager === 'AWS') {
    return 'it is an AWS managed key, whose policy nobody can edit; create a customer managed key and encrypt with that';
  }
  if (key.KeyUsage !== 'ENCRYPT_DECRYPT' || isAsymmetric(key)) {
    return `it is a ${key.KeySpec ?? 'foreign'} key for ${
      key.KeyUsage ?? 'another use'
    }, and Personalize needs a symmetric key for ENCRYPT_DECRYPT; choose or create one`;
  }
  if (key.KeyState !== 'Enabled') {
    return `the key is ${
      key.KeyState ?? 'in an unknown state'
    }, so Personalize couldn't use it; ${stateRemedy(key.KeyState)}`;
  }
  return undefined;
}

function isAsymmetric(key: KeyMetadata): boolean {
  return key.KeySpec !== undefined && key.KeySpec !== 'SYMMETRIC_DEFAULT';
}
