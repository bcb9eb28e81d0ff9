import { JsonObject } from '@backstage/types';
import { parseArn } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import {
  readInlinePolicy,
  readManagedPolicy,
  readRole,
} from '../../aws/iamReads';

/**
 * What IAM holds of a resource (as in `Change.resource`) now: a policy document, or
 * of a role its unique id. Absent where it holds nothing, and for what has no such
 * form: attachments, tags and permission sets.
 */
export async function heldInIam(
  session: AwsSession,
  resource: string,
): Promise<JsonObject | undefined> {
  const [arn, place] = resource.split('#');
  const { service, resource: name = '' } = parseArn(arn) ?? {};
  if (service !== 'iam') {
    return undefined;
  }
  return name.startsWith('policy/')
    ? (await readManagedPolicy.afresh(session, arn))?.document
    : ofRole(session, name.split('/').at(-1) ?? '', place);
}

async function ofRole(
  session: AwsSession,
  roleName: string,
  place: string | undefined,
): Promise<JsonObject | undefined> {
  const [kind, name = ''] = place?.split('/') ?? [];
  if (kind === 'inline-policy') {
    return readInlinePolicy(session, roleName, name);
  }
  if (kind !== undefined && kind !== 'trust-policy') {
    return undefined;
  }
  const role = await readRole.afresh(session, roleName);
  return kind ? role?.trustPolicy : role && { roleId: role.roleId };
}
