import {
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachUserPolicyCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { PolicyDocument } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { oncePerSession } from '../accounts/oncePerSession';
import { awsRead, unlessAbsent } from './awsCall';
import {
  listAll,
  NO_SUCH_ENTITY,
  policiesByName,
  policyArns,
} from './iamListing';
import { readInlineDocument } from './iamReads';
import { outdatedAttachments } from './iamOutdated';
import { iamWrite } from './iamWrites';

/** A user as IAM holds it, as far as it decides what the user may do. */
export interface IamUser {
  arn: string;
  /** ARN of the boundary policy. */
  permissionsBoundary: string | undefined;
}

/** An IAM user by name; `undefined` where there is none. */
export const readUser = oncePerSession(
  async (session, userName): Promise<IamUser | undefined> => {
    const answer = await unlessAbsent(
      awsRead(
        session,
        { operation: 'iam:GetUser', resource: `user ${userName}` },
        options =>
          session.iam.send(new GetUserCommand({ UserName: userName }), options),
      ),
      NO_SUCH_ENTITY,
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

/** The ARN of an IAM user by name; `undefined` where there is none. */
export async function readUserArn(
  session: AwsSession,
  userName: string,
): Promise<string | undefined> {
  return (await readUser(session, userName))?.arn;
}

/** The ARN of an IAM group by name; `undefined` where there is none. */
export const readGroupArn = oncePerSession(
  async (session, groupName): Promise<string | undefined> => {
    const answer = await unlessAbsent(
      awsRead(
        session,
        { operation: 'iam:GetGroup', resource: `group ${groupName}` },
        options =>
          session.iam.send(
            // Its members come along; one is enough.
            new GetGroupCommand({ GroupName: groupName, MaxItems: 1 }),
            options,
          ),
      ),
      NO_SUCH_ENTITY,
    );
    return answer?.Group?.Arn;
  },
);

/** ARNs of the managed policies attached to a user; none for a user that doesn't exist. */
export const readAttachedUserPolicies = oncePerSession(
  (session, userName): Promise<string[]> =>
    listAll(
      session,
      {
        operation: 'iam:ListAttachedUserPolicies',
        resource: `user ${userName}`,
      },
      async (marker, options) => {
        const { AttachedPolicies, Marker } = await session.iam.send(
          new ListAttachedUserPoliciesCommand({
            UserName: userName,
            Marker: marker,
          }),
          options,
        );
        return { items: policyArns(AttachedPolicies), next: Marker };
      },
    ),
  outdatedAttachments('user'),
);

/** Names of the groups that a user is in; none for a user that doesn't exist. */
export const readUserGroups = oncePerSession(
  (session, userName): Promise<string[]> =>
    listAll(
      session,
      { operation: 'iam:ListGroupsForUser', resource: `user ${userName}` },
      async (marker, options) => {
        const { Groups = [], Marker } = await session.iam.send(
          new ListGroupsForUserCommand({ UserName: userName, Marker: marker }),
          options,
        );
        return {
          items: Groups.map(({ GroupName: name = '' }) => name),
          next: Marker,
        };
      },
    ),
);

/** ARNs of the managed policies attached to a group; none for a group that doesn't exist. */
export const readAttachedGroupPolicies = oncePerSession(
  (session, groupName): Promise<string[]> =>
    listAll(
      session,
      {
        operation: 'iam:ListAttachedGroupPolicies',
        resource: `group ${groupName}`,
      },
      async (marker, options) => {
        const { AttachedPolicies, Marker } = await session.iam.send(
          new ListAttachedGroupPoliciesCommand({
            GroupName: groupName,
            Marker: marker,
          }),
          options,
        );
        return { items: policyArns(AttachedPolicies), next: Marker };
      },
    ),
  outdatedAttachments('group'),
);

/** All inline policies of a user by name; none for a user that doesn't exist. */
export const readInlineUserPolicies = oncePerSession(
  async (session, userName): Promise<Map<string, PolicyDocument>> => {
    const names = await listAll(
      session,
      { operation: 'iam:ListUserPolicies', resource: `user ${userName}` },
      async (marker, options) => {
        const { PolicyNames = [], Marker } = await session.iam.send(
          new ListUserPoliciesCommand({ UserName: userName, Marker: marker }),
          options,
        );
        return { items: PolicyNames, next: Marker };
      },
    );
    return policiesByName(names, name =>
      readInlineDocument(
        session,
        {
          operation: 'iam:GetUserPolicy',
          resource: `inline policy ${name} of user ${userName}`,
        },
        options =>
          session.iam.send(
            new GetUserPolicyCommand({ UserName: userName, PolicyName: name }),
            options,
          ),
      ),
    );
  },
);

/** All inline policies of a group by name; none for a group that doesn't exist. */
export const readInlineGroupPolicies = oncePerSession(
  async (session, groupName): Promise<Map<string, PolicyDocument>> => {
    const names = await listAll(
      session,
      { operation: 'iam:ListGroupPolicies', resource: `group ${groupName}` },
      async (marker, options) => {
        const { PolicyNames = [], Marker } = await session.iam.send(
          new ListGroupPoliciesCommand({
            GroupName: groupName,
            Marker: marker,
          }),
          options,
        );
        return { items: PolicyNames, next: Marker };
      },
    );
    return policiesByName(names, name =>
      readInlineDocument(
        session,
        {
          operation: 'iam:GetGroupPolicy',
          resource: `inline policy ${name} of group ${groupName}`,
        },
        options =>
          session.iam.send(
            new GetGroupPolicyCommand({
              GroupName: groupName,
              PolicyName: name,
            }),
            options,
          ),
      ),
    );
  },
);

/** iam:AttachUserPolicy */
export async function attachUserPolicy(
  session: AwsSession,
  userName: string,
  policyArn: string,
): Promise<void> {
  await iamWrite(
    session,
    {
      operation: 'iam:AttachUserPolicy',
      resource: `${policyArn} on user ${userName}`,
    },
    () =>
      session.iam.send(
        new AttachUserPolicyCommand({
          UserName: userName,
          PolicyArn: policyArn,
        }),
      ),
  );
}

/** iam:DetachUserPolicy */
export async function detachUserPolicy(
  session: AwsSession,
  userName: string,
  policyArn: string,
): Promise<void> {
  await iamWrite(
    session,
    {
      operation: 'iam:DetachUserPolicy',
      resource: `${policyArn} on user ${userName}`,
    },
    () =>
      session.iam.send(
        new DetachUserPolicyCommand({
          UserName: userName,
          PolicyArn: policyArn,
        }),
      ),
  );
}

/** iam:AttachGroupPolicy */
export async function attachGroupPolicy(
  session: AwsSession,
  groupName: string,
  policyArn: string,
): Promise<void> {
  await iamWrite(
    session,
    {
      operation: 'iam:AttachGroupPolicy',
      resource: `${policyArn} on group ${groupName}`,
    },
    () =>
      session.iam.send(
        new AttachGroupPolicyCommand({
          GroupName: groupName,
          PolicyArn: policyArn,
        }),
      ),
  );
}

/** iam:DetachGroupPolicy */
export async function detachGroupPolicy(
  session: AwsSession,
  groupName: string,
  policyArn: string,
): Promise<void> {
  await iamWrite(
    session,
    {
      operation: 'iam:DetachGroupPolicy',
      resource: `${policyArn} on group ${groupName}`,
    },
    () =>
      session.iam.send(
        new DetachGroupPolicyCommand({
          GroupName: groupName,
          PolicyArn: policyArn,
        }),
      ),
  );
}
