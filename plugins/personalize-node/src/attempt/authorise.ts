import { PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import { permits } from '../permissions/judge';
import { SetupResource } from '../permissions/setupResource';
import { Initiator } from './initiator';

/**
 * Which of some permissions a person hasn't got for a set-up. Conditions of the
 * portal's policy are judged here, so that they hold for a set-up that isn't
 * registered yet, too.
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
