import { PermissionsService } from '@backstage/backend-plugin-api';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  Change,
  personalizePolicyReadPermission,
  personalizeSetupReadPermission,
  redactForeign,
  RoleTarget,
  SetupItem,
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
  /**
   * The rights of one who touches a role that belongs to a set-up: everything
   * that the attempt needs is needed for that set-up, too, for its owner answers
   * for the role.
   *
   * @throws NotAllowedError when the initiator lacks a permission for it; it says
   * whose the role is only to those who may read the set-up
   */
  within(setup: Pick<SetupItem, 'name' | 'owner'>): Promise<Rights>;
}

/**
 * Asks for the permissions of an attempt.
 *
 * @param role - of the set-up whose own statements are always shown
 * @param unread - what is named instead of the resource to whoever may not read
 * the set-up that it is
 * @throws NotAllowedError when the initiator lacks one of those required
 */
export async function rightsOf(
  permissions: PermissionsService,
  initiator: Initiator,
  required: readonly ResourcePermission[],
  resource: SetupResource,
  role: RoleTarget,
  unread: SetupResource = resource,
): Promise<Rights> {
  const missing = await missingPermissions(
    permissions,
    initiator,
    [
      ...required,
      personalizePolicyReadPermission,
      personalizeSetupReadPermission,
    ],
    resource,
  );
  const named = missing.includes(personalizeSetupReadPermission)
    ? unread
    : resource;
  refuseMissing(
    missing.filter(permission => required.includes(permission)),
    initiator,
    named,
    'nothing was called',
  );
  const seesForeign = !missing.includes(personalizePolicyReadPermission);
  const rights: Omit<Rights, 'within'> = {
    async require(asked) {
      refuseMissing(
        await missingPermissions(permissions, initiator, asked, resource),
        initiator,
        named,
        'nothing was changed',
      );
    },
    seesForeign,
    shown: changes =>
      seesForeign ? [...changes] : redactForeign(changes, role),
  };
  return {
    ...rights,
    async within({ name, owner }) {
      const ofOwner = await rightsOf(
        permissions,
        initiator,
        required,
        { ...resource, owners: [owner], setup: name },
        role,
        resource,
      );
      return both(rights, ofOwner);
    },
  };
}

/** What both allow. */
function both(one: Omit<Rights, 'within'>, other: Rights): Rights {
  return {
    ...other,
    async require(asked) {
      await one.require(asked);
      await other.require(asked);
    },
    seesForeign: one.seesForeign && other.seesForeign,
    shown: changes => (one.seesForeign ? other : one).shown(changes),
  };
}
