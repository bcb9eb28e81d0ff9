import { decide } from '../../evaluate/decide';
import { ResourcePolicy } from '../../evaluate/decision';
import { parseArn } from '../../aws/arn';
import { Check } from '../../plan/change';
import { askedKeys } from '../asked';
import { ExpectedAccess } from '../expectedAccess';
import { HeldAccess, HeldBucket, HeldKey } from '../heldAccess';
import { bucketDefaultKey } from '../ids';
import { byRole, byService } from './askers';
import { obstacleCheck } from './obstacles';
import { roleWith } from './serviceRole';

/**
 * What reading and writing objects under a key takes.
 * Source: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys".
 */
const OBJECT_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * Proves that the key which a bucket encrypts with by default is asked for, or
 * can be used all the same. Where it can't, that is a warning: objects may be
 * written with another key or none.
 */
export function proveDefaultKey(
  expected: ExpectedAccess,
  held: HeldAccess,
  { bucket, encryptionKeyArn: keyArn, encryptionFlaw }: HeldBucket,
): Check[] {
  const id = bucketDefaultKey(bucket);
  if (encryptionFlaw !== undefined) {
    return [
      {
        id,
        title: `Bucket ${bucket} encrypts ${encryptionFlaw}`,
        outcome: 'warning',
        remedy:
          'Set a customer managed key with SSE-KMS, or SSE-S3, as the default and copy the objects over.',
      },
    ];
  }
  if (keyArn === undefined) {
    return [];
  }
  if (askedKeys(expected, held).some(key => key.held.keyArn === keyArn)) {
    return [
      {
        id,
        title: `The key that bucket ${bucket} encrypts with, ${keyArn}, is asked for, too`,
        outcome: 'passed',
      },
    ];
  }
  const key = held.keys.find(one => one.keyArn === keyArn);
  if (key?.obstacle) {
    return [obstacleCheck(id, key.obstacle)];
  }
  return [
    key && canUse(expected, held, key)
      ? {
          id,
          title: `Personalize can use the key that bucket ${bucket} encrypts with, ${keyArn}`,
          outcome: 'passed',
        }
      : {
          id,
          title: `Bucket ${bucket} encrypts with key ${keyArn}, which Personalize isn't known to be able to use`,
          outcome: 'warning',
          remedy:
            'List the key under kms and run the template again, or make sure that the objects are encrypted with another key.',
        },
  ];
}

function canUse(
  { role }: ExpectedAccess,
  held: HeldAccess,
  { keyArn, policy }: HeldKey,
): boolean {
  const resource: ResourcePolicy = {
    name: policy.place,
    document: policy.document,
    kind: 'key',
    accountId: parseArn(keyArn)?.accountId ?? role.accountId,
  };
  return OBJECT_ACTIONS.map(action => ({
    action,
    resource: keyArn,
    resourceAccount: resource.accountId,
  })).every(use =>
    [byService(role, use), byRole(role, use, held.role?.roleId)].every(
      request =>
        decide(request, roleWith(held.role, resource)).outcome === 'allowed',
    ),
  );
}
