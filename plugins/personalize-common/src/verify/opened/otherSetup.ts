import { parseArn } from '../../aws/arn';
import { PERSONALIZE_SERVICE, partitionOf } from '../../aws/regions';
import { bucketAndPrefixOf } from '../../documents/bucketPolicy';
import { namedPrincipals } from '../../evaluate/principal';
import { asList, PolicyStatement } from '../../policy/document';
import { ownedSid } from '../../policy/sid';
import {
  KMS_WORKFLOWS,
  keyPolicyActionsFor,
  S3_WORKFLOWS,
  s3ActionsFor,
} from '../../workflows';
import { Holder } from '../holders';

const SERVICE_SID = /^Personalize(S3|KmsService)[a-z2-7]{12}$/;

/** The actions that any set-up gives, by what it is given on. */
const GIVEN: Partial<Record<Holder['kind'], string[]>> = {
  bucket: s3ActionsFor(S3_WORKFLOWS),
  key: keyPolicyActionsFor(KMS_WORKFLOWS),
};

/**
 * Tells whether a statement is one that another set-up's run writes, maybe at
 * the same time. What it opens isn't this run's doing. Several set-ups write only
 * into buckets and keys; a Sid alone proves nothing, for anybody can write one.
 *
 * @param place - ARN of the bucket or key
 */
export function isOfOtherSetup(
  kind: Holder['kind'],
  place: string,
  statement: PolicyStatement,
): boolean {
  const { Sid, Action, NotAction, Principal } = statement;
  const [named, ...others] = namedPrincipals(Principal);
  const isAsWritten =
    NotAction === undefined &&
    asList(Action).every(action => GIVEN[kind]?.includes(action)) &&
    (kind === 'key' || bucketAndPrefixOf(statement) !== undefined);
  if (
    !isAsWritten ||
    Sid === undefined ||
    named === undefined ||
    others.length > 0
  ) {
    return false;
  }
  return named.type === 'Service'
    ? named.name === PERSONALIZE_SERVICE && SERVICE_SID.test(Sid)
    : kind === 'key' && Sid === sidOfRole(named.name, place);
}

/** The Sid under which a set-up lets its role use a key; both are of one account. */
function sidOfRole(roleArn: string, keyArn: string): string | undefined {
  const role = parseArn(roleArn);
  const key = parseArn(keyArn);
  return role?.resource.startsWith('role/') && role.accountId === key?.accountId
    ? ownedSid(
        'KmsRole',
        {
          partition: partitionOf(key.region),
          accountId: role.accountId,
          roleName: role.resource.split('/').pop() ?? '',
        },
        keyArn,
      )
    : undefined;
}
