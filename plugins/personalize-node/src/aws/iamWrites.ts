import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import {
  PolicyDocument,
  policyText,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { MetadataBearer } from '@smithy/types';
import { AwsSession } from '../accounts/awsSession';
import { awsWrite, PassingError, retryWhile } from './awsCall';
import { AwsCall } from './awsError';
import { readPolicyVersions } from './iamReads';

/** IAM turns away changes of one role or policy that come at the same time. */
export const IAM_IS_BUSY: PassingError = {
  why: 'IAM is busy with another change',
  is: error => error.awsError === 'ConcurrentModificationException',
};

/**
 * Makes a write that rests on nothing read before, so that it can be made again
 * while IAM is busy. A policy document rests on what was read: whoever writes
 * one has to read again first.
 */
export async function iamWrite<T extends MetadataBearer>(
  session: AwsSession,
  call: AwsCall,
  send: () => Promise<T>,
): Promise<T> {
  return retryWhile(session, IAM_IS_BUSY, () => awsWrite(session, call, send));
}

/** What a new role is born with. */
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
  await iamWrite(
    session,
    { operation: 'iam:CreateRole', resource: `role ${role.roleName}` },
    () =>
      session.iam.send(
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

/** iam:UpdateRole; sets both, for AWS clears the description when it is left out. */
export async function updateRole(
  session: AwsSession,
  roleName: string,
  settings: { description?: string; maxSessionDuration?: number },
): Promise<void> {
  await iamWrite(
    session,
    { operation: 'iam:UpdateRole', resource: `role ${roleName}` },
    () =>
      session.iam.send(
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
  await iamWrite(
    session,
    { operation: 'iam:TagRole', resource: `role ${roleName}` },
    () =>
      session.iam.send(
        new TagRoleCommand({ RoleName: roleName, Tags: tagList(tags) }),
      ),
  );
}

/** iam:DeleteRole; everything must be detached before. */
export async function deleteRole(
  session: AwsSession,
  roleName: string,
): Promise<void> {
  await iamWrite(
    session,
    { operation: 'iam:DeleteRole', resource: `role ${roleName}` },
    () => session.iam.send(new DeleteRoleCommand({ RoleName: roleName })),
  );
}

/** iam:UpdateAssumeRolePolicy */
export async function putTrustPolicy(
  session: AwsSession,
  roleName: string,
  document: PolicyDocument,
): Promise<void> {
  await awsWrite(
    session,
    {
      operation: 'iam:UpdateAssumeRolePolicy',
      resource: `role ${roleName}`,
    },
    () =>
      session.iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: roleName,
          PolicyDocument: policyText(document),
        }),
      ),
  );
}

/** iam:PutRolePolicy */
export async function putInlinePolicy(
  session: AwsSession,
  roleName: string,
  policyName: string,
  document: PolicyDocument,
): Promise<void> {
  await awsWrite(
    session,
    {
      operation: 'iam:PutRolePolicy',
      resource: `inline policy ${policyName} of role ${roleName}`,
    },
    () =>
      session.iam.send(
        new PutRolePolicyCommand({
          RoleName: roleName,
          PolicyName: policyName,
          PolicyDocument: policyText(document),
        }),
      ),
  );
}

/** iam:DeleteRolePolicy */
export async function deleteInlinePolicy(
  session: AwsSession,
  roleName: string,
  policyName: string,
): Promise<void> {
  await awsWrite(
    session,
    {
      operation: 'iam:DeleteRolePolicy',
      resource: `inline policy ${policyName} of role ${roleName}`,
    },
    () =>
      session.iam.send(
        new DeleteRolePolicyCommand({
          RoleName: roleName,
          PolicyName: policyName,
        }),
      ),
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
  await iamWrite(
    session,
    { operation: 'iam:CreatePolicy', resource: `policy ${policy.name}` },
    () =>
      session.iam.send(
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
const KEPT_VERSIONS = 5;

/**
 * iam:CreatePolicyVersion, as the default. Where five versions are kept
 * already, the oldest that isn't in force goes first.
 */
export async function putManagedPolicy(
  session: AwsSession,
  policyArn: string,
  document: PolicyDocument,
): Promise<void> {
  const versions = await readPolicyVersions(session, policyArn);
  const oldest = versions.find(version => !version.isDefault);
  if (versions.length >= KEPT_VERSIONS && oldest) {
    await deletePolicyVersion(session, policyArn, oldest.versionId);
  }
  await awsWrite(
    session,
    { operation: 'iam:CreatePolicyVersion', resource: policyArn },
    () =>
      session.iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn: policyArn,
          PolicyDocument: policyText(document),
          SetAsDefault: true,
        }),
      ),
  );
}

/** iam:DeletePolicy, with all its versions. */
export async function deleteManagedPolicy(
  session: AwsSession,
  policyArn: string,
): Promise<void> {
  await retryWhile(session, IAM_IS_BUSY, async () => {
    for (const version of await readPolicyVersions(session, policyArn)) {
      if (!version.isDefault) {
        await deletePolicyVersion(session, policyArn, version.versionId);
      }
    }
    await awsWrite(
      session,
      { operation: 'iam:DeletePolicy', resource: policyArn },
      () => session.iam.send(new DeletePolicyCommand({ PolicyArn: policyArn })),
    );
  });
}

async function deletePolicyVersion(
  session: AwsSession,
  policyArn: string,
  versionId: string,
): Promise<void> {
  await awsWrite(
    session,
    { operation: 'iam:DeletePolicyVersion', resource: policyArn },
    () =>
      session.iam.send(
        new DeletePolicyVersionCommand({
          PolicyArn: policyArn,
          VersionId: versionId,
        }),
      ),
  );
}

/** iam:AttachRolePolicy */
export async function attachPolicy(
  session: AwsSession,
  roleName: string,
  policyArn: string,
): Promise<void> {
  await iamWrite(
    session,
    {
      operation: 'iam:AttachRolePolicy',
      resource: `${policyArn} on role ${roleName}`,
    },
    () =>
      session.iam.send(
        new AttachRolePolicyCommand({
          RoleName: roleName,
          PolicyArn: policyArn,
        }),
      ),
  );
}

/** iam:DetachRolePolicy */
export async function detachPolicy(
  session: AwsSession,
  roleName: string,
  policyArn: string,
): Promise<void> {
  await iamWrite(
    session,
    {
      operation: 'iam:DetachRolePolicy',
      resource: `${policyArn} on role ${roleName}`,
    },
    () =>
      session.iam.send(
        new DetachRolePolicyCommand({
          RoleName: roleName,
          PolicyArn: policyArn,
        }),
      ),
  );
}

function tagList(tags: Record<string, string>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
