import {
  DescribePermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  ListAccountAssignmentsCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListCustomerManagedPolicyReferencesInPermissionSetCommand,
  ListManagedPoliciesInPermissionSetCommand,
  ListPermissionSetsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-sso-admin';
import { AwsSession } from '../accounts/awsSession';
import { oncePerSession } from '../accounts/oncePerSession';
import { awsRead } from './awsCall';
import { openIdentityCenter } from './identityCenterInstance';
import { allPages } from './paginate';

/** Who has a permission set in an account. */
export interface Assignee {
  kind: 'group' | 'user';
  /** Id in the identity store. */
  id: string;
}

/** A policy of the account that a permission set names: it must be there under name and path. */
export interface PolicyReference {
  name: string;
  /** Starts and ends with `/`. */
  path: string;
}

/** ARNs of all permission sets of the instance. */
export const readPermissionSetArns = oncePerSession(
  async (session): Promise<string[]> => {
    const { client, instanceArn } = await openIdentityCenter(session);
    return allPages(async marker => {
      const answer = await awsRead(
        session,
        { operation: 'sso-admin:ListPermissionSets', resource: instanceArn },
        options =>
          client.send(
            new ListPermissionSetsCommand({
              InstanceArn: instanceArn,
              MaxResults: 100,
              NextToken: marker,
            }),
            options,
          ),
      );
      return { items: answer.PermissionSets ?? [], next: answer.NextToken };
    });
  },
);

/** The name of a permission set by ARN. */
export const readPermissionSetName = oncePerSession(
  async (session, arn): Promise<string> => {
    const { client, instanceArn } = await openIdentityCenter(session);
    const answer = await awsRead(
      session,
      { operation: 'sso-admin:DescribePermissionSet', resource: arn },
      options =>
        client.send(
          new DescribePermissionSetCommand({
            InstanceArn: instanceArn,
            PermissionSetArn: arn,
          }),
          options,
        ),
    );
    return answer.PermissionSet?.Name ?? '';
  },
);

/** The tags of a permission set by ARN. */
export const readPermissionSetTags = oncePerSession(
  async (session, arn): Promise<Record<string, string>> => {
    const { client, instanceArn } = await openIdentityCenter(session);
    const tags = await allPages(async marker => {
      const answer = await awsRead(
        session,
        { operation: 'sso-admin:ListTagsForResource', resource: arn },
        options =>
          client.send(
            new ListTagsForResourceCommand({
              InstanceArn: instanceArn,
              ResourceArn: arn,
              NextToken: marker,
            }),
            options,
          ),
      );
      return { items: answer.Tags ?? [], next: answer.NextToken };
    });
    return Object.fromEntries(
      tags.map(({ Key: key = '', Value: value = '' }) => [key, value]),
    );
  },
);

/** The customer managed policies that a permission set names. */
export const readPolicyReferences = oncePerSession(
  async (session, arn): Promise<PolicyReference[]> => {
    const { client, instanceArn } = await openIdentityCenter(session);
    return allPages(async marker => {
      const answer = await awsRead(
        session,
        {
          operation:
            'sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet',
          resource: arn,
        },
        options =>
          client.send(
            new ListCustomerManagedPolicyReferencesInPermissionSetCommand({
              InstanceArn: instanceArn,
              PermissionSetArn: arn,
              NextToken: marker,
            }),
            options,
          ),
      );
      return {
        items: (answer.CustomerManagedPolicyReferences ?? []).map(
          ({ Name: name = '', Path: path = '/' }) => ({ name, path }),
        ),
        next: answer.NextToken,
      };
    });
  },
);

/** Whether a permission set has policies of its own or of AWS, beside those that it names. */
export const hasOtherPolicies = oncePerSession(
  async (session, arn): Promise<boolean> => {
    const { client, instanceArn } = await openIdentityCenter(session);
    const set = { InstanceArn: instanceArn, PermissionSetArn: arn };
    const [inline, managed] = await Promise.all([
      awsRead(
        session,
        {
          operation: 'sso-admin:GetInlinePolicyForPermissionSet',
          resource: arn,
        },
        options =>
          client.send(new GetInlinePolicyForPermissionSetCommand(set), options),
      ),
      awsRead(
        session,
        {
          operation: 'sso-admin:ListManagedPoliciesInPermissionSet',
          resource: arn,
        },
        options =>
          client.send(
            new ListManagedPoliciesInPermissionSetCommand(set),
            options,
          ),
      ),
    ]);
    return (
      Boolean(inline.InlinePolicy) ||
      (managed.AttachedManagedPolicies ?? []).length > 0
    );
  },
);

/** Who has a permission set in the session's account. */
export const readAssignees = oncePerSession(
  async (session, arn): Promise<Assignee[]> => {
    const { client, instanceArn } = await openIdentityCenter(session);
    return allPages(async marker => {
      const answer = await awsRead(
        session,
        { operation: 'sso-admin:ListAccountAssignments', resource: arn },
        options =>
          client.send(
            new ListAccountAssignmentsCommand({
              InstanceArn: instanceArn,
              PermissionSetArn: arn,
              AccountId: session.accountId,
              NextToken: marker,
            }),
            options,
          ),
      );
      return {
        items: (answer.AccountAssignments ?? []).map(
          ({ PrincipalType, PrincipalId: id = '' }): Assignee => ({
            kind: PrincipalType === 'USER' ? 'user' : 'group',
            id,
          }),
        ),
        next: answer.NextToken,
      };
    });
  },
);

/** The accounts in which a permission set is provisioned, in any version. */
export const readProvisionedAccounts = oncePerSession((session, arn) =>
  provisionedAccounts(session, arn, undefined),
);

/** The accounts in which a permission set is provisioned in an older version than it has. */
export const readOutdatedAccounts = oncePerSession((session, arn) =>
  provisionedAccounts(session, arn, 'LATEST_PERMISSION_SET_NOT_PROVISIONED'),
);

async function provisionedAccounts(
  session: AwsSession,
  arn: string,
  status: 'LATEST_PERMISSION_SET_NOT_PROVISIONED' | undefined,
): Promise<string[]> {
  const { client, instanceArn } = await openIdentityCenter(session);
  return allPages(async marker => {
    const answer = await awsRead(
      session,
      {
        operation: 'sso-admin:ListAccountsForProvisionedPermissionSet',
        resource: arn,
      },
      options =>
        client.send(
          new ListAccountsForProvisionedPermissionSetCommand({
            InstanceArn: instanceArn,
            PermissionSetArn: arn,
            ProvisioningStatus: status,
            NextToken: marker,
          }),
          options,
        ),
    );
    return { items: answer.AccountIds ?? [], next: answer.NextToken };
  });
}
