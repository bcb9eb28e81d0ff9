import { decide } from '../../evaluate/decide';
import { ResourcePolicy } from '../../evaluate/decision';
import { parseArn } from '../../aws/arn';
import { s3ActionsFor } from '../../workflows';
import { askedKeys } from '../asked';
import { ExpectedAccess } from '../expectedAccess';
import { Finding, finding, FindingSubjects } from '../finding';
import { HeldAccess, HeldBucket, HeldKey } from '../heldAccess';
import { bucketDefaultKey } from '../ids';
import { byRole, byService } from './askers';
import { obstacleFinding } from './obstacles';
import { roleWith } from './serviceRole';

/**
 * What reading and writing objects under a key takes.
 * Source: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys".
 */
const OBJECT_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * Proves that the key which a bucket encrypts with by default is asked for, or
 * can be used all the same. Where it can't, reading still works for objects under
 * another key or none; writing doesn't.
 */
export function proveDefaultKey(
  expected: ExpectedAccess,
  held: HeldAccess,
  { bucket, encryptionKeyArn: keyArn, encryptionFlaw }: HeldBucket,
): Finding[] {
  const id = bucketDefaultKey(bucket);
  const flawed = writesTo(expected, bucket) ? 'failed' : 'warning';
  if (encryptionFlaw !== undefined) {
    return [
      finding({
        id,
        kind: 'encryption',
        outcome: flawed,
        subjects: { bucket, flaw: encryptionFlaw },
      }),
    ];
  }
  if (keyArn === undefined) {
    return [];
  }
  const found = (
    outcome: Finding['outcome'],
    use: FindingSubjects['default-key']['use'],
  ) => [
    finding({
      id,
      kind: 'default-key',
      outcome,
      subjects: { bucket, keyArn, use },
    }),
  ];
  if (askedKeys(expected, held).some(key => key.held.keyArn === keyArn)) {
    return found('passed', 'asked');
  }
  const key = held.keys.find(one => one.keyArn === keyArn);
  if (key?.obstacle) {
    return [obstacleFinding(id, key.obstacle)];
  }
  if (key && canUse(expected, held, key)) {
    return found('passed', 'usable');
  }
  // The policy of a key of another account doesn't tell.
  return found(key?.policy.document ? flawed : 'warning', 'unusable');
}

function writesTo({ buckets }: ExpectedAccess, bucket: string): boolean {
  return buckets
    .filter(access => access.bucket === bucket)
    .some(({ workflows }) => s3ActionsFor(workflows).includes('s3:PutObject'));
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
