import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  readAccounts,
  readPlatformTeams,
  readTeams,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { PortalPolicy } from './permission/PortalPolicy';

/** Installs the portal's policy; see {@link PortalPolicy}. */
export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'portal-policy',
  register(reg) {
    reg.registerInit({
      deps: {
        policy: policyExtensionPoint,
        config: coreServices.rootConfig,
        userInfo: coreServices.userInfo,
      },
      async init({ policy, config, userInfo }) {
        const accountIds = readAccounts(config).map(
          ({ accountId }) => accountId,
        );
        policy.setPolicy(
          new PortalPolicy({
            platformTeams: readPlatformTeams(config),
            teams: readTeams(config, accountIds) ?? [],
            accountIds,
            userInfo,
          }),
        );
      },
    });
  },
});
