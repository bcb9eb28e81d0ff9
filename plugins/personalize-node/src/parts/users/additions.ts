import {
  asList,
  Conflict,
  PolicyDocument,
  RoleTarget,
  sameStatement,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Attachments, attachmentsOf, Holder } from './holders';
import {
  needsProvisioning,
  PermissionSet,
  PermissionSetDelta,
  permissionSetDelta,
  refersTo,
} from './permissionSets';
import { PeopleRole } from './peopleRoles';
import { PresetPolicy } from './presetPolicies';
import { UsersWanted } from './wanted';

/*
 * A request that keeps others only adds: nobody loses access, and nobody gains access
 * who isn't listed.
 */

/** Whether a request affects a principal that may have access already. */
export function isConcerned(
  { keepOthers }: UsersWanted,
  { wanted }: Pick<Holder | PermissionSet, 'wanted'>,
): boolean {
  return !keepOthers || wanted !== undefined;
}

/** What a request changes on a holder. */
export function attachmentsWanted(
  { keepOthers }: UsersWanted,
  holder: Holder,
  policies: PresetPolicy[],
): Attachments {
  const attachments = attachmentsOf(holder, policies);
  return keepOthers ? { ...attachments, detach: [] } : attachments;
}

/** What a request changes in a permission set. */
export function deltaWanted(
  { role, keepOthers }: UsersWanted,
  set: PermissionSet,
  policies: PresetPolicy[],
): PermissionSetDelta {
  const whole = permissionSetDelta(role, set, policies);
  return keepOthers ? onlyAdding(role, set, whole) : whole;
}

function onlyAdding(
  role: RoleTarget,
  set: PermissionSet,
  delta: PermissionSetDelta,
): PermissionSetDelta {
  return {
    ...delta,
    unrefer: [],
    unassign: [],
    kept: [],
    isLeftOver: false,
    provision: needsProvisioning(
      role,
      set,
      set.assignees.length > 0,
      delta.refer.length > 0,
    ),
  };
}

/**
 * Reports that a permission set would give others the requested access, or give the
 * requested people more than that. A set made by someone else is refused as a whole.
 */
export function spreadingFaults(
  set: PermissionSet,
  { refer, unrefer, assign, unassign }: PermissionSetDelta,
  policies: PresetPolicy[],
): Conflict[] {
  const { wanted } = set;
  if (!wanted || !set.isManaged) {
    return [];
  }
  const others = set.assignees.filter(
    one =>
      !unassign.includes(one) &&
      !wanted.principal.assignTo.some(
        ({ kind, id }) => kind === one.kind && id === one.id,
      ),
  );
  const beyond = [
    ...set.references
      .filter(
        reference =>
          !unrefer.includes(reference) &&
          !policies.some(
            policy =>
              refersTo(reference, policy) &&
              wanted.presets.includes(policy.preset),
          ),
      )
      .map(({ name }) => name),
    ...(set.hasOtherPolicies ? ['policies of its own'] : []),
  ];
  const reason =
    (refer.length > 0 &&
      others.length > 0 &&
      `${others
        .map(({ kind, id }) => `${kind} ${id}`)
        .join(', ')} already has it and would get this access too`) ||
    (assign.length > 0 &&
      beyond.length > 0 &&
      `it also gives ${beyond.join(', ')}`);
  return reason
    ? [
        {
          field: 'users',
          message: `permission set ${set.name} can't give this access to only these people: ${reason}. Choose another name.`,
        },
      ]
    : [];
}

/** Whether a policy may be attached to a role while the role's trust policy changes. */
export function mayStandOn(
  { keepOthers }: UsersWanted,
  { wanted }: Holder,
  { preset }: PresetPolicy,
): boolean {
  return !keepOthers || (wanted?.presets.includes(preset) ?? false);
}

/** Reports that a role would shut somebody out. */
export function takingAwayFaults(
  { keepOthers }: UsersWanted,
  { holder: { role }, trust }: PeopleRole,
): Conflict[] {
  return keepOthers && role && !letsAllIn(trust, role.trustPolicy)
    ? [
        {
          field: 'users',
          message: `role ${role.arn} also lets in others, and they would lose it. List them too, or choose another roleName.`,
        },
      ]
    : [];
}

/**
 * Whether a trust policy lets in everyone that another one does; they may differ in
 * the users they name.
 */
function letsAllIn(trust: PolicyDocument, former: PolicyDocument): boolean {
  const [statement] = statementsOf(trust);
  const named = principalsOf(trust);
  return (
    statementsOf(former).every(one =>
      sameStatement(
        { ...one, Principal: undefined },
        { ...statement, Principal: undefined },
      ),
    ) && principalsOf(former).every(principal => named.includes(principal))
  );
}

function principalsOf(document: PolicyDocument): string[] {
  return statementsOf(document).flatMap(({ Principal }) =>
    Principal === '*' ? ['*'] : Object.values(Principal ?? {}).flatMap(asList),
  );
}
