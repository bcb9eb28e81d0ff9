import { TAG_IS_SET } from '@personalize-portal/backstage-plugin-personalize-common';
import { PlanWarning } from '../../engine/plan';
import { GRANTABLE_TAG } from '../../portalRole/tags';
import { managingToolWarnings } from '../shared/tags';
import { KeyState } from './read';
import { KmsWanted } from './wanted';

/** What a reader must know of a key besides the statements of its policy. */
export function keyWarnings(
  { role }: Pick<KmsWanted, 'role'>,
  key: KeyState,
  isChanged: boolean,
): PlanWarning[] {
  const messages = [
    isChanged &&
      key.lacksTag &&
      `Key ${key.keyArn} has no tag ${GRANTABLE_TAG}=${TAG_IS_SET}, without which the portal's role, as the portal-role command makes it, may not edit its policy. Have its owner tag it first, which KMS takes up to five minutes to see, or the run stops at this key.`,
    key.multiRegion &&
      `Key ${key.keyArn} is a multi-Region key: its replicas have policies of their own, which stay as they are. Personalize in ${role.region} uses the key of ${role.region} alone.`,
    isChanged &&
      key.workflows.length === 0 &&
      `Key ${key.keyArn} is no longer asked for and its statements go. Filters and recommendations of what was made with it can break, and KMS grants that Personalize made stay until they are retired.`,
  ];
  const about = { part: 'kms' as const, resource: key.keyArn };
  return [
    ...managingToolWarnings(
      about,
      key.managedBy,
      `the policy of key ${key.keyArn}`,
    ),
    ...messages.flatMap(message => (message ? [{ ...about, message }] : [])),
  ];
}
