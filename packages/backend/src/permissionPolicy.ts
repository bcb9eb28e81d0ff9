import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { PermissionPolicy } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';

/**
 * Every signed-in person may do everything that the portal offers, within
 * `personalize.accounts` and `personalize.guardrails`. A company puts a policy of
 * its own in this place: `personalize.plan.create`, `personalize.setup.apply` and
 * `personalize.role.adopt` decide who may plan, write and adopt.
 */
class EveryonePolicy implements PermissionPolicy {
  async handle(): Promise<PolicyDecision> {
    return { result: AuthorizeResult.ALLOW };
  }
}

export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'everyone-policy',
  register(reg) {
    reg.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy(new EveryonePolicy());
      },
    });
  },
});
