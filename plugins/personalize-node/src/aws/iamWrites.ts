import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import {
  PolicyDocument,
  policyText,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from './awsSession';
import { PolicyEntity } from './iam';
import { readPolicyVersions } from './iamReads';
import { PassingError, retryWhile } from './retry';

/** IAM rejects simultaneous changes of one role or policy. */
export const IAM_IS_BUSY: PassingError = {
  why: 'IAM is busy with another change',
  is: error => error.awsError === 'ConcurrentModificationException',
};

/**
 * Makes a write that doesn't depend on an earlier read, so it can be repeated while
 * IAM is busy. A policy document depends on what was read: its writer has to read
 * again first.
 */
async function unlessBusy(
  session: AwsSession,
  write: (iam: AwsSession['iam']) => Promise<unknown>,
): Promise<void> {
  await retryWhile(session, IAM_IS_BUSY, () => write(session.iam));
}

/** The initial state of a new role. */
export interface NewRole {
  roleName: string;
  path: string;
  trustPolicy: PolicyDocument;
  description?: string;
  permissionsBoundary?: string;
  maxSessionDuration?: number;
  tags: Record<string, string>;
}

/** iam:CreateRole */
export async function createRole(
  session: AwsSession,
  role: NewRole,
): Promise<void> {
  await unlessBusy(session, iam =>
    iam.write(
      new CreateRoleCommand({
        RoleName: role.roleName,
        Path: role.path,
        AssumeRolePolicyDocument: policyText(role.trustPolicy),
        Description: role.description,
        PermissionsBoundary: role.permissionsBoundary,
        MaxSessionDuration: role.maxSessionDuration,
        Tags: tagList(role.tags),
      }),
    ),
  );
}

/** iam:UpdateRole; sets both because AWS clears an omitted description. */
export async function updateRole(
  session: AwsSession,
  roleName: string,
  settings: { description?: string; maxSessionDuration?: number },
): Promise<void> {
  await unlessBusy(session, iam =>
    iam.write(
      new UpdateRoleCommand({
        RoleName: roleName,
        Description: settings.description,
        MaxSessionDuration: settings.maxSessionDuration,
      }),
    ),
  );
}

/** iam:TagRole */
export async function tagRole(
  session: AwsSession,
  roleName: string,
  tags: Record<string, string>,
): Promise<void> {
  await unlessBusy(session, iam =>
    iam.write(new TagRoleCommand({ RoleName: roleName, Tags: tagList(tags) })),
  );
}

/** iam:DeleteRole; everything must be detached first. */
export async function deleteRole(
  session: AwsSession,
  roleName: string,
): Promise<void> {
  await unlessBusy(session, iam =>
    iam.write(new DeleteRoleCommand({ RoleName: roleName })),
  );
}

/** iam:UpdateAssumeRolePolicy */
export async function putTrustPolicy(
  session: AwsSession,
  roleName: string,
  document: PolicyDocument,
): Promise<void> {
  await session.iam.write(
    new UpdateAssumeRolePolicyCommand({
      RoleName: roleName,
      PolicyDocument: policyText(document),
    }),
  );
}

/** iam:PutRolePolicy */
export async function putInlinePolicy(
  session: AwsSession,
  roleName: string,
  policyName: string,
  document: PolicyDocument,
): Promise<void> {
  await session.iam.write(
    new PutRolePolicyCommand({
      RoleName: roleName,
      PolicyName: policyName,
      PolicyDocument: policyText(document),
    }),
  );
}

/** iam:DeleteRolePolicy */
export async function deleteInlinePolicy(
  session: AwsSession,
  roleName: string,
  policyName: string,
): Promise<void> {
  await session.iam.write(
    new DeleteRolePolicyCommand({ RoleName: roleName, PolicyName: policyName }),
  );
}

/** iam:CreatePolicy */
export async function createPolicy(
  session: AwsSession,
  policy: {
    name: string;
    path: string;
    document: PolicyDocument;
    tags: Record<string, string>;
  },
): Promise<void> {
  await unlessBusy(session, iam =>
    iam.write(
      new CreatePolicyCommand({
        PolicyName: policy.name,
        Path: policy.path,
        PolicyDocument: policyText(policy.document),
        Tags: tagList(policy.tags),
      }),
    ),
  );
}

/** IAM keeps five versions of a managed policy. */
const MAX_VERSIONS = 5;

/**
 * iam:CreatePolicyVersion, as the default. If five versions exist already, first
 * deletes the oldest that isn't the default.
 */
export async function putManagedPolicy(
  session: AwsSession,
  policyArn: string,
  document: PolicyDocument,
): Promise<void> {
  const versions = await readPolicyVersions(session, policyArn);
  const oldest = versions.find(version => !version.isDefault);
  if (versions.length >= MAX_VERSIONS && oldest) {
    await deletePolicyVersion(session, policyArn, oldest.versionId);
  }
  await session.iam.write(
    new CreatePolicyVersionCommand({
      PolicyArn: policyArn,
      PolicyDocument: policyText(document),
      SetAsDefault: true,
    }),
  );
}

/** iam:DeletePolicy, with all its versions. */
export async function deleteManagedPolicy(
  session: AwsSession,
  policyArn: string,
): Promise<void> {
  await unlessBusy(session, async iam => {
    for (const version of await readPolicyVersions(session, policyArn)) {
      if (!version.isDefault) {
        await deletePolicyVersion(session, policyArn, version.versionId);
      }
    }
    await iam.write(new DeletePolicyCommand({ PolicyArn: policyArn }));
  });
}

async function deletePolicyVersion(
  session: AwsSession,
  policyArn: string,
  versionId: string,
): Promise<void> {
  await session.iam.write(
    new DeletePolicyVersionCommand({
      PolicyArn: policyArn,
      VersionId: versionId,
    }),
  );
}

/** How to attach a managed policy to a role, group or user, and detach it. */
type AttachmentWrites = Record<
  PolicyEntity['kind'],
  (iam: AwsSession['iam'], name: string, policyArn: string) => Promise<unknown>
>;

const ATTACH: AttachmentWrites = {
  role: (iam, RoleName, PolicyArn) =>
    iam.write(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
  group: (iam, GroupName, PolicyArn) =>
    iam.write(new AttachGroupPolicyCommand({ GroupName, PolicyArn })),
  user: (iam, UserName, PolicyArn) =>
    iam.write(new AttachUserPolicyCommand({ UserName, PolicyArn })),
};

const DETACH: AttachmentWrites = {
  role: (iam, RoleName, PolicyArn) =>
    iam.write(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
  group: (iam, GroupName, PolicyArn) =>
    iam.write(new DetachGroupPolicyCommand({ GroupName, PolicyArn })),
  user: (iam, UserName, PolicyArn) =>
    iam.write(new DetachUserPolicyCommand({ UserName, PolicyArn })),
};

/** iam:AttachRolePolicy, iam:AttachGroupPolicy or iam:AttachUserPolicy */
export async function attachPolicy(
  session: AwsSession,
  { kind, name }: PolicyEntity,
  policyArn: string,
): Promise<void> {
  await unlessBusy(session, iam => ATTACH[kind](iam, name, policyArn));
}

/** iam:DetachRolePolicy, iam:DetachGroupPolicy or iam:DetachUserPolicy */
export async function detachPolicy(
  session: AwsSession,
  { kind, name }: PolicyEntity,
  policyArn: string,
): Promise<void> {
  await unlessBusy(session, iam => DETACH[kind](iam, name, policyArn));
}

function tagList(tags: Record<string, string>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
