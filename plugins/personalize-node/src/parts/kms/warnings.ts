import {
  ownedSid,
  parseArn,
  RoleTarget,
  TAG_IS_SET,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PlanWarning } from '../../engine/plan';
import { GRANTABLE_TAG } from '../../portalRole/tags';
import { managingToolWarnings } from '../shared/managingTool';
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

/** Says that what an earlier run granted in another Region stays. */
export function otherRegionWarning(
  role: RoleTarget,
  keyArn: string,
): PlanWarning {
  return {
    part: 'kms',
    resource: keyArn,
    message:
      `Key ${keyArn} was granted by an earlier run and is in ${
        parseArn(keyArn)?.region
      }, so its grant can't be taken back in ${
        role.region
      }: the statements ${sidsOn(role, keyArn).join(
        ' and ',
      )} of its policy stay. ` +
      `To take it back, run personalize:grant-kms in ${
        parseArn(keyArn)?.region
      } with the keys that are to stay granted there; an empty list takes all back.`,
  };
}

/** The Sids of the two statements in the policy of a key. */
export function sidsOn(role: RoleTarget, keyArn: string): string[] {
  return [
    ownedSid('KmsRole', role, keyArn),
    ownedSid('KmsService', role, keyArn),
  ];
}
