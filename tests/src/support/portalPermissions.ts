import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import permissionPlugin from '@backstage/plugin-permission-backend';
// A portal has it beside the permission backend.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import personalizePlugin from '@personalize-portal/backstage-plugin-personalize-backend';
// Nothing depends on the portal; its policy is tried here.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import portalPolicy from '../../../packages/backend/src/permissionPolicy';

/**
 * As in a portal, what a plugin asks for a person says which plugin asks; the
 * mock leaves it out, and the permission backend answers conditions to plugins
 * only.
 */
const authThatNamesTheActor = createServiceFactory({
  service: coreServices.auth,
  deps: { plugin: coreServices.pluginMetadata },
  factory({ plugin }) {
    const auth = mockServices.auth({
      pluginId: plugin.getId(),
      disableDefaultAuthPolicy: false,
    });
    const issue = auth.getPluginRequestToken.bind(auth);
    return Object.assign(auth, {
      async getPluginRequestToken(options: Parameters<typeof issue>[0]) {
        return auth.isPrincipal(options.onBehalfOf, 'user')
          ? {
              token: mockCredentials.user.token(
                options.onBehalfOf.principal.userEntityRef,
                { actor: { subject: `plugin:${plugin.getId()}` } },
              ),
            }
          : issue(options);
      },
    });
  },
});

/** The permissions as the portal has them, with its policy. */
export const portalPermissions = [
  authThatNamesTheActor,
  permissionsServiceFactory,
  permissionPlugin,
  portalPolicy,
  personalizePlugin,
];
