import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  awsSessionsFromConfig,
  readGuardrails,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { createCreateRoleAction } from './actions/createRole';
import { createGrantKmsAction } from './actions/grantKms';
import { createGrantS3Action } from './actions/grantS3';
import { createHardenTrustAction } from './actions/hardenTrust';
import { createPlanAction } from './actions/plan';

/**
 * Adds the actions to the scaffolder. A wrong `personalize` section of the
 * configuration stops the start.
 */
export const personalizeModule = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'personalize',
  register(reg) {
    reg.registerInit({
      deps: {
        scaffolder: scaffolderActionsExtensionPoint,
        config: coreServices.rootConfig,
        auth: coreServices.auth,
        userInfo: coreServices.userInfo,
        permissions: coreServices.permissions,
        logger: coreServices.logger,
      },
      async init({ scaffolder, config, auth, userInfo, permissions, logger }) {
        if (config.has('personalize.teams')) {
          logger.warn(
            "personalize.teams limits nothing in this version: use personalize.guardrails, and a policy for the permissions that start with 'personalize.'",
          );
        }
        const environment = {
          sessions: awsSessionsFromConfig(config),
          guardrails: readGuardrails(config),
          auth,
          userInfo,
          permissions,
        };
        scaffolder.addActions(
          createPlanAction(environment),
          createCreateRoleAction(environment),
          createHardenTrustAction(environment),
          createGrantKmsAction(environment),
          createGrantS3Action(environment),
        );
      },
    });
  },
});
