import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { personalizePermissions } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  personalizeSetupResourceRef,
  personalizeSetupRules,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { readPortalLimits } from './accounts/portalLimits';
import { createRouter } from './router';

/**
 * Answers the pages of the portal under `/api/personalize`, and tells the
 * permission system which permissions there are and which conditions a policy
 * may put on them. A wrong `personalize` section of the configuration stops the
 * start.
 */
export const personalizePlugin = createBackendPlugin({
  pluginId: 'personalize',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        userInfo: coreServices.userInfo,
      },
      async init({
        config,
        httpAuth,
        httpRouter,
        permissions,
        permissionsRegistry,
        userInfo,
      }) {
        permissionsRegistry.addResourceType({
          resourceRef: personalizeSetupResourceRef,
          permissions: personalizePermissions,
          rules: Object.values(personalizeSetupRules),
        });
        httpRouter.use(
          createRouter({
            limits: readPortalLimits(config),
            httpAuth,
            permissions,
            userInfo,
          }),
        );
      },
    });
  },
});
