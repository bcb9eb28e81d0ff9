import {
  HeldAccess,
  HeldKey,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { readKeyTags } from '../aws/kms';
import { told } from './obstacles';

/**
 * Adds the tags of the keys where a policy decides by them, as the boundary that
 * the portal-role command prints does. Elsewhere nobody is asked for them. What
 * AWS doesn't tell stays unknown.
 *
 * @throws the signal's reason when cancelled
 */
export async function withKeyTags(
  session: AwsSession,
  held: HeldAccess,
): Promise<HeldAccess> {
  const ofRole = [held.role?.boundary, ...(held.role?.policies ?? [])];
  const isAsked = (policies: readonly unknown[]) =>
    /aws:ResourceTag\//i.test(JSON.stringify(policies));
  const keys = await Promise.all(
    held.keys.map(
      async (key): Promise<HeldKey> =>
        key.policy.document && isAsked([...ofRole, key.policy])
          ? {
              ...key,
              tags: (await told(readKeyTags(session, key.keyArn))).value,
            }
          : key,
    ),
  );
  return { ...held, keys };
}
