import {
  charactersOf,
  isInlinePolicyOf,
  placeText,
  POLICY_LIMITS,
  parsePlace,
  PolicyDocument,
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { readInlinePolicies, readInlinePolicy } from '../../aws/iamReads';
import { deleteInlinePolicy, putInlinePolicy } from '../../aws/iamWrites';
import { settledDocument } from '../../engine/policyChange';
import { PartPlan } from '../../engine/plan';
import { PolicyHome } from '../../engine/policyHome';

/** One inline policy of the role, and its limits. */
export interface InlinePolicyState {
  home: PolicyHome;
  document: PolicyDocument | undefined;
  /** The size in characters of the role's other inline policies, by resource. */
  others: ReadonlyMap<string, number>;
}

/**
 * Reads one of the role's inline policies. IAM limits their total size, so the size
 * of the others counts too.
 */
export async function readInlinePolicyState(
  session: AwsSession,
  target: RoleTarget,
  policyName: string,
): Promise<InlinePolicyState> {
  const policies = await readInlinePolicies(session, target.roleName);
  const others = new Map(
    [...policies]
      .filter(([name]) => name !== policyName)
      .map(([name, document]) => [
        inlinePolicyResource(target, name),
        charactersOf(document),
      ]),
  );
  const home = inlinePolicyHome(target, policyName, others);
  return {
    home,
    others,
    document: await settledDocument(
      session,
      home,
      Promise.resolve(policies.get(policyName)),
    ),
  };
}

/** The same after other plans of the run: the size that one policy takes isn't left for the next. */
export function withPlannedPolicies(
  state: InlinePolicyState,
  plans: readonly PartPlan[],
): InlinePolicyState {
  const { arn } = parsePlace(state.home.resource);
  const planned = plans
    .flatMap(({ room }) => room)
    .filter(({ resource }) => isInlinePolicyOf(arn, resource))
    .map(({ resource, used }): [string, number] => [resource, used]);
  const others = new Map([...state.others, ...planned]);
  return {
    ...state,
    others,
    home: { ...state.home, limit: limitBeside(others) },
  };
}

/** As in `Change.resource`. */
export function inlinePolicyResource(
  target: RoleTarget,
  policyName: string,
): string {
  return placeText({
    arn: roleArn(target),
    kind: 'inline-policy',
    name: policyName,
  });
}

function limitBeside(others: InlinePolicyState['others']): number {
  return [...others.values()].reduce(
    (left, taken) => left - taken,
    POLICY_LIMITS.roleInline,
  );
}

/**
 * One inline policy of a role.
 *
 * @param others - the policies that share the size limit
 */
export function inlinePolicyHome(
  target: RoleTarget,
  policyName: string,
  others: InlinePolicyState['others'] = new Map(),
): PolicyHome {
  const { roleName } = target;
  return {
    resource: inlinePolicyResource(target, policyName),
    name: `the inline policy ${policyName} of role ${roleName}`,
    unit: 'characters',
    limit: limitBeside(others),
    remedy:
      'Request fewer keys, fewer buckets, or fewer and shorter prefixes. If the role has other inline policies, which share the limit, replace them with managed ones.',
    read: session => readInlinePolicy(session, roleName, policyName),
    write: (session, document) =>
      putInlinePolicy(session, roleName, policyName, document),
    remove: session => deleteInlinePolicy(session, roleName, policyName),
  };
}
