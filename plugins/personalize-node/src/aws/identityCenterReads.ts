import {
  DescribePermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  ListAccountAssignmentsCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListCustomerManagedPolicyReferencesInPermissionSetCommand,
  ListInstancesCommand,
  ListManagedPoliciesInPermissionSetCommand,
  ListPermissionSetsCommand,
  ListTagsForResourceCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { ConflictError } from '@backstage/errors';
import { markUnseen } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from './awsSession';
import { oncePerSession } from './oncePerSession';
import { allPages, AwsService, ServiceOf } from './awsCall';

/** An assignee of a permission set in an account. */
export interface Assignee {
  kind: 'group' | 'user';
  /** Id in the identity store. */
  id: string;
}

/** A policy of the account that a permission set names: it must exist under name and path. */
export interface PolicyReference {
  name: string;
  /** Starts and ends with `/`. */
  path: string;
}

/** The instance, and the client that calls it. */
export interface IdentityCenterInstance {
  sso: ServiceOf<SSOAdminClient>;
  instanceArn: string;
}

/** See {@link openIdentityCenter}. */
const findInstance = oncePerSession(
  async (session): Promise<IdentityCenterInstance> => {
    const access = session.identityCenter;
    if (!access) {
      throw markUnseen(
        new ConflictError(
          "Permission sets need personalize.identityCenter, which isn't configured. Ask the team that runs the portal.",
        ),
      );
    }
    const { region } = access;
    const sso = new AwsService(access.client, session);
    if (access.instanceArn) {
      return { sso, instanceArn: access.instanceArn };
    }
    const instances = await allPages(
      marker =>
        sso.read(
          new ListInstancesCommand({ NextToken: marker }),
          `Identity Center in ${region}`,
        ),
      answer => answer.Instances,
    );
    const arns = instances.map(({ InstanceArn: arn = '' }) => arn);
    const [instanceArn, ...others] = arns;
    if (instanceArn === undefined || others.length > 0) {
      throw markUnseen(
        new ConflictError(
          `Account ${access.accountId} has ${
            instanceArn === undefined
              ? 'no instance of Identity Center'
              : `the instances ${arns.join(', ')} of Identity Center`
          } in ${region}. Ask the team that runs the portal to correct personalize.identityCenter: its account and Region${
            instanceArn === undefined ? '' : ', or name the instance'
          }.`,
        ),
      );
    }
    return { sso, instanceArn };
  },
);

/**
 * The organisation's instance of Identity Center; looked up if the configuration
 * names none.
 *
 * @throws ConflictError if Identity Center isn't configured, or it is unclear which
 *   instance is meant
 */
export function openIdentityCenter(
  session: AwsSession,
): Promise<IdentityCenterInstance> {
  return findInstance(session, '');
}

/** ARNs of all permission sets of the instance. */
export const readPermissionSetArns = oncePerSession(
  async (session): Promise<string[]> => {
    const { sso, instanceArn } = await openIdentityCenter(session);
    return allPages(
      marker =>
        sso.read(
          new ListPermissionSetsCommand({
            InstanceArn: instanceArn,
            MaxResults: 100,
            NextToken: marker,
          }),
        ),
      answer => answer.PermissionSets,
    );
  },
);

/** The name of a permission set by ARN. */
export const readPermissionSetName = oncePerSession(
  async (session, arn): Promise<string> => {
    const { sso, instanceArn } = await openIdentityCenter(session);
    const answer = await sso.read(
      new DescribePermissionSetCommand({
        InstanceArn: instanceArn,
        PermissionSetArn: arn,
      }),
    );
    return answer.PermissionSet?.Name ?? '';
  },
);

/** The tags of a permission set by ARN. */
export const readPermissionSetTags = oncePerSession(
  async (session, arn): Promise<Record<string, string>> => {
    const { sso, instanceArn } = await openIdentityCenter(session);
    const tags = await allPages(
      marker =>
        sso.read(
          new ListTagsForResourceCommand({
            InstanceArn: instanceArn,
            ResourceArn: arn,
            NextToken: marker,
          }),
        ),
      answer => answer.Tags,
    );
    return Object.fromEntries(
      tags.map(({ Key: key = '', Value: value = '' }) => [key, value]),
    );
  },
);

/** The customer managed policies that a permission set names. */
export const readPolicyReferences = oncePerSession(
  async (session, arn): Promise<PolicyReference[]> => {
    const { sso, instanceArn } = await openIdentityCenter(session);
    const references = await allPages(
      marker =>
        sso.read(
          new ListCustomerManagedPolicyReferencesInPermissionSetCommand({
            InstanceArn: instanceArn,
            PermissionSetArn: arn,
            NextToken: marker,
          }),
        ),
      answer => answer.CustomerManagedPolicyReferences,
    );
    return references.map(({ Name: name = '', Path: path = '/' }) => ({
      name,
      path,
    }));
  },
);

/** Whether a permission set has inline or AWS policies, besides those it names. */
export const hasOtherPolicies = oncePerSession(
  async (session, arn): Promise<boolean> => {
    const { sso, instanceArn } = await openIdentityCenter(session);
    const set = { InstanceArn: instanceArn, PermissionSetArn: arn };
    const [inline, managed] = await Promise.all([
      sso.read(new GetInlinePolicyForPermissionSetCommand(set)),
      sso.read(new ListManagedPoliciesInPermissionSetCommand(set)),
    ]);
    return (
      Boolean(inline.InlinePolicy) ||
      (managed.AttachedManagedPolicies ?? []).length > 0
    );
  },
);

/** The assignees of a permission set in the session's account. */
export const readAssignees = oncePerSession(
  async (session, arn): Promise<Assignee[]> => {
    const { sso, instanceArn } = await openIdentityCenter(session);
    const assignments = await allPages(
      marker =>
        sso.read(
          new ListAccountAssignmentsCommand({
            InstanceArn: instanceArn,
            PermissionSetArn: arn,
            AccountId: session.accountId,
            NextToken: marker,
          }),
        ),
      answer => answer.AccountAssignments,
    );
    return assignments.map(({ PrincipalType, PrincipalId: id = '' }) => ({
      kind: PrincipalType === 'USER' ? 'user' : 'group',
      id,
    }));
  },
);

/** The accounts in which a permission set is provisioned, in any version. */
export const readProvisionedAccounts = oncePerSession((session, arn) =>
  provisionedAccounts(session, arn, undefined),
);

/** The accounts that have an outdated version of a permission set. */
export const readOutdatedAccounts = oncePerSession((session, arn) =>
  provisionedAccounts(session, arn, 'LATEST_PERMISSION_SET_NOT_PROVISIONED'),
);

async function provisionedAccounts(
  session: AwsSession,
  arn: string,
  status: 'LATEST_PERMISSION_SET_NOT_PROVISIONED' | undefined,
): Promise<string[]> {
  const { sso, instanceArn } = await openIdentityCenter(session);
  return allPages(
    marker =>
      sso.read(
        new ListAccountsForProvisionedPermissionSetCommand({
          InstanceArn: instanceArn,
          PermissionSetArn: arn,
          ProvisioningStatus: status,
          NextToken: marker,
        }),
      ),
    answer => answer.AccountIds,
  );
}
