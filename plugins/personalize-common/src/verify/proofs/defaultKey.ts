import { parseArn } from '../../aws/arn';
import { oneOf, withValues } from '../../evaluate/context';
import { decide, Decision, ResourcePolicy } from '../../evaluate/decide';
import { AccessRequest } from '../../evaluate/request';
import { s3ActionsFor } from '../../service/workflows';
import { ExpectedAccess, HeldAccess, HeldBucket, HeldKey } from '../access';
import { expectedKeys } from '../expectedStatements';
import { Finding, finding, FindingSubjects, obstacleFinding } from '../finding';
import { bucketDefaultKey } from '../ids';
import { roleRequest, serviceRequest } from './requests';
import { roleAlone, roleWith } from './serviceRole';

/**
 * The actions needed to read and write objects under a key.
 * Source: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys".
 */
const OBJECT_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * Proves that a bucket's default encryption key is requested, or can be used
 * anyway. If it can't, reading still works for objects under another key or none,
 * but writing doesn't.
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
  if (expectedKeys(expected, held).some(key => key.held.keyArn === keyArn)) {
    return found('passed', 'asked');
  }
  const key = held.keys.find(one => one.keyArn === keyArn);
  const { obstacle } = key ?? {};
  if (
    obstacle &&
    !isOfAnother(expected, keyArn) &&
    obstacle.cause !== 'refused'
  ) {
    const { outcome } = obstacle;
    return [
      obstacleFinding(id, {
        ...obstacle,
        outcome: outcome === 'failed' ? flawed : outcome,
      }),
    ];
  }
  // Nobody requested the key, so a key that can't be read doesn't fail the set-up.
  const outcomes = usesOfKey(expected, held, keyArn, key);
  if (outcomes.every(outcome => outcome === 'allowed')) {
    return found('passed', 'usable');
  }
  return found(outcomes.includes('denied') ? flawed : 'warning', 'unusable');
}

function isOfAnother({ role }: ExpectedAccess, keyArn: string): boolean {
  const owner = parseArn(keyArn)?.accountId;
  return owner !== undefined && owner !== role.accountId;
}

function writesTo({ buckets }: ExpectedAccess, bucket: string): boolean {
  return buckets
    .filter(access => access.bucket === bucket)
    .some(({ workflows }) => s3ActionsFor(workflows).includes('s3:PutObject'));
}

/**
 * S3 calls KMS on behalf of the caller who reads or writes the object. AWS doesn't
 * document the service name's ending in China.
 * Source: KMS Developer Guide, "kms:ViaService".
 */
function throughS3(request: AccessRequest): AccessRequest {
  const region = parseArn(request.resource)?.region;
  return {
    ...request,
    context: withValues(request.context, {
      'kms:ViaService': oneOf(
        `s3.${region}.amazonaws.com`,
        `s3.${region}.amazonaws.com.cn`,
      ),
    }),
  };
}

/** The result of using a key, as far as its policies could be read. */
function usesOfKey(
  expected: ExpectedAccess,
  held: HeldAccess,
  keyArn: string,
  key: HeldKey | undefined,
): Decision['outcome'][] {
  const { role } = expected;
  const document = key?.policy.document;
  const accountId = parseArn(keyArn)?.accountId ?? role.accountId;
  const resource: ResourcePolicy = {
    name: keyArn,
    document,
    kind: 'key',
    accountId,
  };
  return OBJECT_ACTIONS.flatMap(action => {
    const use = {
      action,
      resource: keyArn,
      resourceAccount: accountId,
      resourceTags: key?.tags,
    };
    const asItself = throughS3(serviceRequest(role, use));
    const asRole = throughS3(roleRequest(role, use, held.role?.roleId));
    if (document) {
      const byKey = decide(asRole, roleWith(held.role, resource)).outcome;
      return [
        decide(asItself, { identity: [], resource }).outcome,
        // The role's own policies aren't known.
        byKey === 'denied' && held.roleObstacle ? 'unknown' : byKey,
      ];
    }
    // In another account, the key policy alone is never enough.
    const isShutOut =
      isOfAnother(expected, keyArn) &&
      !held.roleObstacle &&
      decide(asRole, roleAlone(held.role)).outcome === 'denied';
    return [isShutOut ? 'denied' : 'unknown'];
  });
}
