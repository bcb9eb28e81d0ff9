import { KeyMetadata } from '@aws-sdk/client-kms';
import { keyArn, TARGET } from '../__testUtils__/setups';
import { keyFlaw } from './keyFlaw';

const FITTING: KeyMetadata = {
  Arn: keyArn(1),
  KeyId: 'x',
  KeyManager: 'CUSTOMER',
  KeyState: 'Enabled',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeySpec: 'SYMMETRIC_DEFAULT',
};

/** Why a key can't be used and what to do, in one text. */
function flaw(key: KeyMetadata | undefined): string | undefined {
  const found = keyFlaw(key, TARGET);
  return found && `${found.why}; ${found.remedy}`;
}

describe('a key that Personalize can use', () => {
  it('has no flaw', () => {
    expect(flaw(FITTING)).toBeUndefined();
  });

  it.each<[string, Partial<KeyMetadata>, string]>([
    [
      'of another account',
      { Arn: 'arn:aws:kms:us-east-1:999999999999:key/x' },
      'the key belongs to account 999999999999, and a key policy can be edited only from its own account; ask its owner to add the statements, or choose a key of account 012345678901',
    ],
    [
      'without an ARN',
      { Arn: undefined },
      'AWS returns no ARN for it; choose another key',
    ],
    [
      'of another Region',
      { Arn: keyArn(1, 'eu-west-1') },
      "the key is in eu-west-1, and Personalize in us-east-1 can't use it; choose a key of us-east-1",
    ],
    [
      'of AWS',
      { KeyManager: 'AWS' },
      'it is an AWS managed key, whose policy nobody can edit; create a customer managed key',
    ],
    [
      'for signing',
      { KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' },
      'it is a RSA_2048 key for SIGN_VERIFY, and Personalize needs a symmetric key for ENCRYPT_DECRYPT',
    ],
    [
      'that is asymmetric',
      { KeySpec: 'RSA_4096' },
      'it is a RSA_4096 key for ENCRYPT_DECRYPT, and Personalize needs a symmetric key',
    ],
    [
      'for message codes',
      { KeyUsage: 'GENERATE_VERIFY_MAC', KeySpec: 'HMAC_256' },
      'Personalize needs a symmetric key',
    ],
    [
      'that is disabled',
      { KeyState: 'Disabled' },
      "the key is Disabled, so Personalize couldn't use it; enable it (kms:EnableKey)",
    ],
    [
      'that will be deleted',
      { KeyState: 'PendingDeletion' },
      'cancel its deletion (kms:CancelKeyDeletion)',
    ],
    [
      'whose replicas are deleted',
      { KeyState: 'PendingReplicaDeletion' },
      'its replicas are being deleted; choose another key',
    ],
    [
      'without material',
      { KeyState: 'PendingImport' },
      'import its key material first',
    ],
    [
      'that is being created',
      { KeyState: 'Creating' },
      'wait until it is Enabled and run again',
    ],
    [
      'that is being updated',
      { KeyState: 'Updating' },
      'wait until it is Enabled and run again',
    ],
    [
      'whose store is disconnected',
      { KeyState: 'Unavailable' },
      'its custom key store is disconnected',
    ],
    [
      'in no known state',
      { KeyState: undefined },
      'the key is in an unknown state',
    ],
  ])(
    'is none %s; the message says what to do instead',
    (_kind, change, message) => {
      expect(flaw({ ...FITTING, ...change })).toContain(message);
    },
  );

  it('is none that AWS does not show', () => {
    expect(flaw(undefined)).toContain(
      "account 012345678901 has no such key in us-east-1, or the portal can't see it",
    );
  });
});
