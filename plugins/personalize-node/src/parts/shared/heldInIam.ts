import { JsonObject } from '@backstage/types';
import {
  parseIamArn,
  parsePlace,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import {
  readInlinePolicy,
  readManagedPolicy,
  readRole,
} from '../../aws/iamReads';

/**
 * What IAM holds of a resource (as in `Change.resource`) now: a policy document, or a
 * role's unique id. Undefined if IAM holds nothing, and for attachments, tags and
 * permission sets, which have no such form.
 */
export async function heldInIam(
  session: AwsSession,
  resource: string,
): Promise<JsonObject | undefined> {
  const place = parsePlace(resource);
  const { kind, name } = parseIamArn(place.arn) ?? {};
  if (name === undefined) {
    return undefined;
  }
  if (kind === 'policy') {
    return (await readManagedPolicy.afresh(session, place.arn))?.document;
  }
  switch (place.kind) {
    case 'inline-policy':
      return readInlinePolicy(session, name, place.name);
    case 'trust-policy':
      return (await readRole.afresh(session, name))?.trustPolicy;
    case 'whole': {
      const role = await readRole.afresh(session, name);
      return role && { roleId: role.roleId };
    }
    default:
      return undefined;
  }
}
