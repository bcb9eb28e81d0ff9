import { PermissionsService } from '@backstage/backend-plugin-api';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  Change,
  personalizePolicyReadPermission,
  redactForeign,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { SetupResource } from '../permissions/setupResource';
import { missingPermissions, refuseMissing } from './authorise';
import { Initiator } from './initiator';

/** What the initiator may do and see in an attempt. */
export interface Rights {
  /**
   * Asks for permissions that only what AWS holds can tell to be needed.
   *
   * @throws NotAllowedError when the initiator lacks one
   */
  require(permissions: readonly ResourcePermission[]): Promise<void>;
  /** Whether the initiator may read the statements of others in policies. */
  seesForeign: boolean;
  /** The changes as the initiator may see them. */
  shown(changes: readonly Change[]): Change[];
}

/**
 * Asks for the permissions of an attempt, each for all that it acts on.
 *
 * @param resources - not empty
 * @param role - of the set-up whose own statements are always shown
 * @throws NotAllowedError when the initiator lacks one of those required
 */
export async function rightsOf(
  permissions: PermissionsService,
  initiator: Initiator,
  required: readonly ResourcePermission[],
  resources: readonly SetupResource[],
  role: RoleTarget,
): Promise<Rights> {
  const missingFor = (
    asked: readonly ResourcePermission[],
    resource: SetupResource,
  ) => missingPermissions(permissions, initiator, asked, resource);
  let seesForeign = true;
  for (const resource of resources) {
    const missing = await missingFor(
      [...required, personalizePolicyReadPermission],
      resource,
    );
    refuseMissing(
      missing.filter(permission => required.includes(permission)),
      initiator,
      resource,
      'nothing was called',
    );
    seesForeign &&= !missing.includes(personalizePolicyReadPermission);
  }
  return {
    async require(asked) {
      for (const resource of resources) {
        refuseMissing(
          await missingFor(asked, resource),
          initiator,
          resource,
          'nothing was changed',
        );
      }
    },
    seesForeign,
    shown: changes =>
      seesForeign ? [...changes] : redactForeign(changes, role),
  };
}
