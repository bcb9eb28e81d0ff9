import { PermissionsService } from '@backstage/backend-plugin-api';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  Change,
  personalizePolicyReadPermission,
  redactForeign,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { NotAllowedError } from '@backstage/errors';
import { SetupResource } from '../permissions/rules';
import { permits } from '../permissions/judge';
import { Initiator } from './initiator';

/** What the initiator may do and see in an attempt. */
export interface Rights {
  /**
   * Requires permissions whose need only shows in the AWS state.
   *
   * @throws NotAllowedError when the initiator lacks one
   */
  require(permissions: readonly ResourcePermission[]): Promise<void>;
  /** Whether the initiator may read other people's statements in policies. */
  seesForeign: boolean;
  /** The changes as the initiator may see them. */
  shown(changes: readonly Change[]): Change[];
}

/**
 * Checks the permissions of an attempt, each for everything it acts on.
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

/**
 * The permissions that a person lacks for a set-up. Conditions of the portal's policy
 * are judged here, so that they also apply to a set-up that isn't registered yet.
 */
export async function missingPermissions(
  permissions: PermissionsService,
  initiator: Initiator,
  asked: readonly ResourcePermission[],
  resource: SetupResource,
): Promise<ResourcePermission[]> {
  const decisions = await permissions.authorizeConditional(
    asked.map(permission => ({ permission })),
    { credentials: initiator.credentials },
  );
  return asked.filter((_, index) => !permits(decisions[index], resource));
}

/**
 * Refuses a person who lacks a permission.
 *
 * @param sofar - what has not been done yet, for the message
 * @throws NotAllowedError that names the person, what is missing and where
 */
export function refuseMissing(
  missing: readonly ResourcePermission[],
  { person }: Initiator,
  { accountId, owners, principalTypes }: SetupResource,
  sofar: 'nothing was called' | 'nothing was changed',
): void {
  if (missing.length > 0) {
    const people = principalTypes?.length
      ? ` and access by ${principalTypes.join(', ')}`
      : '';
    throw new NotAllowedError(
      `${person} has no permission ${missing
        .map(({ name }) => name)
        .join(', ')} for account ${accountId}, ${
        owners.join(', ') || 'without a group'
      }${people}; ${sofar}. Ask the team that runs the portal.`,
    );
  }
}
