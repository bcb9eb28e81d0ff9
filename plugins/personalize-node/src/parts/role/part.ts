import { roleArn } from '@personalize-portal/backstage-plugin-personalize-common';
import { Part } from '../shared/part';
import { heldInIam } from '../shared/heldInIam';
import { servicePolicyArn } from '../shared/roleStanding';
import { planRole } from './plan';
import { readRoleState, RoleState } from './read';
import { AddedRole, planRoleRevoke, readAddedRole } from './revoke';
import { RoleWanted } from './wanted';

/** The role itself and its managed service policy. */
export const rolePart: Part<RoleWanted, RoleWanted, RoleState, AddedRole> = {
  name: 'role',

  wanted: ({ role, settings }) => ({ role, settings }),

  read: readRoleState,

  plan: planRole,

  outputs: ({ role }) => ({
    roleArn: roleArn(role),
    roleName: role.roleName,
    policyArn: servicePolicyArn(role),
  }),

  requestedAccess: ({ settings }) => ({ role: { settings } }),

  expectedAccess: ({ role }, { settings }) => ({
    // An adopted role stays adopted. Only a new request can adopt another role in its place.
    settings: { ...settings, ...role?.settings, adopt: false },
  }),

  heldNow: heldInIam,
  readAdded: readAddedRole,
  planRevoke: planRoleRevoke,
};
