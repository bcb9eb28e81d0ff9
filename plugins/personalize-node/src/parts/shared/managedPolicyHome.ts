import { POLICY_LIMITS } from '@personalize-portal/backstage-plugin-personalize-common';
import { readManagedPolicy } from '../../aws/iamReads';
import { putManagedPolicy } from '../../aws/iamWrites';
import { PolicyHome } from '../../engine/policyHome';

/** A managed policy that the product creates; others may have added statements. */
export function managedPolicyHome(arn: string): PolicyHome {
  return {
    resource: arn,
    name: `the policy ${arn}`,
    unit: 'characters',
    limit: POLICY_LIMITS.managedPolicy,
    remedy:
      'Move the statements that others added to it to a policy of their own.',
    read: async session =>
      (await readManagedPolicy.afresh(session, arn))?.document,
    write: (session, document) => putManagedPolicy(session, arn, document),
  };
}
