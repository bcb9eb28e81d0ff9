import { Part } from '../shared/part';
import { heldInIam } from '../shared/heldInIam';
import { planUsers } from './plan';
import { readUsersState, UsersState } from './read';
import { AddedUsers, planUsersRevoke, readAddedUsers } from './revoke';
import { mergeUsers, UsersRequest, UsersWanted, wantedUsers } from './wanted';
import { signIns, userGrants } from './userGrants';

/** The people who may use Personalize and pass it the role. */
export const usersPart: Part<
  UsersRequest,
  UsersWanted,
  UsersState,
  AddedUsers
> = {
  name: 'users',

  wanted: wantedUsers,

  read: readUsersState,

  plan: planUsers,

  outputs(wanted, state) {
    const users = userGrants(wanted, state);
    return { users, signIns: signIns(wanted.role.accountId, users) };
  },

  requestedAccess: ({ users, keepOthers }, { team }, { asked }) => ({
    users: {
      users: keepOthers ? mergeUsers(asked.users?.users ?? [], users) : users,
      team,
    },
  }),

  expectedAccess: ({ users }) =>
    users ? { users: users.users, team: users.team } : {},

  heldNow: heldInIam,

  readAdded: readAddedUsers,

  planRevoke: planUsersRevoke,
};
