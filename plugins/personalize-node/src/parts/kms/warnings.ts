import {
  GRANTABLE_TAG,
  TAG_IS_SET,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PlanWarning } from '../../engine/plan';
import { managingToolWarnings } from '../shared/tags';
import { KeyState } from './read';
import { KmsWanted } from './wanted';

/** What readers must know about a key besides its policy statements. */
export function keyWarnings(
  { role }: Pick<KmsWanted, 'role'>,
  key: KeyState,
  isChanged: boolean,
): PlanWarning[] {
  const messages = [
    isChanged &&
      key.lacksTag &&
      `Key ${key.keyArn} has no tag ${GRANTABLE_TAG}=${TAG_IS_SET}, and the portal's role from the portal-role command can't edit its policy without it. Ask its owner to tag it first, or the run stops at this key. KMS needs up to five minutes to see the tag.`,
    key.multiRegion &&
      `Key ${key.keyArn} is a multi-Region key. Its replicas have their own policies, which we don't change. Personalize in ${role.region} uses only the key of ${role.region}.`,
    isChanged &&
      key.workflows.length === 0 &&
      `Key ${key.keyArn} is no longer listed, so we remove its statements. Filters and recommendations that were created with it can break, and KMS grants that Personalize made stay until they are retired.`,
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
