import {
  AuthService,
  BackstageCredentials,
  BackstageUserPrincipal,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  ResourcePermission,
} from '@backstage/plugin-permission-common';

/** Who started this attempt; when another person retries a task, that person. */
export type Initiator = BackstageCredentials<BackstageUserPrincipal>;

/**
 * The person behind an attempt.
 *
 * @throws NotAllowedError for a service or a static token: permissions don't
 * bind those, and the audit trail would name nobody
 */
export function requirePerson(
  auth: AuthService,
  credentials: BackstageCredentials,
): Initiator {
  if (!auth.isPrincipal(credentials, 'user')) {
    throw new NotAllowedError(
      "No person started this run. Start it signed in as yourself: the actions of Amazon Personalize refuse service tokens, because what they do must be somebody's.",
    );
  }
  return credentials;
}

/**
 * Makes sure that a person has all of some permissions.
 *
 * @param sofar - what has not been done yet, for the message
 * @throws NotAllowedError that names the person and what is missing
 */
export async function authorise(
  permissions: PermissionsService,
  initiator: Initiator,
  required: readonly ResourcePermission[],
  sofar: 'nothing was called' | 'nothing was changed' = 'nothing was called',
): Promise<void> {
  const decisions = await permissions.authorizeConditional(
    required.map(permission => ({ permission })),
    { credentials: initiator },
  );
  const missing = required
    .filter((_, index) => decisions[index]?.result !== AuthorizeResult.ALLOW)
    .map(({ name }) => name);
  if (missing.length > 0) {
    throw new NotAllowedError(
      `${initiator.principal.userEntityRef} has no permission ${missing.join(
        ', ',
      )}; ${sofar}. Ask the team that runs the portal.`,
    );
  }
}
