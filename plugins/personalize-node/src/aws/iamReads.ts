import {
  GetAccountSummaryCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  Tag,
} from '@aws-sdk/client-iam';
import {
  parsePolicyDocument,
  PolicyDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { oncePerSession } from '../accounts/oncePerSession';
import { awsRead, unlessAbsent } from './awsCall';
import { AwsCall } from './awsError';
import {
  listAll,
  NO_SUCH_ENTITY,
  policiesByName,
  policyArns,
} from './iamListing';
import {
  outdatedAttachments,
  outdatedPolicy,
  outdatedRole,
} from './iamOutdated';
import { allPages } from './paginate';

/** A role as IAM holds it. */
export interface IamRole {
  arn: string;
  roleName: string;
  path: string;
  /** Unique id, `AROA...`; another one after the role was deleted and made anew. */
  roleId: string;
  description: string | undefined;
  /** Seconds. */
  maxSessionDuration: number | undefined;
  /** ARN of the boundary policy. */
  permissionsBoundary: string | undefined;
  tags: Record<string, string>;
  trustPolicy: PolicyDocument;
}

/** A managed policy in its default version. */
export interface IamPolicy {
  arn: string;
  document: PolicyDocument;
  tags: Record<string, string>;
}

/** A role by name; `undefined` where there is none. */
export const readRole = oncePerSession(
  async (session, roleName): Promise<IamRole | undefined> => {
    const answer = await unlessAbsent(
      awsRead(
        session,
        { operation: 'iam:GetRole', resource: `role ${roleName}` },
        options =>
          session.iam.send(new GetRoleCommand({ RoleName: roleName }), options),
      ),
      NO_SUCH_ENTITY,
    );
    const role = answer?.Role;
    return (
      role && {
        arn: role.Arn ?? '',
        roleName: role.RoleName ?? '',
        path: role.Path ?? '',
        roleId: role.RoleId ?? '',
        description: role.Description || undefined,
        maxSessionDuration: role.MaxSessionDuration,
        permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
        tags: tagMap(role.Tags),
        trustPolicy: decodedPolicy(
          role.AssumeRolePolicyDocument,
          `role ${roleName}`,
        ),
      }
    );
  },
  outdatedRole,
);

/**
 * The names of all roles of the account. IAM keeps names apart without regard
 * to case, so a role that differs by case only must be found before a create.
 */
export const readRoleNames = oncePerSession(session =>
  allPages(async marker => {
    const answer = await awsRead(
      session,
      { operation: 'iam:ListRoles', resource: 'the roles of the account' },
      options =>
        session.iam.send(
          new ListRolesCommand({ Marker: marker, MaxItems: 1000 }),
          options,
        ),
    );
    return {
      items: (answer.Roles ?? []).map(role => role.RoleName ?? ''),
      next: answer.Marker,
    };
  }),
);

/** All inline policies of a role by name; none for a role that doesn't exist. */
export const readInlinePolicies = oncePerSession(
  async (session, roleName): Promise<Map<string, PolicyDocument>> => {
    const names = await listAll(
      session,
      { operation: 'iam:ListRolePolicies', resource: `role ${roleName}` },
      async (marker, options) => {
        const { PolicyNames = [], Marker } = await session.iam.send(
          new ListRolePoliciesCommand({ RoleName: roleName, Marker: marker }),
          options,
        );
        return { items: PolicyNames, next: Marker };
      },
    );
    return policiesByName(names, name =>
      readInlinePolicy(session, roleName, name),
    );
  },
);

/** One inline policy of a role, asked for each time; `undefined` where there is none. */
export async function readInlinePolicy(
  session: AwsSession,
  roleName: string,
  policyName: string,
): Promise<PolicyDocument | undefined> {
  return readInlineDocument(
    session,
    {
      operation: 'iam:GetRolePolicy',
      resource: `inline policy ${policyName} of role ${roleName}`,
    },
    options =>
      session.iam.send(
        new GetRolePolicyCommand({
          RoleName: roleName,
          PolicyName: policyName,
        }),
        options,
      ),
  );
}

/**
 * The document of one inline policy; `undefined` where there is none.
 *
 * @param send - sends the command that asks for it
 */
export async function readInlineDocument(
  session: AwsSession,
  call: AwsCall,
  send: (options: {
    abortSignal: AbortSignal;
  }) => Promise<{ PolicyDocument: string | undefined }>,
): Promise<PolicyDocument | undefined> {
  const answer = await unlessAbsent(
    awsRead(session, call, send),
    NO_SUCH_ENTITY,
  );
  return answer && decodedPolicy(answer.PolicyDocument, call.resource);
}

/** ARNs of the managed policies attached to a role; none for a role that doesn't exist. */
export const readAttachedPolicies = oncePerSession(
  (session, roleName): Promise<string[]> =>
    listAll(
      session,
      {
        operation: 'iam:ListAttachedRolePolicies',
        resource: `role ${roleName}`,
      },
      async (marker, options) => {
        const { AttachedPolicies, Marker } = await session.iam.send(
          new ListAttachedRolePoliciesCommand({
            RoleName: roleName,
            Marker: marker,
          }),
          options,
        );
        return { items: policyArns(AttachedPolicies), next: Marker };
      },
    ),
  outdatedAttachments('role'),
);

/** A managed policy by ARN; `undefined` where there is none. */
export const readManagedPolicy = oncePerSession(
  async (session, policyArn): Promise<IamPolicy | undefined> => {
    const answer = await unlessAbsent(
      awsRead(
        session,
        { operation: 'iam:GetPolicy', resource: policyArn },
        options =>
          session.iam.send(
            new GetPolicyCommand({ PolicyArn: policyArn }),
            options,
          ),
      ),
      NO_SUCH_ENTITY,
    );
    const policy = answer?.Policy;
    if (!policy) {
      return undefined;
    }
    const version = await awsRead(
      session,
      { operation: 'iam:GetPolicyVersion', resource: policyArn },
      options =>
        session.iam.send(
          new GetPolicyVersionCommand({
            PolicyArn: policyArn,
            VersionId: policy.DefaultVersionId,
          }),
          options,
        ),
    );
    return {
      arn: policyArn,
      document: decodedPolicy(version.PolicyVersion?.Document, policyArn),
      tags: tagMap(policy.Tags),
    };
  },
  outdatedPolicy,
);

/** The versions of a managed policy, oldest first, with the one in force marked. */
export async function readPolicyVersions(
  session: AwsSession,
  policyArn: string,
): Promise<{ versionId: string; isDefault: boolean }[]> {
  const versions = await allPages(async marker => {
    const answer = await awsRead(
      session,
      { operation: 'iam:ListPolicyVersions', resource: policyArn },
      options =>
        session.iam.send(
          new ListPolicyVersionsCommand({
            PolicyArn: policyArn,
            Marker: marker,
          }),
          options,
        ),
    );
    return { items: answer.Versions ?? [], next: answer.Marker };
  });
  return versions
    .map(version => ({
      versionId: version.VersionId ?? '',
      isDefault: version.IsDefaultVersion ?? false,
    }))
    .sort((a, b) => versionNumber(a.versionId) - versionNumber(b.versionId));
}

/** The account's own IAM quotas, and how much of them is taken; absent where IAM tells of none. */
export interface IamQuotas {
  /** Characters without white space. */
  trustPolicySize: number | undefined;
  attachedPoliciesPerRole: number | undefined;
  attachedPoliciesPerGroup: number | undefined;
  attachedPoliciesPerUser: number | undefined;
  roles: { used: number | undefined; quota: number | undefined };
  policies: { used: number | undefined; quota: number | undefined };
}

/** See {@link IamQuotas}. */
export const readIamQuotas = oncePerSession(session =>
  awsRead(
    session,
    { operation: 'iam:GetAccountSummary', resource: 'the account' },
    async (options): Promise<IamQuotas> => {
      const { SummaryMap } = await session.iam.send(
        new GetAccountSummaryCommand({}),
        options,
      );
      return {
        trustPolicySize: SummaryMap?.AssumeRolePolicySizeQuota,
        attachedPoliciesPerRole: SummaryMap?.AttachedPoliciesPerRoleQuota,
        attachedPoliciesPerGroup: SummaryMap?.AttachedPoliciesPerGroupQuota,
        attachedPoliciesPerUser: SummaryMap?.AttachedPoliciesPerUserQuota,
        roles: { used: SummaryMap?.Roles, quota: SummaryMap?.RolesQuota },
        policies: {
          used: SummaryMap?.Policies,
          quota: SummaryMap?.PoliciesQuota,
        },
      };
    },
  ),
);

function versionNumber(versionId: string): number {
  return Number(versionId.replace(/^v/, ''));
}

/** IAM sends policy documents URL-encoded (RFC 3986). */
export function decodedPolicy(text: string | undefined, where: string) {
  return parsePolicyDocument(decodeURIComponent(text ?? ''), where);
}

function tagMap(tags: Tag[] | undefined): Record<string, string> {
  return Object.fromEntries(
    (tags ?? []).map(tag => [tag.Key ?? '', tag.Value ?? '']),
  );
}
