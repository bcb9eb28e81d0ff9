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
import { AwsSession } from './awsSession';
import { AwsCall } from './awsError';
import { operationOf } from './awsCall';
import { ProcessStatus, untilSucceeded } from './identityCenterProcess';
import {
  Assignee,
  openIdentityCenter,
  PolicyReference,
} from './identityCenterReads';
import { PassingError, retryWhile } from './retry';

/** It makes one change of a permission set at a time, and rejects others for the moment. */
const IDENTITY_CENTER_IS_BUSY: PassingError = {
  why: 'Identity Center is busy with another change of the permission set',
  is: error => error.awsError === 'ConflictException',
};

/** The initial state of a new permission set. */
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
  const { sso, instanceArn } = await openIdentityCenter(session);
  const answer = await sso.write(
    new CreatePermissionSetCommand({
      InstanceArn: instanceArn,
      Name: set.name,
      Description: set.description,
      Tags: Object.entries(set.tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  return answer.PermissionSet?.PermissionSetArn ?? '';
}

/** sso-admin:DeletePermissionSet; it must have no assignments. */
export async function deletePermissionSet(
  session: AwsSession,
  arn: string,
): Promise<void> {
  const { sso, instanceArn } = await openIdentityCenter(session);
  await unlessBusy(session, () =>
    sso.write(
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
  const { sso, instanceArn } = await openIdentityCenter(session);
  await unlessBusy(session, () =>
    sso.write(
      new AttachCustomerManagedPolicyReferenceToPermissionSetCommand({
        InstanceArn: instanceArn,
        PermissionSetArn: arn,
        CustomerManagedPolicyReference: { Name: name, Path: path },
      }),
      `${path}${name} in ${arn}`,
    ),
  );
}

/** sso-admin:DetachCustomerManagedPolicyReferenceFromPermissionSet */
export async function detachPolicyReference(
  session: AwsSession,
  arn: string,
  { name, path }: PolicyReference,
): Promise<void> {
  const { sso, instanceArn } = await openIdentityCenter(session);
  await unlessBusy(session, () =>
    sso.write(
      new DetachCustomerManagedPolicyReferenceFromPermissionSetCommand({
        InstanceArn: instanceArn,
        PermissionSetArn: arn,
        CustomerManagedPolicyReference: { Name: name, Path: path },
      }),
      `${path}${name} in ${arn}`,
    ),
  );
}

/**
 * sso-admin:CreateAccountAssignment in the session's account, which provisions the
 * set there; waits until it is done.
 */
export async function createAssignment(
  session: AwsSession,
  arn: string,
  assignee: Assignee,
): Promise<void> {
  const { sso, instanceArn } = await openIdentityCenter(session);
  const resource = assignmentName(session, arn, assignee);
  const command = () =>
    new CreateAccountAssignmentCommand(
      assignmentOf(session, instanceArn, arn, assignee),
    );
  await carryThrough(session, {
    operation: operationOf(command()),
    resource,
    async start() {
      const answer = await sso.write(command(), resource);
      return answer.AccountAssignmentCreationStatus;
    },
    async look(requestId) {
      const answer = await sso.read(
        new DescribeAccountAssignmentCreationStatusCommand({
          InstanceArn: instanceArn,
          AccountAssignmentCreationRequestId: requestId,
        }),
        resource,
      );
      return answer.AccountAssignmentCreationStatus;
    },
  });
}

/** sso-admin:DeleteAccountAssignment in the session's account; waits until it is done. */
export async function deleteAssignment(
  session: AwsSession,
  arn: string,
  assignee: Assignee,
): Promise<void> {
  const { sso, instanceArn } = await openIdentityCenter(session);
  const resource = assignmentName(session, arn, assignee);
  const command = () =>
    new DeleteAccountAssignmentCommand(
      assignmentOf(session, instanceArn, arn, assignee),
    );
  await carryThrough(session, {
    operation: operationOf(command()),
    resource,
    async start() {
      const answer = await sso.write(command(), resource);
      return answer.AccountAssignmentDeletionStatus;
    },
    async look(requestId) {
      const answer = await sso.read(
        new DescribeAccountAssignmentDeletionStatusCommand({
          InstanceArn: instanceArn,
          AccountAssignmentDeletionRequestId: requestId,
        }),
        resource,
      );
      return answer.AccountAssignmentDeletionStatus;
    },
  });
}

/**
 * sso-admin:ProvisionPermissionSet in the session's account, so that changes to the
 * set take effect there too; waits until it is done.
 */
export async function provisionPermissionSet(
  session: AwsSession,
  arn: string,
): Promise<void> {
  const { sso, instanceArn } = await openIdentityCenter(session);
  const resource = `${arn} in account ${session.accountId}`;
  const command = () =>
    new ProvisionPermissionSetCommand({
      InstanceArn: instanceArn,
      PermissionSetArn: arn,
      TargetType: 'AWS_ACCOUNT',
      TargetId: session.accountId,
    });
  await carryThrough(session, {
    operation: operationOf(command()),
    resource,
    async start() {
      const answer = await sso.write(command(), resource);
      return answer.PermissionSetProvisioningStatus;
    },
    async look(requestId) {
      const answer = await sso.read(
        new DescribePermissionSetProvisioningStatusCommand({
          InstanceArn: instanceArn,
          ProvisionPermissionSetRequestId: requestId,
        }),
        resource,
      );
      return answer.PermissionSetProvisioningStatus;
    },
  });
}

/** An asynchronous operation of Identity Center. */
interface Process extends AwsCall {
  /** Starts it. */
  start(): Promise<ProcessStatus | undefined>;
  /** Reads its progress. */
  look(requestId: string): Promise<ProcessStatus | undefined>;
}

/** Starts an operation of Identity Center, and waits until it is done. */
async function carryThrough(
  session: AwsSession,
  { start, look, ...call }: Process,
): Promise<void> {
  const first = await unlessBusy(session, start);
  await untilSucceeded(session, call, first, look);
}

/** Makes a change of a permission set, and repeats it while the set is busy with another. */
function unlessBusy<T>(
  session: AwsSession,
  change: () => Promise<T>,
): Promise<T> {
  return retryWhile(session, IDENTITY_CENTER_IS_BUSY, change);
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
