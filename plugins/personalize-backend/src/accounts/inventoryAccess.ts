import {
  BackstageCredentials,
  BackstageUserPrincipal,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { personalizeInventoryReadPermission } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  permits,
  SetupResource,
} from '@personalize-portal/backstage-plugin-personalize-node';

/**
 * Asks once whether a person may see what there is in accounts.
 *
 * @returns tells of one account and Region whether its names may be seen
 * @throws NotAllowedError for a person who may see none at all
 */
export async function inventoryAccess(
  permissions: PermissionsService,
  credentials: BackstageCredentials<BackstageUserPrincipal>,
): Promise<(resource: SetupResource) => boolean> {
  const permission = personalizeInventoryReadPermission;
  const [decision] = await permissions.authorizeConditional([{ permission }], {
    credentials,
  });
  if (decision.result === AuthorizeResult.DENY) {
    throw new NotAllowedError(
      `${credentials.principal.userEntityRef} has no permission ${permission.name}. Ask the team that runs the portal.`,
    );
  }
  return resource => permits(decision, resource);
}
