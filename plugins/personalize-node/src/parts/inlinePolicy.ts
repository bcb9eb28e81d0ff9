import {
  charactersOf,
  POLICY_LIMITS,
  PolicyDocument,
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { readInlinePolicies, readInlinePolicy } from '../aws/iamReads';
import { deleteInlinePolicy, putInlinePolicy } from '../aws/iamWrites';
import { settledDocument } from '../engine/policyChange';
import { PolicyHome } from '../engine/policyHome';

/** One inline policy of the role, with what limits it. */
export interface InlinePolicyState {
  home: PolicyHome;
  document: PolicyDocument | undefined;
}

/**
 * Reads one of the role's inline policies. IAM's limit counts all of them
 * together, so what the others take is not to be had.
 */
export async function readInlinePolicyState(
  session: AwsSession,
  target: RoleTarget,
  policyName: string,
): Promise<InlinePolicyState> {
  const policies = await readInlinePolicies(session, target.roleName);
  const others = [...policies]
    .filter(([name]) => name !== policyName)
    .reduce((sum, [, document]) => sum + charactersOf(document), 0);
  const home = inlinePolicyHome(target, policyName, others);
  return {
    home,
    document: await settledDocument(
      session,
      home,
      Promise.resolve(policies.get(policyName)),
    ),
  };
}

/**
 * One inline policy of a role.
 *
 * @param takenByOthers - characters that the role's other inline policies take
 */
export function inlinePolicyHome(
  target: RoleTarget,
  policyName: string,
  takenByOthers: number,
): PolicyHome {
  const { roleName } = target;
  return {
    resource: `${roleArn(target)}#inline-policy/${policyName}`,
    name: `the inline policy ${policyName} of role ${roleName}`,
    unit: 'characters',
    limit: POLICY_LIMITS.roleInline - takenByOthers,
    remedy:
      'Ask for fewer keys, fewer buckets or fewer and shorter prefixes; where the role has other inline policies, which share the limit, attach those as managed ones instead.',
    read: session => readInlinePolicy(session, roleName, policyName),
    write: (session, document) =>
      putInlinePolicy(session, roleName, policyName, document),
    remove: session => deleteInlinePolicy(session, roleName, policyName),
  };
}
