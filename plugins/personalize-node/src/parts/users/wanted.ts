import {
  Conflict,
  forcedBoundary,
  GrantUsersRequest,
  Holding,
  Isolation,
  PeopleRolePrincipal,
  PermissionSetPrincipal,
  Preset,
  Principal,
  Problem,
  RoleRecord,
  RoleTarget,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { isCreatedRole } from '../../aws/rolesOnRecord';
import { PartContext, PartWanted, SetupAccess } from '../shared/part';

/** The people who should have access. */
export interface UsersWanted extends PartWanted {
  /** A principal named twice has the same settings each time. */
  users: UserAccess[];
  /** Whether people with access who aren't listed keep it. Otherwise the list is complete. */
  keepOthers: boolean;
  /**
   * Roles for people that the record names as created, besides those with a preset
   * policy. Those that aren't requested are deleted if nothing else is attached.
   */
  recordedRoles?: RoleOnRecord[];
  /** ARN of the boundary that roles for people must have, if any. */
  permissionsBoundary?: string;
  /** The service role's tags, if it doesn't exist yet. */
  tags: Record<string, string>;
  /** How teams are separated; `account` by default. */
  isolation?: Isolation;
  /** Entity ref of the group whose resources people may use, if `isolation` is `tags`. */
  team?: string;
  /** Entity refs of the other groups that use or may use the account and Region. */
  otherTeams?: readonly string[];
}

/** A role for people as the ledger knows it. */
export interface RoleOnRecord {
  roleName: string;
  /** Its unique id, if known: another role may have that name by now. */
  roleId?: string;
}

/** A request for people, alone or as part of a whole set-up. */
export type UsersRequest = Pick<GrantUsersRequest, 'role' | 'users'> &
  Partial<
    Pick<GrantUsersRequest, 'keepOthers'> & Pick<SetupAccess, 'settings'>
  >;

/** The requested people. Reports a fault if they can't be limited as `personalize.isolation` says. */
export function wantedUsers(
  { role, users, keepOthers = false, settings }: UsersRequest,
  context: PartContext,
): UsersWanted {
  const { faults, ...isolation } = isolationOf(role, users, context);
  return {
    role,
    users,
    keepOthers,
    ...isolation,
    faults: [
      ...faults,
      ...(keepOthers && faults.length === 0
        ? otherLimits(users, isolation.team, context.record)
        : []),
    ],
    recordedRoles: context.record.holdings.flatMap(recordedRole),
    // A person's own choice of a boundary only applies to the service role.
    permissionsBoundary: forcedBoundary(role, context.guardrails),
    tags: settings?.tags ?? {},
  };
}

/** A created role for people. */
function recordedRole(holding: Holding): RoleOnRecord[] {
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

/** A principal's name in AWS. */
export function nameOf(principal: Principal): string {
  return 'roleName' in principal ? principal.roleName : principal.name;
}

/** Whether a principal is a role of the account. */
export function isPeopleRole(
  wanted: WantedPrincipal,
): wanted is WantedPrincipal<PeopleRolePrincipal> {
  return 'roleName' in wanted.principal;
}

/** Whether a principal is a permission set. */
export function isPermissionSet(
  wanted: WantedPrincipal,
): wanted is WantedPrincipal<PermissionSetPrincipal> {
  return wanted.principal.type === 'permission-set';
}

/** What determines how people are kept from other teams' resources. */
export interface Neighbourhood
  extends Pick<PartContext, 'guardrails' | 'teams' | 'owner'> {
  record: Pick<RoleRecord, 'neighbours'>;
}

/**
 * What people are limited to, and which other teams are in their account and Region.
 * Reports a fault if people must be limited to a team but the set-up has none: nobody
 * gets more instead.
 */
export function isolationOf(
  { accountId }: Pick<RoleTarget, 'accountId'>,
  users: UsersWanted['users'],
  { guardrails, teams = [], owner, record }: Neighbourhood,
): Pick<UsersWanted, 'isolation' | 'team' | 'otherTeams'> & {
  faults: Problem[];
} {
  const { isolation = 'account' } = guardrails;
  const configured = teams
    .filter(({ accounts }) =>
      accounts.some(account => account === '*' || account === accountId),
    )
    .map(({ group }) => group);
  const otherTeams = [...new Set([...configured, ...(record.neighbours ?? [])])]
    .filter(team => team !== owner)
    .sort();
  const common = { isolation, otherTeams, faults: [] };
  if (isolation !== 'tags' || users.length === 0) {
    return common;
  }
  return owner?.startsWith('group:')
    ? { ...common, team: owner }
    : {
        ...common,
        faults: [
          {
            field: 'owner',
            value: owner,
            rule: 'people get access to the resources of a team (personalize.isolation is tags), so the set-up must belong to a group; register it first with personalize:register, or give owner in a dry run',
          },
        ],
      };
}

/**
 * Reports that people with access have other limits than the added ones would have:
 * the record has one limit for all of them.
 *
 * @param users - the added people
 * @param team - what {@link isolationOf} limits them to
 */
export function otherLimits(
  users: UsersWanted['users'],
  team: string | undefined,
  { asked }: Pick<RoleRecord, 'asked'>,
): Conflict[] {
  const others = (asked.users?.users ?? []).filter(
    ({ preset }) => !users.some(added => added.preset === preset),
  );
  return others.length > 0 && asked.users?.team !== team
    ? [
        {
          field: 'users',
          message: `people who have access to this set-up are limited to ${
            asked.users?.team ?? 'its account and Region'
          }, and added people would be limited to ${
            team ?? 'its account and Region'
          }: personalize.isolation or the owner has changed since. First run the template of the set-up, which gives all of them the same limit, then add people.`,
        },
      ]
    : [];
}

/**
 * The people of a set-up after a request that only adds. Each preset appears once,
 * and in it each principal once, as last requested. A permission set's assignees are
 * those of both requests.
 */
export function mergeUsers(
  before: readonly UserAccess[],
  added: readonly UserAccess[],
): UserAccess[] {
  const presets = new Set([...before, ...added].map(({ preset }) => preset));
  return [...presets].map(preset => ({
    preset,
    principals: mergePrincipals(
      principalsWith(before, preset),
      principalsWith(added, preset),
    ),
  }));
}

function principalsWith(
  users: readonly UserAccess[],
  preset: UserAccess['preset'],
) {
  return users
    .filter(one => one.preset === preset)
    .flatMap(({ principals }) => principals);
}

function mergePrincipals(
  before: readonly Principal[],
  added: readonly Principal[],
): Principal[] {
  const principals = new Map<string, Principal>();
  for (const principal of [...before, ...added]) {
    const key = `${principal.type} ${nameOf(principal)}`;
    principals.set(key, mergeAssignees(principals.get(key), principal));
  }
  return [...principals.values()];
}

function mergeAssignees(
  known: Principal | undefined,
  next: Principal,
): Principal {
  if (known?.type !== 'permission-set' || next.type !== 'permission-set') {
    return next;
  }
  const added = next.assignTo.filter(
    ({ kind, id }) =>
      !known.assignTo.some(one => one.kind === kind && one.id === id),
  );
  return { ...next, assignTo: [...known.assignTo, ...added] };
}
