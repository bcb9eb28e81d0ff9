import {
  Preset,
  Principal,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Assignee } from '../../aws/identityCenterReads';
import { UsersState } from './read';
import { nameOf, UsersWanted } from './wanted';

/*
 * Types and no interfaces, so that they pass as JSON objects: they are outputs of
 * an action.
 */

/** A principal and what gives it a preset. */
export type PrincipalGrant = {
  type: Principal['type'];
  /** Name of the permission set, role, group or user. */
  name: string;
  /**
   * ARN of the role, group, user or permission set that has the policy. Absent
   * where a permission set is only planned.
   */
  arn?: string;
  /** Who has the permission set in the account. */
  assignTo?: Assignee[];
};

/** Who has a preset. */
export type UserGrant = {
  preset: Preset;
  policyArn: string;
  principals: PrincipalGrant[];
};

/** What people have once the plan is carried out. */
export function userGrants(
  { users }: UsersWanted,
  state: UsersState,
): UserGrant[] {
  return users.map(({ preset, principals }) => ({
    preset,
    policyArn:
      state.policies.find(policy => policy.preset === preset)?.arn ?? '',
    principals: principals.map(principal => grantOf(principal, state)),
  }));
}

function grantOf(
  principal: Principal,
  { holders, permissionSets }: UsersState,
): PrincipalGrant {
  const name = nameOf(principal);
  const named = { type: principal.type, name };
  if (principal.type === 'permission-set') {
    const arn = permissionSets.sets.find(
      ({ wanted }) => wanted?.principal.name === name,
    )?.arn;
    return {
      ...named,
      ...(arn ? { arn } : {}),
      assignTo: principal.assignTo,
    };
  }
  const arn = holders.find(
    ({ wanted }) =>
      wanted?.principal.type === principal.type &&
      nameOf(wanted.principal) === name,
  )?.arn;
  return { ...named, ...(arn ? { arn } : {}) };
}
