import {
  PRODUCT_TAGS,
  sharedAccountWarnings,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartPlan, PlannedChange } from '../../engine/plan';
import { roomIn } from '../../engine/policyHome';
import {
  managedPolicyHome,
  policyDeletion,
  roleDeletion,
} from '../shared/iamChanges';
import { refuseUnfitRole } from '../shared/roleStanding';
import { waitsForRole } from '../shared/targetRole';
import { attach, detach } from './holders';
import {
  attachmentsWanted,
  deltaWanted,
  isConcerned,
  mayStandOn,
  refuseTakingAway,
} from './additions';
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
import { UsersState } from './read';
import { refuseBeyondUserQuotas } from './quotas';
import { UsersWanted } from './wanted';
import { keepers, keptWarnings, setWarnings } from './warnings';

/**
 * The order: access that goes is taken away first, then each policy is there
 * before anything hangs on it, and what nobody has any more is deleted last. A
 * run that breaks off anywhere is finished by the next, but for a role that lost
 * its last policy and wasn't deleted yet: nothing in IAM tells whose it was. It
 * gives nobody anything.
 */
export function planUsers(wanted: UsersWanted, state: UsersState): PartPlan {
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
      attachments: attachmentsWanted(wanted, holder, ours),
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

/** The permission sets that a request has to do with. */
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

function deletions(policy: PresetPolicy, sets: SetToChange[]): PlannedChange[] {
  return keepers(policy, sets).length > 0
    ? []
    : [policyDeletion('users', policy.arn, policy.found?.document)];
}
