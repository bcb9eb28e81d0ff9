import { KeyMetadata } from '@aws-sdk/client-kms';
import {
  parseArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What to do about a key state that prevents use. */
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

/** What to do if a key is in a state that prevents use. */
export function stateRemedy(state: string | undefined): string {
  return STATE_REMEDIES[state ?? ''] ?? 'choose another key';
}

/** Why something can't be used, and what to do about it; each a clause. */
export interface Flaw {
  why: string;
  remedy: string;
}

/**
 * Why Personalize can't use a key, or the portal can't edit its policy from this
 * account.
 * Sources: AWS KMS Developer Guide, "Key states of AWS KMS keys", "AWS managed
 * keys", "Allowing users in other accounts to use a KMS key".
 */
export function keyFlaw(
  key: KeyMetadata | undefined,
  target: Pick<RoleTarget, 'accountId'> & { region: string },
): Flaw | undefined {
  if (!key) {
    return {
      why: `account ${target.accountId} has no such key in ${target.region}, or the portal can't see it`,
      remedy: 'check the id, the alias and the Region',
    };
  }
  const arn = parseArn(key.Arn ?? '');
  if (!arn) {
    return { why: 'AWS returns no ARN for it', remedy: 'choose another key' };
  }
  if (arn.accountId !== target.accountId) {
    return {
      why: `the key belongs to account ${arn.accountId}, and a key policy can be edited only from its own account`,
      remedy: `ask its owner to add the statements, or choose a key of account ${target.accountId}`,
    };
  }
  if (arn.region !== target.region) {
    return {
      why: `the key is in ${arn.region}, and Personalize in ${target.region} can't use it`,
      remedy: `choose a key of ${target.region}`,
    };
  }
  if (key.KeyManager === 'AWS') {
    return {
      why: 'it is an AWS managed key, whose policy nobody can edit',
      remedy: 'create a customer managed key and use it for encryption',
    };
  }
  if (key.KeyUsage !== 'ENCRYPT_DECRYPT' || isAsymmetric(key)) {
    return {
      why: `it is a ${key.KeySpec ?? 'foreign'} key for ${
        key.KeyUsage ?? 'another use'
      }, and Personalize needs a symmetric key for ENCRYPT_DECRYPT`,
      remedy: 'choose or create one',
    };
  }
  return key.KeyState === 'Enabled'
    ? undefined
    : {
        why: `the key is ${
          key.KeyState ?? 'in an unknown state'
        }, so Personalize couldn't use it`,
        remedy: stateRemedy(key.KeyState),
      };
}

function isAsymmetric(key: KeyMetadata): boolean {
  return key.KeySpec !== undefined && key.KeySpec !== 'SYMMETRIC_DEFAULT';
}
