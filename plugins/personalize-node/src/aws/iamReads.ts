import {
  AttachedPolicy,
  GetAccountSummaryCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetSAMLProviderCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListInstanceProfilesForRoleCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
  Role,
  Tag,
} from '@aws-sdk/client-iam';
import {
  parsePolicyDocument,
  PolicyDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from './awsSession';
import { oncePerSession } from './oncePerSession';
import { allPages, unlessAbsent } from './awsCall';
import { IamPolicy, IamQuotas, IamRole, IamUser, PolicyEntity } from './iam';
import {
  outdatedAttachments,
  outdatedEntities,
  outdatedPolicy,
  outdatedRole,
} from './iamOutdated';

/** A role by name; `undefined` if there is none. */
export const readRole = oncePerSession(
  async (session, roleName): Promise<IamRole | undefined> => {
    const answer = await unlessNone(
      session.iam.read(new GetRoleCommand({ RoleName: roleName })),
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

/** All roles of the account, with IAM's largest page size. */
export function listAllRoles(session: AwsSession): Promise<Role[]> {
  return allPages(
    marker =>
      session.iam.read(
        new ListRolesCommand({ Marker: marker, MaxItems: 1000 }),
        'the roles of the account',
      ),
    answer => answer.Roles,
  );
}

/**
 * The names of all roles of the account. IAM names are unique regardless of case, so
 * a role that differs only in case must be found before a create.
 */
export const readRoleNames = oncePerSession(async session => {
  const roles = await listAllRoles(session);
  return roles.map(role => role.RoleName ?? '');
});

/** ARNs of the instance profiles that give EC2 a role; empty for a role that doesn't exist. */
export const readInstanceProfiles = oncePerSession(
  async (session, roleName) => {
    const profiles = await listOrNone(
      marker =>
        session.iam.read(
          new ListInstanceProfilesForRoleCommand({
            RoleName: roleName,
            Marker: marker,
          }),
        ),
      answer => answer.InstanceProfiles,
    );
    return profiles.map(({ Arn = '' }) => Arn);
  },
);

/** An IAM user by name; `undefined` if there is none. */
export const readUser = oncePerSession(
  async (session, userName): Promise<IamUser | undefined> => {
    const answer = await unlessNone(
      session.iam.read(new GetUserCommand({ UserName: userName })),
    );
    const user = answer?.User;
    return (
      user && {
        arn: user.Arn ?? '',
        permissionsBoundary: user.PermissionsBoundary?.PermissionsBoundaryArn,
      }
    );
  },
);

/** The ARN of an IAM user by name; `undefined` if there is none. */
export async function readUserArn(
  session: AwsSession,
  userName: string,
): Promise<string | undefined> {
  return (await readUser(session, userName))?.arn;
}

/** Names of a user's groups; empty for a user that doesn't exist. */
export const readUserGroups = oncePerSession(async (session, userName) => {
  const groups = await listOrNone(
    marker =>
      session.iam.read(
        new ListGroupsForUserCommand({ UserName: userName, Marker: marker }),
      ),
    answer => answer.Groups,
  );
  return groups.map(({ GroupName: name = '' }) => name);
});

/** The ARN of an IAM group by name; `undefined` if there is none. */
const readGroupArn = oncePerSession(async (session, groupName) => {
  const answer = await unlessNone(
    session.iam.read(
      // The answer includes its members; one is enough.
      new GetGroupCommand({ GroupName: groupName, MaxItems: 1 }),
    ),
  );
  return answer?.Group?.Arn;
});

/** The IAM operations that read policies; roles, groups and users each have their own. */
interface PolicyReads {
  attached(
    session: AwsSession,
    name: string,
    marker: string | undefined,
  ): Promise<{ AttachedPolicies?: AttachedPolicy[]; Marker?: string }>;
  inlineNames(
    session: AwsSession,
    name: string,
    marker: string | undefined,
  ): Promise<{ PolicyNames: string[] | undefined; Marker?: string }>;
  inline(
    session: AwsSession,
    name: string,
    policyName: string,
  ): Promise<{ PolicyDocument: string | undefined }>;
}

const POLICY_READS: Record<PolicyEntity['kind'], PolicyReads> = {
  role: {
    attached: ({ iam }, RoleName, Marker) =>
      iam.read(new ListAttachedRolePoliciesCommand({ RoleName, Marker })),
    inlineNames: ({ iam }, RoleName, Marker) =>
      iam.read(new ListRolePoliciesCommand({ RoleName, Marker })),
    inline: ({ iam }, RoleName, PolicyName) =>
      iam.read(new GetRolePolicyCommand({ RoleName, PolicyName })),
  },
  group: {
    attached: ({ iam }, GroupName, Marker) =>
      iam.read(new ListAttachedGroupPoliciesCommand({ GroupName, Marker })),
    inlineNames: ({ iam }, GroupName, Marker) =>
      iam.read(new ListGroupPoliciesCommand({ GroupName, Marker })),
    inline: ({ iam }, GroupName, PolicyName) =>
      iam.read(new GetGroupPolicyCommand({ GroupName, PolicyName })),
  },
  user: {
    attached: ({ iam }, UserName, Marker) =>
      iam.read(new ListAttachedUserPoliciesCommand({ UserName, Marker })),
    inlineNames: ({ iam }, UserName, Marker) =>
      iam.read(new ListUserPoliciesCommand({ UserName, Marker })),
    inline: ({ iam }, UserName, PolicyName) =>
      iam.read(new GetUserPolicyCommand({ UserName, PolicyName })),
  },
};

function attachedPoliciesOf(kind: PolicyEntity['kind']) {
  return oncePerSession(async (session, name): Promise<string[]> => {
    const policies = await listOrNone(
      marker => POLICY_READS[kind].attached(session, name, marker),
      answer => answer.AttachedPolicies,
    );
    return policies.map(({ PolicyArn: arn = '' }) => arn);
  }, outdatedAttachments(kind));
}

/** ARNs of the managed policies attached to a role; empty for a role that doesn't exist. */
export const readAttachedPolicies = attachedPoliciesOf('role');

function inlinePoliciesOf(kind: PolicyEntity['kind']) {
  return oncePerSession(
    async (session, name): Promise<Map<string, PolicyDocument>> => {
      const names = await listOrNone(
        marker => POLICY_READS[kind].inlineNames(session, name, marker),
        answer => answer.PolicyNames,
      );
      const documents = await Promise.all(
        names.map(async (policyName): Promise<[string, PolicyDocument][]> => {
          const document = await readInline(
            session,
            { kind, name },
            policyName,
          );
          // It may have been deleted meanwhile.
          return document ? [[policyName, document]] : [];
        }),
      );
      return new Map(documents.flat());
    },
  );
}

/** All inline policies of a role by name; empty for a role that doesn't exist. */
export const readInlinePolicies = inlinePoliciesOf('role');

/** The same for groups and users, and their ARNs; one that doesn't exist has no ARN and no policies. */
export const PEOPLE_READS = {
  group: {
    readArn: readGroupArn,
    readAttached: attachedPoliciesOf('group'),
    readInline: inlinePoliciesOf('group'),
  },
  user: {
    readArn: readUserArn,
    readAttached: attachedPoliciesOf('user'),
    readInline: inlinePoliciesOf('user'),
  },
};

/** One inline policy of a role, read anew each time; `undefined` if there is none. */
export async function readInlinePolicy(
  session: AwsSession,
  roleName: string,
  policyName: string,
): Promise<PolicyDocument | undefined> {
  return readInline(session, { kind: 'role', name: roleName }, policyName);
}

async function readInline(
  session: AwsSession,
  { kind, name }: PolicyEntity,
  policyName: string,
): Promise<PolicyDocument | undefined> {
  const answer = await unlessNone(
    POLICY_READS[kind].inline(session, name, policyName),
  );
  return (
    answer &&
    decodedPolicy(
      answer.PolicyDocument,
      `inline policy ${policyName} of ${kind} ${name}`,
    )
  );
}

/** A managed policy by ARN; `undefined` if there is none. */
export const readManagedPolicy = oncePerSession(
  async (session, policyArn): Promise<IamPolicy | undefined> => {
    const answer = await unlessNone(
      session.iam.read(new GetPolicyCommand({ PolicyArn: policyArn })),
    );
    const policy = answer?.Policy;
    if (!policy) {
      return undefined;
    }
    const version = await session.iam.read(
      new GetPolicyVersionCommand({
        PolicyArn: policyArn,
        VersionId: policy.DefaultVersionId,
      }),
    );
    return {
      arn: policyArn,
      document: decodedPolicy(version.PolicyVersion?.Document, policyArn),
      tags: tagMap(policy.Tags),
    };
  },
  outdatedPolicy,
);

/** The versions of a managed policy, oldest first, with the default one marked. */
export async function readPolicyVersions(
  session: AwsSession,
  policyArn: string,
): Promise<{ versionId: string; isDefault: boolean }[]> {
  const versions = await allPages(
    marker =>
      session.iam.read(
        new ListPolicyVersionsCommand({ PolicyArn: policyArn, Marker: marker }),
      ),
    answer => answer.Versions,
  );
  return versions
    .map(version => ({
      versionId: version.VersionId ?? '',
      isDefault: version.IsDefaultVersion ?? false,
    }))
    .sort((a, b) => versionNumber(a.versionId) - versionNumber(b.versionId));
}

/** The holders of a managed policy; empty for a policy that doesn't exist. */
export const readPolicyEntities = oncePerSession(
  (session, policyArn): Promise<PolicyEntity[]> =>
    listOrNone(
      marker =>
        session.iam.read(
          new ListEntitiesForPolicyCommand({
            PolicyArn: policyArn,
            PolicyUsageFilter: 'PermissionsPolicy',
            Marker: marker,
          }),
        ),
      ({ PolicyRoles = [], PolicyGroups = [], PolicyUsers = [] }) => [
        ...PolicyRoles.map(({ RoleName }) => entity('role', RoleName)),
        ...PolicyGroups.map(({ GroupName }) => entity('group', GroupName)),
        ...PolicyUsers.map(({ UserName }) => entity('user', UserName)),
      ],
    ),
  outdatedEntities,
);

function entity(kind: PolicyEntity['kind'], name: string = ''): PolicyEntity {
  return { kind, name };
}

/** Whether the account has a SAML provider with that ARN. */
export const hasSamlProvider = oncePerSession(async (session, arn) => {
  const answer = await unlessNone(
    session.iam.read(new GetSAMLProviderCommand({ SAMLProviderArn: arn })),
  );
  return answer !== undefined;
});

/**
 * The audiences that an OIDC provider of the account accepts tokens for (AWS calls
 * them client ids); `undefined` if there is no such provider.
 */
export const readOidcAudiences = oncePerSession(async (session, arn) => {
  const answer = await unlessNone(
    session.iam.read(
      new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }),
    ),
  );
  return answer && (answer.ClientIDList ?? []);
});

/** The account's own IAM quotas; see {@link IamQuotas}. */
export const readIamQuotas = oncePerSession(
  async (session): Promise<IamQuotas> => {
    const { SummaryMap } = await session.iam.read(
      new GetAccountSummaryCommand({}),
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
);

/** The answer; `undefined` if IAM has no such role, policy, user, group or provider. */
function unlessNone<T>(answer: Promise<T>): Promise<T | undefined> {
  return unlessAbsent(answer, 'NoSuchEntityException');
}

/** All items of a listing; empty if their parent doesn't exist. */
async function listOrNone<P extends { Marker?: string }, T>(
  ...listing: Parameters<typeof allPages<P, T>>
): Promise<T[]> {
  return (await unlessNone(allPages(...listing))) ?? [];
}

function versionNumber(versionId: string): number {
  return Number(versionId.replace(/^v/, ''));
}

/** IAM sends policy documents URL-encoded (RFC 3986). */
function decodedPolicy(text: string | undefined, where: string) {
  return parsePolicyDocument(decodeURIComponent(text ?? ''), where);
}

function tagMap(tags: Tag[] | undefined): Record<string, string> {
  return Object.fromEntries(
    (tags ?? []).map(tag => [tag.Key ?? '', tag.Value ?? '']),
  );
}
