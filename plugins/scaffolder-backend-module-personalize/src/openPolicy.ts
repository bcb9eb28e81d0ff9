import { setTimeout } from 'node:timers/promises';
import {
  AuthService,
  LoggerService,
  PermissionsService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  personalizeSetupAdministerPermission,
  retry,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The settings that decide whether the portal's permission policy counts. */
export interface PolicyServices {
  auth: AuthService;
  config: RootConfigService;
  logger: LoggerService;
  permissions: PermissionsService;
}

/**
 * Waits while the permission backend starts, perhaps in another process; a
 * minute and a half in all.
 */
const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000];

const CONSEQUENCE =
  'every signed-in person has all permissions that start with \'personalize.\'. Still, only members of the owning group and personalize.platformTeams can change set-ups. See "Who may do what" in the README';

/**
 * Warns of a portal whose permissions decide nothing. Asks without a person's
 * credentials, because a service is always allowed, and tries again for a while
 * if nobody answers.
 *
 * @param signal - ends the waiting
 */
export async function warnOfOpenPolicy(
  { auth, config, logger, permissions }: PolicyServices,
  signal: AbortSignal,
): Promise<void> {
  if (!config.getOptionalBoolean('permission.enabled')) {
    logger.warn(`permission.enabled isn't true, so ${CONSEQUENCE}`);
    return;
  }
  try {
    const result = await retry(
      PAUSES_MS,
      pause => setTimeout(pause, undefined, { signal, ref: false }),
      () => !signal.aborted,
      async () => {
        signal.throwIfAborted();
        const [decision] = await permissions.authorizeConditional(
          [{ permission: personalizeSetupAdministerPermission }],
          { credentials: await auth.getNoneCredentials() },
        );
        return decision.result;
      },
    );
    if (result === AuthorizeResult.ALLOW) {
      logger.warn(
        `The permission policy allows everything, even without a signed-in person, so ${CONSEQUENCE}`,
      );
    }
  } catch (error) {
    if (!signal.aborted) {
      logger.warn(
        `The permission backend didn't say whether its policy allows everything: ${error}`,
      );
    }
  }
}
