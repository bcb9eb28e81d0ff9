import {
  Conflict,
  PRODUCT_TAGS,
  sharedAccountWarnings,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartPlan, PlannedChange } from '../../engine/plan';
import { policyDeletion, roleDeletion } from '../shared/iamChanges';
import { roleFitness } from '../shared/roleStanding';
import { waitsForRole } from '../shared/targetRole';
import { attach, detach } from './holders';
import {
  attachmentsWanted,
  deltaWanted,
  isConcerned,
  mayStandOn,
  spreadingFaults,
  takingAwayFaults,
} from './additions';
import { bringPeopleRole, isLeftOver, peopleRoleFaults } from './peopleRoles';
import {
  bringSet,
  deleteSet,
  SetToChange,
  unassignSet,
} from './permissionSetChanges';
import { unfitSetFaults } from './permissionSets';
import {
  bringPolicy,
  foreignPolicyFaults,
  isOurs,
  PresetPolicy,
} from './presetPolicies';
import { UsersState } from './read';
import { userQuotaFaults } from './quotas';
import { UsersWanted } from './wanted';
import { keepers, keptWarnings, setWarnings } from './warnings';

/**
 * The order: access is removed first, then each policy is created before it is
 * attached, and unused things are deleted last. If a run stops anywhere, the next one
 * finishes it. One exception: a role that lost its last policy but wasn't deleted
 * yet, because nothing in IAM shows whose it was. It gives nobody anything.
 */
export function planUsers(
  wanted: UsersWanted,
  state: UsersState,
  earlier: readonly PartPlan[] = [],
): PartPlan {
  const isAsked = ({ preset }: PresetPolicy) =>
    wanted.users.some(access => access.preset === preset);
  const asked = state.policies.filter(isAsked);
  const created = asked.filter(({ found }) => !found);
  // A policy of someone else's under our name isn't ours.
  const ours = state.policies.filter(
    policy => isAsked(policy) || (isOurs(policy) && !wanted.keepOthers),
  );

  const holders = state.holders
    .filter(holder => isConcerned(wanted, holder))
    .map(holder => ({
      holder,
      attachments: attachmentsWanted(wanted, holder, ours),
    }));
  const sets = setsToChange(wanted, state, ours);
  const newRoles = state.roles.filter(({ holder }) => !holder.exists).length;
  // The role part also creates a role and a policy; it reports its own limits.
  const withTheRole = (more: number) =>
    state.standing.role || (more === 0 && earlier.length > 0) ? more : more + 1;
  // A boundary that doesn't exist limits nothing.
  const boundary = state.faults.some(
    ({ field }) => field === 'permissionsBoundary',
  )
    ? undefined
    : wanted.permissionsBoundary;
  const { isRoleUnfit, faults } = roleFitness(
    state.standing,
    boundary,
    earlier,
  );

  const tags = serviceTags(wanted, state);
  const dropped = ours.filter(policy => !isAsked(policy));
  const isNew = (arn: string) => created.some(policy => policy.arn === arn);
  const policies = asked.map(policy => ({
    foreign: foreignPolicyFaults(policy),
    ...bringPolicy(wanted, policy, tags),
  }));
  return {
    part: 'users',
    isRoleUnfit,
    faults: [
      ...(wanted.faults ?? []),
      ...faults,
      ...state.faults,
      ...policies.flatMap(({ foreign }) => foreign),
      ...unfitFaults(
        { ...wanted, permissionsBoundary: boundary },
        state,
        ours,
        sets,
      ),
      ...userQuotaFaults(
        {
          newRoles: withTheRole(newRoles),
          newPolicies: withTheRole(created.length),
          holders,
          sets,
        },
        state.quotas,
      ),
      ...policies.flatMap(({ foreign, ...policy }) =>
        foreign.length > 0 ? [] : policy.faults,
      ),
    ],
    grants: { team: wanted.team },
    changes: [
      ...sets.flatMap(unassignSet),
      ...holders.flatMap(({ holder, attachments }) => [
        ...attachments.detach.map(arn => detach(holder, arn)),
        ...(holder.role && isLeftOver(holder, attachments.detach)
          ? [roleDeletion('users', holder.role)]
          : []),
      ]),
      ...policies.flatMap(({ changes }) => changes),
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
    room: policies.flatMap(({ room }) => room),
    ...waitsForRole(state.standing.role, wanted.role),
  };
}

/** The permission sets that a request concerns. */
export function setsToChange(
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
      delta: deltaWanted(wanted, set, ours),
    }));
}

/** Reports what AWS holds that may not be used as requested. */
function unfitFaults(
  wanted: UsersWanted,
  { roles, quotas }: UsersState,
  ours: PresetPolicy[],
  sets: SetToChange[],
): Conflict[] {
  return [
    ...sets.flatMap(({ set, delta }) => spreadingFaults(set, delta, ours)),
    ...roles.flatMap(peopleRole => [
      ...takingAwayFaults(wanted, peopleRole),
      ...peopleRoleFaults(
        wanted.role,
        peopleRole,
        wanted.permissionsBoundary,
        ours
          .filter(policy => mayStandOn(wanted, peopleRole.holder, policy))
          .map(({ arn }) => arn),
        quotas,
      ),
    ]),
    ...sets.flatMap(({ set, delta }) =>
      unfitSetFaults(wanted.role, set, delta),
    ),
  ];
}

/** Cost reports and limits by tag also cover people's policies and roles. */
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

function deletions(policy: PresetPolicy, sets: SetToChange[]): PlannedChange[] {
  return keepers(policy, sets).length > 0
    ? []
    : [policyDeletion('users', policy.arn, policy.found?.document)];
}
