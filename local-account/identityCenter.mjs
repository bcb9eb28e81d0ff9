// @ts-check
import {
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateUserCommand,
} from '@aws-sdk/client-identitystore';
import {
  AttachManagedPolicyToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  ListInstancesCommand,
  ProvisionPermissionSetCommand,
} from '@aws-sdk/client-sso-admin';
import { accountId } from './clients.mjs';

const groups = ['Data Science', 'Analytics', 'Platform'];

/** @type {{ name: string, givenName: string, familyName: string, group: string }[]} */
const users = [
  {
    name: 'ana@example.org',
    givenName: 'Ana',
    familyName: 'Souza',
    group: 'Data Science',
  },
  {
    name: 'ben@example.org',
    givenName: 'Ben',
    familyName: 'Okafor',
    group: 'Data Science',
  },
  {
    name: 'chloe@example.org',
    givenName: 'Chloe',
    familyName: 'Martin',
    group: 'Analytics',
  },
];

/**
 * An instance with people, and one permission set that somebody else created:
 * it is provisioned, assigned, and without a tag of ours.
 *
 * @param {import('./clients.mjs').Clients} clients
 * @returns the instance, and ids by name
 */
export async function seedIdentityCenter({ ssoAdmin, identityStore }) {
  // The instance exists from the start, because no API creates one for an
  // organisation.
  const { Instances } = await ssoAdmin.send(new ListInstancesCommand({}));
  const { InstanceArn: instanceArn, IdentityStoreId: identityStoreId } =
    Instances?.[0] ?? {};
  if (!instanceArn || !identityStoreId) {
    throw new Error('There is no Identity Center instance');
  }

  const [groupIds, userIds, permissionSetArn] = await Promise.all([
    createGroups(identityStore, identityStoreId),
    createUsers(identityStore, identityStoreId),
    createForeignPermissionSet(ssoAdmin, instanceArn),
  ]);
  await Promise.all([
    ...users.map(({ name, group }) =>
      identityStore.send(
        new CreateGroupMembershipCommand({
          IdentityStoreId: identityStoreId,
          GroupId: groupIds[group],
          MemberId: { UserId: userIds[name] },
        }),
      ),
    ),
    ssoAdmin.send(
      new CreateAccountAssignmentCommand({
        InstanceArn: instanceArn,
        PermissionSetArn: permissionSetArn,
        TargetId: accountId,
        TargetType: 'AWS_ACCOUNT',
        PrincipalType: 'GROUP',
        PrincipalId: groupIds['Data Science'],
      }),
    ),
    ssoAdmin.send(
      new ProvisionPermissionSetCommand({
        InstanceArn: instanceArn,
        PermissionSetArn: permissionSetArn,
        TargetId: accountId,
        TargetType: 'AWS_ACCOUNT',
      }),
    ),
  ]);
  return {
    instanceArn,
    identityStoreId,
    groups: groupIds,
    users: userIds,
    permissionSets: { DataScientist: permissionSetArn },
  };
}

/**
 * @param {import('@aws-sdk/client-identitystore').IdentitystoreClient} identityStore
 * @param {string} identityStoreId
 */
async function createGroups(identityStore, identityStoreId) {
  return Object.fromEntries(
    await Promise.all(
      groups.map(async name => {
        const { GroupId } = await identityStore.send(
          new CreateGroupCommand({
            IdentityStoreId: identityStoreId,
            DisplayName: name,
          }),
        );
        return withId(name, GroupId);
      }),
    ),
  );
}

/**
 * @param {import('@aws-sdk/client-identitystore').IdentitystoreClient} identityStore
 * @param {string} identityStoreId
 */
async function createUsers(identityStore, identityStoreId) {
  return Object.fromEntries(
    await Promise.all(
      users.map(async ({ name, givenName, familyName }) => {
        const { UserId } = await identityStore.send(
          new CreateUserCommand({
            IdentityStoreId: identityStoreId,
            UserName: name,
            DisplayName: `${givenName} ${familyName}`,
            Name: { GivenName: givenName, FamilyName: familyName },
            Emails: [{ Value: name, Type: 'work', Primary: true }],
          }),
        );
        return withId(name, UserId);
      }),
    ),
  );
}

/**
 * @param {string} name
 * @param {string | undefined} id
 * @returns {[string, string]}
 */
function withId(name, id) {
  if (!id) {
    throw new Error(`${name} was created without an id`);
  }
  return [name, id];
}

/**
 * @param {import('@aws-sdk/client-sso-admin').SSOAdminClient} ssoAdmin
 * @param {string} instanceArn
 */
async function createForeignPermissionSet(ssoAdmin, instanceArn) {
  const { PermissionSet: permissionSet } = await ssoAdmin.send(
    new CreatePermissionSetCommand({
      InstanceArn: instanceArn,
      Name: 'DataScientist',
      Description: 'Notebooks and read access for data scientists',
      SessionDuration: 'PT8H',
      Tags: [{ Key: 'owner', Value: 'platform' }],
    }),
  );
  if (!permissionSet?.PermissionSetArn) {
    throw new Error('The permission set was created without an ARN');
  }
  await ssoAdmin.send(
    new AttachManagedPolicyToPermissionSetCommand({
      InstanceArn: instanceArn,
      PermissionSetArn: permissionSet.PermissionSetArn,
      ManagedPolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    }),
  );
  return permissionSet.PermissionSetArn;
}
