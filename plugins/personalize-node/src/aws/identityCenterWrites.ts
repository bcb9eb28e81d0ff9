import {
  AttachCustomerManagedPolicyReferenceToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  DeleteAccountAssignmentCommand,
  DeletePermissionSetCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  DescribeAccountAssignmentDeletionStatusCommand,
  DescribePermissionSetProvisioningStatusCommand,
  DetachCustomerManagedPolicyReferenceFromPermissionSetCommand,
  ProvisionPermissionSetCommand,
} from '@aws-sdk/client-sso-admin';
import { MetadataBearer } from '@smithy/types';
import { AwsSession } from '../accounts/awsSession';
import { awsRead, awsWrite, PassingError, retryWhile } from './awsCall';
import { AwsCall } from './awsError';
import { openIdentityCenter } from './identityCenterInstance';
import { ProcessStatus, untilSucceeded } from './identityCenterProcess';
import { Assignee, PolicyReference } from './identityCenterReads';

/** It makes one change of a permission set at a time, and asks to come again. */
const IDENTITY_CENTER_IS_BUSY: PassingError = {
  why: 'Identity Center is busy with another change of the permission set',
  is: error => error.awsError === 'ConflictException',
};

/** What a new permission set is born with. */
export interface NewPermissionSet {
  name: string;
  description: string;
  tags: Record<string, string>;
}

/**
 * sso-admin:CreatePermissionSet, with AWS's own session duration of an hour
 *
 * @returns its ARN
 */
export async function createPermissionSet(
  session: AwsSession,
  set: NewPermissionSet,
): Promise<string> {
  const { client, instanceArn } = await openIdentityCenter(session);
  const answer = await awsWrite(
    session,
    {
      operation: 'sso-admin:CreatePermissionSet',
      resource: `permission set ${set.name}`,
    },
    () =>
      client.send(
        new CreatePermissionSetCommand({
          InstanceArn: instanceArn,
          Name: set.name,
          Description: set.description,
          Tags: Object.entries(set.tags).map(([Key, Value]) => ({
            Key,
            Value,
          })),
        }),
      ),
  );
  return answer.PermissionSet?.PermissionSetArn ?? '';
}

/** sso-admin:DeletePermissionSet; nothing may be assigned any more. */
export async function deletePermissionSet(
  session: AwsSession,
  arn: string,
): Promise<void> {
  const { client, instanceArn } = await openIdentityCenter(session);
  await changeSet(
    session,
    { operation: 'sso-admin:DeletePermissionSet', resource: arn },
    () =>
      client.send(
        new DeletePermissionSetCommand({
          InstanceArn: instanceArn,
          PermissionSetArn: arn,
        }),
      ),
  );
}

/** sso-admin:AttachCustomerManagedPolicyReferenceToPermissionSet */
export async function attachPolicyReference(
  session: AwsSession,
  arn: string,
  { name, path }: PolicyReference,
): Promise<void> {
  const { client, instanceArn } = await openIdentityCenter(session);
  await changeSet(
    session,
    {
      operation:
        'sso-admin:AttachCustomerManagedPolicyReferenceToPermissionSet',
      resource: `${path}${name} in ${arn}`,
    },
    () =>
      client.send(
        new AttachCustomerManagedPolicyReferenceToPermissionSetCommand({
          InstanceArn: instanceArn,
          PermissionSetArn: arn,
          CustomerManagedPolicyReference: { Name: name, Path: path },
        }),
      ),
  );
}

/** sso-admin:DetachCustomerManagedPolicyReferenceFromPermissionSet */
export async function detachPolicyReference(
  session: AwsSession,
  arn: string,
  { name, path }: PolicyReference,
): Promise<void> {
  const { client, instanceArn } = await openIdentityCenter(session);
  await changeSet(
    session,
    {
      operation:
        'sso-admin:DetachCustomerManagedPolicyReferenceFromPermissionSet',
      resource: `${path}${name} in ${arn}`,
    },
    () =>
      client.send(
        new DetachCustomerManagedPolicyReferenceFromPermissionSetCommand({
          InstanceArn: instanceArn,
          PermissionSetArn: arn,
          CustomerManagedPolicyReference: { Name: name, Path: path },
        }),
      ),
  );
}

/**
 * sso-admin:CreateAccountAssignment in the session's account, which provisions
 * the set there, and waits until that is done.
 */
export async function createAssignment(
  session: AwsSession,
  arn: string,
  assignee: Assignee,
): Promise<void> {
  const { client, instanceArn } = await openIdentityCenter(session);
  await carryThrough(
    session,
    {
      operation: 'sso-admin:CreateAccountAssignment',
      resource: assignmentName(session, arn, assignee),
    },
    () =>
      client.send(
        new CreateAccountAssignmentCommand(
          assignmentOf(session, instanceArn, arn, assignee),
        ),
      ),
    {
      statusOf: answer => answer.AccountAssignmentCreationStatus,
      operation: 'sso-admin:DescribeAccountAssignmentCreationStatus',
      async look(requestId, options) {
        const answer = await client.send(
          new DescribeAccountAssignmentCreationStatusCommand({
            InstanceArn: instanceArn,
            AccountAssignmentCreationRequestId: requestId,
          }),
          options,
        );
        return answer.AccountAssignmentCreationStatus;
      },
    },
  );
}

/** sso-admin:DeleteAccountAssignment in the session's account; waits until it is done. */
export async function deleteAssignment(
  session: AwsSession,
  arn: string,
  assignee: Assignee,
): Promise<void> {
  const { client, instanceArn } = await openIdentityCenter(session);
  await carryThrough(
    session,
    {
      operation: 'sso-admin:DeleteAccountAssignment',
      resource: assignmentName(session, arn, assignee),
    },
    () =>
      client.send(
        new DeleteAccountAssignmentCommand(
          assignmentOf(session, instanceArn, arn, assignee),
        ),
      ),
    {
      statusOf: answer => answer.AccountAssignmentDeletionStatus,
      operation: 'sso-admin:DescribeAccountAssignmentDeletionStatus',
      async look(requestId, options) {
        const answer = await client.send(
          new DescribeAccountAssignmentDeletionStatusCommand({
            InstanceArn: instanceArn,
            AccountAssignmentDeletionRequestId: requestId,
          }),
          options,
        );
        return answer.AccountAssignmentDeletionStatus;
      },
    },
  );
}

/**
 * sso-admin:ProvisionPermissionSet in the session's account, so that what was
 * changed in the set is so there too; waits until it is done.
 */
export async function provisionPermissionSet(
  session: AwsSession,
  arn: string,
): Promise<void> {
  const { client, instanceArn } = await openIdentityCenter(session);
  await carryThrough(
    session,
    {
      operation: 'sso-admin:ProvisionPermissionSet',
      resource: `${arn} in account ${session.accountId}`,
    },
    () =>
      client.send(
        new ProvisionPermissionSetCommand({
          InstanceArn: instanceArn,
          PermissionSetArn: arn,
          TargetType: 'AWS_ACCOUNT',
          TargetId: session.accountId,
        }),
      ),
    {
      statusOf: answer => answer.PermissionSetProvisioningStatus,
      operation: 'sso-admin:DescribePermissionSetProvisioningStatus',
      async look(requestId, options) {
        const answer = await client.send(
          new DescribePermissionSetProvisioningStatusCommand({
            InstanceArn: instanceArn,
            ProvisionPermissionSetRequestId: requestId,
          }),
          options,
        );
        return answer.PermissionSetProvisioningStatus;
      },
    },
  );
}

/** How far Identity Center is, by its first answer and when it is asked. */
interface Progress<Answer> {
  statusOf(answer: Answer): ProcessStatus | undefined;
  /** Of the call that asks. */
  operation: string;
  look(
    requestId: string,
    options: { abortSignal: AbortSignal },
  ): Promise<ProcessStatus | undefined>;
}

/**
 * Has Identity Center take something on, and waits until it is done.
 *
 * @param start - sends the command
 */
async function carryThrough<Answer extends MetadataBearer>(
  session: AwsSession,
  call: AwsCall,
  start: () => Promise<Answer>,
  { statusOf, operation, look }: Progress<Answer>,
): Promise<void> {
  const first = await changeSet(session, call, start);
  await untilSucceeded(session, call, statusOf(first), requestId =>
    awsRead(session, { ...call, operation }, options =>
      look(requestId, options),
    ),
  );
}

/** Makes a change of a permission set, again while it is busy with another. */
async function changeSet<T extends MetadataBearer>(
  session: AwsSession,
  call: AwsCall,
  send: () => Promise<T>,
): Promise<T> {
  return retryWhile(session, IDENTITY_CENTER_IS_BUSY, () =>
    awsWrite(session, call, send),
  );
}

function assignmentOf(
  { accountId }: AwsSession,
  instanceArn: string,
  arn: string,
  { kind, id }: Assignee,
) {
  return {
    InstanceArn: instanceArn,
    PermissionSetArn: arn,
    TargetType: 'AWS_ACCOUNT' as const,
    TargetId: accountId,
    PrincipalType: kind === 'group' ? ('GROUP' as const) : ('USER' as const),
    PrincipalId: id,
  };
}

function assignmentName(
  { accountId }: AwsSession,
  arn: string,
  { kind, id }: Assignee,
): string {
  return `${kind} ${id} for ${arn} in account ${accountId}`;
}
