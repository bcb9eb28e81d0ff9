import {
  IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import {
  DescribePermissionSetCommand,
  ListAccountAssignmentsCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListCustomerManagedPolicyReferencesInPermissionSetCommand,
  ListInstancesCommand,
  ListPermissionSetsCommand,
  ListTagsForResourceCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';

/** Clients of the services that people sign in with. */
export interface PeopleClients {
  iam: IAMClient;
  ssoAdmin: SSOAdminClient;
}

/** Everything that people have, except roles. */
export interface PeopleState {
  /** Managed policies by name of the group. */
  groups: Record<string, string[]>;
  /** Managed policies by name of the user. */
  users: Record<string, string[]>;
  /** By name. */
  permissionSets: Record<string, PermissionSetState>;
}

export interface PermissionSetState {
  arn: string;
  tags: Record<string, string>;
  /** Path and name of the policies that the account must have. */
  references: string[];
  /** Kind and id of the principals that have it in the account. */
  assignments: string[];
  /** Accounts that have its present version. */
  upToDateIn: string[];
  /** Accounts that have an earlier version. */
  outdatedIn: string[];
}

const ACCOUNT = '123456789012';

export async function readPeopleState({
  iam,
  ssoAdmin,
}: PeopleClients): Promise<PeopleState> {
  const [{ Groups: groups = [] }, { Users: users = [] }, permissionSets] =
    await Promise.all([
      iam.send(new ListGroupsCommand({})),
      iam.send(new ListUsersCommand({})),
      readPermissionSets(ssoAdmin),
    ]);
  return {
    groups: Object.fromEntries(
      await Promise.all(
        groups.map(async ({ GroupName = '' }) => {
          const { AttachedPolicies: attached } = await iam.send(
            new ListAttachedGroupPoliciesCommand({ GroupName }),
          );
          return [GroupName, arnsOf(attached)];
        }),
      ),
    ),
    users: Object.fromEntries(
      await Promise.all(
        users.map(async ({ UserName = '' }) => {
          const { AttachedPolicies: attached } = await iam.send(
            new ListAttachedUserPoliciesCommand({ UserName }),
          );
          return [UserName, arnsOf(attached)];
        }),
      ),
    ),
    permissionSets,
  };
}

async function readPermissionSets(
  ssoAdmin: SSOAdminClient,
): Promise<Record<string, PermissionSetState>> {
  const InstanceArn = await instanceOf(ssoAdmin);
  const { PermissionSets: arns = [] } = await ssoAdmin.send(
    new ListPermissionSetsCommand({ InstanceArn }),
  );
  return Object.fromEntries(
    await Promise.all(
      arns.map(async PermissionSetArn => {
        const of = { InstanceArn, PermissionSetArn };
        const [set, tags, references, assignments, upToDate, outdated] =
          await Promise.all([
            ssoAdmin.send(new DescribePermissionSetCommand(of)),
            ssoAdmin.send(
              new ListTagsForResourceCommand({
                InstanceArn,
                ResourceArn: PermissionSetArn,
              }),
            ),
            ssoAdmin.send(
              new ListCustomerManagedPolicyReferencesInPermissionSetCommand(of),
            ),
            ssoAdmin.send(
              new ListAccountAssignmentsCommand({ ...of, AccountId: ACCOUNT }),
            ),
            ssoAdmin.send(
              new ListAccountsForProvisionedPermissionSetCommand({
                ...of,
                ProvisioningStatus: 'LATEST_PERMISSION_SET_PROVISIONED',
              }),
            ),
            ssoAdmin.send(
              new ListAccountsForProvisionedPermissionSetCommand({
                ...of,
                ProvisioningStatus: 'LATEST_PERMISSION_SET_NOT_PROVISIONED',
              }),
            ),
          ]);
        const state: PermissionSetState = {
          arn: PermissionSetArn,
          tags: Object.fromEntries(
            (tags.Tags ?? []).map(({ Key, Value = '' }) => [Key, Value]),
          ),
          references: (references.CustomerManagedPolicyReferences ?? []).map(
            ({ Name, Path }) => `${Path}${Name}`,
          ),
          assignments: (assignments.AccountAssignments ?? [])
            .map(({ PrincipalType, PrincipalId }) =>
              [PrincipalType, PrincipalId].join(' '),
            )
            .sort(),
          upToDateIn: upToDate.AccountIds ?? [],
          outdatedIn: outdated.AccountIds ?? [],
        };
        return [set.PermissionSet?.Name ?? '', state];
      }),
    ),
  );
}

async function instanceOf(ssoAdmin: SSOAdminClient): Promise<string> {
  const { Instances: instances } = await ssoAdmin.send(
    new ListInstancesCommand({}),
  );
  return instances?.[0]?.InstanceArn ?? '';
}

function arnsOf(attached: { PolicyArn?: string }[] = []): string[] {
  return attached.map(({ PolicyArn = '' }) => PolicyArn).sort();
}
