import {
  PRODUCT_TAGS,
  sharedAccountWarnings,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartPlan, PlannedChange, PlanWarning } from '../../engine/plan';
import { roomIn } from '../../engine/policyHome';
import { heldInIam } from '../heldInIam';
import { policyDeletion, roleDeletion } from '../iamChanges';
import { managedPolicyHome } from '../managedPolicyHome';
import { Part } from '../part';
import { standingOf, stopsAtKept } from '../recorded';
import { refuseUnfitRole } from '../roleStanding';
import { waitsForRole } from '../targetRole';
import {
  AddedUsers,
  keptSet,
  NO_QUOTAS,
  readAddedUsers,
  sortHolders,
  sortPolicies,
  strangersIn,
} from './addedUsers';
import { attach, detach, isReservedRole, isReservedRoleOf } from './holders';
import {
  attachmentsAsked,
  deltaAsked,
  isConcerned,
  mayStandOn,
  refuseTakingAway,
} from './keptAccess';
import {
  bringPeopleRole,
  isLeftOver,
  refuseUnfitPeopleRole,
} from './peopleRoles';
import {
  bringSet,
  deleteSet,
  SetToChange,
  unassignSet,
} from './permissionSetChanges';
import { refuseUnfitSet } from './permissionSets';
import {
  bringPolicy,
  editPresetPolicy,
  isOurs,
  PresetPolicy,
  refuseForeignPolicy,
} from './presetPolicies';
import { readUsersState, UsersState } from './state';
import { refuseBeyondUserQuotas } from './userQuotas';
import { unitedUsers } from './unitedUsers';
import { userGrants } from './userGrants';
import { UsersRequest, UsersWanted, usersWanted } from './wanted';

export type { UsersState } from './state';
export type { UsersWanted } from './wanted';

/** The people: who may use Personalize, and pass it the role. */
export const usersPart: Part<
  UsersRequest,
  UsersWanted,
  UsersState,
  AddedUsers
> = {
  name: 'users',

  wanted: usersWanted,

  read: readUsersState,

  plan: planUsers,

  outputs: (wanted, state) => ({ users: userGrants(wanted, state) }),

  asked: ({ users, keepOthers }, { team }, { asked }) => ({
    users: {
      users: keepOthers ? unitedUsers(asked.users?.users ?? [], users) : users,
      team,
    },
  }),

  expected: ({ users }) =>
    users ? { users: users.users, team: users.team } : {},

  heldNow: heldInIam,

  readAdded: readAddedUsers,

  planRevoke(recorded, added) {
    const wanted: UsersWanted = {
      role: recorded.role,
      users: [],
      keepOthers: false,
      tags: {},
    };
    const policies = sortPolicies(added);
    const holders = sortHolders(recorded, added, policies.going);
    const state = {
      ...added,
      standing: standingOf(recorded),
      policies: policies.going,
      holders: holders.going,
      roles: [],
      quotas: NO_QUOTAS,
    };
    const plan = planUsers(wanted, state);
    const sets = setsToChange(wanted, state, policies.going);
    return {
      part: 'users',
      changes: [...plan.changes, ...policies.changes],
      warnings: sets.flatMap(setWarnings),
      room: plan.room,
      blockers: [
        ...stopsAtKept(added.kept),
        ...policies.blockers,
        ...holders.blockers,
        ...sets.flatMap(set => strangersIn(recorded, set)),
      ],
      kept: [
        ...added.kept,
        ...policies.kept,
        ...holders.kept,
        ...sets.flatMap(keptSet),
        ...policies.going
          .flatMap(policy => keptWarnings(policy, sets))
          .map(({ resource, message }) => ({ resource, reason: message })),
      ],
    };
  },
};

/**
 * The order: access that goes is taken away first, then each policy is there
 * before anything hangs on it, and what nobody has any more is deleted last. A
 * run that breaks off anywhere is finished by the next, but for a role that lost
 * its last policy and wasn't deleted yet: nothing in IAM tells whose it was. It
 * gives nobody anything.
 */
function planUsers(wanted: UsersWanted, state: UsersState): PartPlan {
  refuseUnfitRole(state.standing, wanted.permissionsBoundary);
  const isAsked = ({ preset }: PresetPolicy) =>
    wanted.users.some(access => access.preset === preset);
  const asked = state.policies.filter(isAsked);
  asked.forEach(refuseForeignPolicy);
  const created = asked.filter(({ found }) => !found);
  // A policy of somebody else's under our name is none of ours.
  const ours = state.policies.filter(
    policy => isAsked(policy) || (isOurs(policy) && !wanted.keepOthers),
  );

  const holders = state.holders
    .filter(holder => isConcerned(wanted, holder))
    .map(holder => ({
      holder,
      attachments: attachmentsAsked(wanted, holder, ours),
    }));
  const sets = setsToChange(wanted, state, ours);
  refuseUnfit(wanted, state, ours, sets);
  refuseBeyondUserQuotas(
    {
      // The role part creates a role and a policy, too.
      newRoles:
        state.roles.filter(({ holder }) => !holder.exists).length +
        (state.standing.role ? 0 : 1),
      newPolicies: created.length + (state.standing.role ? 0 : 1),
      holders,
      sets,
    },
    state.quotas,
  );

  const tags = serviceTags(wanted, state);
  const dropped = ours.filter(policy => !isAsked(policy));
  const isNew = (arn: string) => created.some(policy => policy.arn === arn);
  return {
    part: 'users',
    grants: { team: wanted.team },
    changes: [
      ...sets.flatMap(unassignSet),
      ...holders.flatMap(({ holder, attachments }) => [
        ...attachments.detach.map(arn => detach(holder, arn)),
        ...(holder.role && isLeftOver(holder, attachments.detach)
          ? [roleDeletion('users', holder.role)]
          : []),
      ]),
      ...asked.flatMap(policy => bringPolicy(wanted, policy, tags)),
      ...state.roles.flatMap(role =>
        bringPeopleRole(
          wanted.role,
          role,
          wanted.permissionsBoundary,
          tags,
          state.quotas,
        ),
      ),
      ...holders.flatMap(({ holder, attachments }) =>
        attachments.attach.map(arn =>
          attach(holder, arn, isNew(arn) || !holder.exists),
        ),
      ),
      ...sets.flatMap(set => bringSet(set, tags, created)),
      ...sets.filter(({ delta }) => delta.isLeftOver).map(deleteSet),
      ...dropped.flatMap(policy => deletions(policy, sets)),
    ],
    warnings: [
      ...sharedAccountWarnings(
        wanted.role,
        wanted.users,
        wanted.isolation ?? 'account',
        wanted.otherTeams ?? [],
      ),
      ...sets.flatMap(setWarnings),
      ...dropped.flatMap(policy => keptWarnings(policy, sets)),
    ],
    room: asked.map(policy =>
      roomIn(
        managedPolicyHome(policy.arn),
        editPresetPolicy(wanted, policy)(policy.found?.document),
      ),
    ),
    ...waitsForRole(state.standing.role, wanted.role),
  };
}

function setsToChange(
  wanted: UsersWanted,
  { permissionSets: { instanceArn, sets } }: UsersState,
  ours: PresetPolicy[],
): SetToChange[] {
  return sets
    .filter(set => isConcerned(wanted, set))
    .map(set => ({
      target: wanted.role,
      instanceArn,
      set,
      delta: deltaAsked(wanted, set, ours),
    }));
}

/** Throws where AWS holds something that may not be used as asked. */
function refuseUnfit(
  wanted: UsersWanted,
  { roles, quotas }: UsersState,
  ours: PresetPolicy[],
  sets: SetToChange[],
): void {
  const { role, permissionsBoundary } = wanted;
  for (const peopleRole of roles) {
    refuseTakingAway(wanted, peopleRole);
    refuseUnfitPeopleRole(
      role,
      peopleRole,
      permissionsBoundary,
      ours
        .filter(policy => mayStandOn(wanted, peopleRole.holder, policy))
        .map(({ arn }) => arn),
      quotas,
    );
  }
  for (const { set, delta } of sets) {
    refuseUnfitSet(role, set, delta);
  }
}

/** Cost reports and limits by tag hold for people's policies and roles, too. */
function serviceTags(
  { tags }: UsersWanted,
  { standing: { role } }: UsersState,
): Record<string, string> {
  return role
    ? Object.fromEntries(
        Object.entries(role.tags).filter(
          ([key]) => !/^aws:/i.test(key) && !(key in PRODUCT_TAGS),
        ),
      )
    : tags;
}

/** Who has a policy that the product can't take from them. */
function keepers({ entities }: PresetPolicy, sets: SetToChange[]): string[] {
  return entities
    .filter(
      ({ kind, name }) =>
        kind === 'role' &&
        isReservedRole(name) &&
        !sets.some(({ set }) => isReservedRoleOf(name, set.name)),
    )
    .map(({ name }) => name);
}

function deletions(policy: PresetPolicy, sets: SetToChange[]): PlannedChange[] {
  return keepers(policy, sets).length > 0
    ? []
    : [policyDeletion('users', policy.arn, policy.found?.document)];
}

function keptWarnings(
  policy: PresetPolicy,
  sets: SetToChange[],
): PlanWarning[] {
  const roles = keepers(policy, sets);
  return roles.length > 0
    ? [
        {
          part: 'users',
          resource: policy.arn,
          lasts: 'attention',
          message: `The preset ${
            policy.preset
          } is no longer asked for, but its policy ${
            policy.arn
          } stays: ${roles.join(
            ', ',
          )} has it, the role of a permission set that wasn't created here. Have the administrators of Identity Center take the policy out of that set, then run again.`,
        },
      ]
    : [];
}

function setWarnings({
  instanceArn,
  target,
  set,
  delta,
}: SetToChange): Warning[] {
  const others = set.accounts.filter(account => account !== target.accountId);
  const messages = [
    delta.unrefer.length > 0 &&
      others.length > 0 &&
      `Permission set ${set.name} loses ${delta.unrefer
        .map(({ name }) => name)
        .join(', ')} and is also used in account ${others.join(
        ', ',
      )}, which keeps the former version until somebody provisions the set there.`,
    delta.kept.length > 0 &&
      `Permission set ${
        set.name
      } gives people more than this set-up asks for, so nobody is taken off it. Not asked for here, but kept: ${delta.kept
        .map(({ kind, id }) => `${kind} ${id}`)
        .join(', ')}.`,
  ];
  return messages.flatMap(message =>
    message
      ? [
          {
            part: 'users' as const,
            resource: `${instanceArn}#permission-set/${set.name}`,
            message,
          },
        ]
      : [],
  );
}
