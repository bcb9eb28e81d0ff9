import {
  Partition,
  POLICY_VERSION,
  PolicyDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { RoleTemplate } from './template';

/** Where a template was deployed. */
interface Rollout {
  template: RoleTemplate;
  accountIds: readonly string[];
}

/**
 * The policy that the portal's own principal needs: it may assume the two roles of
 * each account, and nothing else.
 * Source: IAM User Guide, "Monitor and control actions taken with assumed roles".
 */
export function portalPrincipalPolicy(
  partition: Partition,
  rollouts: readonly Rollout[],
): PolicyDocument {
  return {
    Version: POLICY_VERSION,
    Statement: [
      {
        Sid: 'AssumeThePortalsRoles',
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
        Resource: rollouts.flatMap(({ template, accountIds }) =>
          accountIds.flatMap(id =>
            template
              .roleNames()
              .map(name => `arn:${partition}:iam::${id}:role${name}`),
          ),
        ),
      },
    ],
  };
}
