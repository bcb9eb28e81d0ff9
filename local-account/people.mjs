// @ts-check
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreateUserCommand,
} from '@aws-sdk/client-iam';
import { accountId } from './clients.mjs';

const groups = ['data-scientists', 'analysts', 'operators'];

/** @type {Record<string, string[]>} */
const groupsOfUser = {
  ana: ['data-scientists'],
  ben: ['data-scientists', 'analysts'],
  chloe: ['analysts'],
  dmitri: ['operators'],
  // A user for a machine, which most accounts still have.
  'nightly-export': [],
};

/**
 * IAM groups and users.
 *
 * @param {import('@aws-sdk/client-iam').IAMClient} iam
 * @returns ARNs by name
 */
export async function seedPeople(iam) {
  const users = Object.keys(groupsOfUser);
  await Promise.all([
    ...groups.map(GroupName => iam.send(new CreateGroupCommand({ GroupName }))),
    ...users.map(UserName => iam.send(new CreateUserCommand({ UserName }))),
  ]);
  await Promise.all([
    iam.send(
      new AttachGroupPolicyCommand({
        GroupName: 'analysts',
        PolicyArn: 'arn:aws:iam::aws:policy/AmazonAthenaFullAccess',
      }),
    ),
    ...users.flatMap(UserName =>
      groupsOfUser[UserName].map(GroupName =>
        iam.send(new AddUserToGroupCommand({ GroupName, UserName })),
      ),
    ),
  ]);
  return {
    groups: byName(groups, 'group'),
    users: byName(users, 'user'),
  };
}

/**
 * @param {string[]} names
 * @param {'group' | 'user'} type
 */
function byName(names, type) {
  return Object.fromEntries(
    names.map(name => [name, `arn:aws:iam::${accountId}:${type}/${name}`]),
  );
}
