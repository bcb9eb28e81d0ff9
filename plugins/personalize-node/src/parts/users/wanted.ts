import {
  forcedBoundary,
  GrantUsersRequest,
  Holding,
  Isolation,
  PeopleRolePrincipal,
  PermissionSetPrincipal,
  Preset,
  Principal,
  RoleTarget,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { isCreatedRole } from '../../accounts/rolesOnRecord';
import { PartContext, SetupAccess } from '../part';
import { isolationOf, refuseOtherLimits } from './isolation';

/** The people that shall have access. */
export interface UsersWanted {
  /** The service role, which most presets let people pass to Personalize. */
  role: RoleTarget;
  /** A principal that is named twice has the same settings each time. */
  users: UserAccess[];
  /**
   * Whether people who have access and aren't listed keep it. Without it the list
   * is of all people.
   */
  keepOthers: boolean;
  /**
   * Roles for people that are on record to have been created, beside those that
   * have the policy of a preset; those that aren't asked for and that nothing else
   * hangs on are deleted.
   */
  recordedRoles?: RecordedRole[];
  /** ARN of the boundary that roles for people have to have, if any. */
  permissionsBoundary?: string;
  /** Tags that the service role will have, where it doesn't exist yet. */
  tags: Record<string, string>;
  /** How teams are kept apart; without it `account`. */
  isolation?: Isolation;
  /** Entity ref of the group whose resources alone people reach, where `isolation` is `tags`. */
  team?: string;
  /** Entity refs of the other groups that use the account and Region, or may. */
  otherTeams?: readonly string[];
}

/** A role for people as the ledger knows it. */
export interface RecordedRole {
  roleName: string;
  /** Its unique id, where it is known: a role of that name may be another by now. */
  roleId?: string;
}

/** The people that are asked for, alone or with a whole set-up. */
export type UsersRequest = Pick<GrantUsersRequest, 'role' | 'users'> &
  Partial<
    Pick<GrantUsersRequest, 'keepOthers'> & Pick<SetupAccess, 'settings'>
  >;

/**
 * The people that are wanted.
 *
 * @throws InvalidRequestError, ConflictError where they can't be limited as
 * `personalize.isolation` says
 */
export function wantedUsers(
  { role, users, keepOthers = false, settings }: UsersRequest,
  context: PartContext,
): UsersWanted {
  const isolation = isolationOf(role, users, context);
  if (keepOthers) {
    refuseOtherLimits(users, isolation.team, context.record);
  }
  return {
    role,
    users,
    keepOthers,
    ...isolation,
    recordedRoles: context.record.holdings.flatMap(recordedRole),
    // A person's own choice of a boundary is for the service role alone.
    permissionsBoundary: forcedBoundary(role, context.guardrails),
    tags: settings?.tags ?? {},
  };
}

/** A role for people that was created. */
function recordedRole(holding: Holding): RecordedRole[] {
  const { part, resource, readBack } = holding;
  const roleId = readBack?.roleId;
  return part === 'users' && isCreatedRole(holding)
    ? [
        {
          roleName: resource.split('/').at(-1) ?? '',
          ...(typeof roleId === 'string' ? { roleId } : {}),
        },
      ]
    : [];
}

/** A principal that has at least one preset. */
export interface WantedPrincipal<P extends Principal = Principal> {
  principal: P;
  presets: Preset[];
  /** Path of its first entry in the request, for messages. */
  field: string;
}

/** Each principal once, with all its presets. */
export function wantedPrincipals({
  users,
}: Pick<UsersWanted, 'users'>): WantedPrincipal[] {
  const united = new Map<string, WantedPrincipal>();
  for (const [index, { preset, principals }] of users.entries()) {
    for (const [place, principal] of principals.entries()) {
      const key = JSON.stringify([principal.type, nameOf(principal)]);
      const known = united.get(key);
      united.set(key, {
        principal,
        presets: [...(known?.presets ?? []), preset],
        field: known?.field ?? `users[${index}].principals[${place}]`,
      });
    }
  }
  return [...united.values()];
}

/** What a principal is called in AWS. */
export function nameOf(principal: Principal): string {
  return 'roleName' in principal ? principal.roleName : principal.name;
}

/** Tells the principals that are roles of the account. */
export function isPeopleRole(
  wanted: WantedPrincipal,
): wanted is WantedPrincipal<PeopleRolePrincipal> {
  return 'roleName' in wanted.principal;
}

/** Tells the principals that are permission sets. */
export function isPermissionSet(
  wanted: WantedPrincipal,
): wanted is WantedPrincipal<PermissionSetPrincipal> {
  return wanted.principal.type === 'permission-set';
}
