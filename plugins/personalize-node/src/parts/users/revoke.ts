import {
  Fault,
  isUserPolicyStatement,
  mergeOwned,
  parseIamArn,
  parsePlace,
  PermissionSetPrincipal,
  placeText,
  refuse,
  statementName,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { IamQuotas } from '../../aws/iam';
import {
  Blocker,
  Remainder,
  PlannedChange,
  RevokeSubject,
  RevokePlan,
} from '../../engine/plan';
import { planPolicyChange, PolicyEdit } from '../../engine/policyChange';
import {
  foreignStatements,
  sortEditable,
  staysForOthers,
} from '../shared/editability';
import { managedPolicyHome } from '../shared/iamChanges';
import {
  holdingOf,
  notCreatedHere,
  resourcesOf,
  sightOf,
  standingOf,
  stopsAtRemainders,
} from '../shared/record';
import { addedToTrust } from '../trust/revoke';
import { attachmentName } from '../role/changes';
import { attachmentsOf, Holder, readHolders } from './holders';
import { isLeftOver } from './peopleRoles';
import { assignmentResource, SetToChange } from './permissionSetChanges';
import {
  PermissionSet,
  PermissionSets,
  readPermissionSets,
  refersTo,
  setResource,
} from './permissionSets';
import { isOurs, PresetPolicy, readPresetPolicies } from './presetPolicies';
import { planUsers, setsToChange } from './plan';
import { RoleOnRecord, UsersWanted, WantedPrincipal } from './wanted';
import { keptWarnings, setWarnings } from './warnings';

/** The users part's additions that still exist. */
export interface AddedUsers {
  /** Our own ones. */
  policies: PresetPolicy[];
  /** The holders of such a policy, and roles made for people. */
  holders: Holder[];
  permissionSets: PermissionSets;
  /** What is out of reach. */
  kept: Remainder[];
}

/** A revoke adds nothing. */
const NO_QUOTAS: IamQuotas = {
  trustPolicySize: undefined,
  attachedPoliciesPerRole: undefined,
  attachedPoliciesPerGroup: undefined,
  attachedPoliciesPerUser: undefined,
  roles: { used: undefined, quota: undefined },
  policies: { used: undefined, quota: undefined },
};

/** Reads who has access by the set-up's own policies, and what it made for them. */
export async function readAddedUsers(
  session: AwsSession,
  subject: RevokeSubject,
): Promise<AddedUsers> {
  const { role: target } = subject;
  const policies = (await readPresetPolicies(session, target)).filter(isOurs);
  const [holders, sets] = await Promise.all([
    readHolders(session, target, [], policies, madeRoles(subject)),
    readAddedSets(session, subject, policies),
  ]);
  return {
    policies,
    holders: holders.filter(({ exists }) => exists),
    ...sets,
  };
}

/** Removes what the set-up gave people. */
export function planUsersRevoke(
  subject: RevokeSubject,
  added: AddedUsers,
): RevokePlan {
  const wanted: UsersWanted = {
    role: subject.role,
    users: [],
    keepOthers: false,
    tags: {},
  };
  const policies = sortPolicies(added);
  const holders = sortHolders(subject, added, policies.going);
  const state = {
    ...added,
    standing: standingOf(subject),
    policies: policies.going,
    holders: holders.going,
    roles: [],
    quotas: NO_QUOTAS,
    faults: [],
  };
  const plan = planUsers(wanted, state);
  const sets = setsToChange(wanted, state, policies.going);
  return {
    part: 'users',
    faults: [...plan.faults, ...policies.faults],
    changes: [...plan.changes, ...policies.changes],
    warnings: sets.flatMap(setWarnings),
    room: plan.room,
    blockers: [
      ...stopsAtRemainders(added.kept),
      ...policies.blockers,
      ...holders.blockers,
      ...sets.flatMap(set => strangersIn(subject, set)),
    ],
    kept: [
      ...added.kept,
      ...policies.kept,
      ...holders.kept,
      ...sets.flatMap(remainingSet),
      ...policies.going
        .flatMap(policy => keptWarnings(policy, sets))
        .map(({ resource, message }) => ({ resource, reason: message })),
    ],
  };
}

/** The roles for people that the record names as created. */
function madeRoles(subject: RevokeSubject): RoleOnRecord[] {
  return resourcesOf(subject, 'users').flatMap(resource => {
    const entity = parseIamArn(resource);
    return entity?.kind === 'role' && parsePlace(resource).kind === 'whole'
      ? [{ roleName: entity.name }]
      : [];
  });
}

/** Names of the permission sets that the record names as created. */
function madeSets(subject: RevokeSubject): string[] {
  return resourcesOf(subject, 'users').flatMap(
    resource => setNameOf(resource) ?? [],
  );
}

/** Undefined unless it belongs to a permission set. */
function setNameOf(resource: string): string | undefined {
  const place = parsePlace(resource);
  return place.kind === 'permission-set' && !place.detail
    ? place.name
    : undefined;
}

async function readAddedSets(
  session: AwsSession,
  subject: RevokeSubject,
  policies: PresetPolicy[],
): Promise<Pick<AddedUsers, 'permissionSets' | 'kept'>> {
  const names = madeSets(subject);
  const none = { instanceArn: '', sets: [], faults: [] };
  if (names.length > 0 && !session.identityCenter) {
    return {
      permissionSets: none,
      kept: remainingSets(
        subject,
        'personalize.identityCenter is no longer configured',
      ),
    };
  }
  const sight = await sightOf(
    readPermissionSets(
      session,
      subject.role,
      session.identityCenter ? names.map(asWanted) : [],
      policies,
    ),
  );
  if ('refusal' in sight) {
    return {
      permissionSets: none,
      kept: remainingSets(subject, sight.refusal.message),
    };
  }
  const { sets, ...seen } = sight.seen;
  refuse(seen.faults);
  return {
    permissionSets: {
      ...seen,
      sets: sets
        .filter(
          ({ arn, isManaged, name, references }) =>
            arn !== undefined &&
            isManaged &&
            (names.includes(name) ||
              references.some(reference =>
                policies.some(policy => refersTo(reference, policy)),
              )),
        )
        .map((set): PermissionSet => ({ ...set, wanted: undefined })),
    },
    kept: [],
  };
}

/** Identity Center finds a set without references only by name. */
function asWanted(name: string): WantedPrincipal<PermissionSetPrincipal> {
  return {
    principal: { type: 'permission-set', name, assignTo: [] },
    presets: [],
    field: 'name',
  };
}

function remainingSets(subject: RevokeSubject, why: string): Remainder[] {
  return resourcesOf(subject, 'users')
    .filter(resource => setNameOf(resource) !== undefined)
    .map(resource => ({
      resource,
      reason: `The permission set stays, because Identity Center can't be reached: ${why}`,
    }));
}

const takeOut: PolicyEdit = found =>
  mergeOwned(found, [], isUserPolicyStatement).document;

/** The policies to remove, and what happens to those with statements of others. */
function sortPolicies({ policies }: Pick<AddedUsers, 'policies'>): {
  going: PresetPolicy[];
  changes: PlannedChange[];
  faults: readonly Fault[];
  blockers: Blocker[];
  kept: Remainder[];
} {
  const sorted = sortEditable(
    policies.map(policy => ({
      policy,
      home: { ...managedPolicyHome(policy.arn), remove: async () => {} },
      document: policy.found?.document,
    })),
    () => takeOut,
  );
  const shared = sorted.editable.filter(
    ({ document }) => takeOut(document) !== undefined,
  );
  const plans = shared.map(({ policy, document }) =>
    planPolicyChange('users', managedPolicyHome(policy.arn), document, takeOut),
  );
  return {
    going: sorted.editable
      .filter(one => !shared.includes(one))
      .map(({ policy }) => policy),
    changes: plans.flatMap(({ changes }) => changes),
    faults: plans.flatMap(({ faults }) => faults),
    blockers: [
      ...sorted.blockers,
      ...shared.flatMap(({ policy: { arn }, document }) =>
        foreignStatements(arn, `the policy ${arn}`, takeOut(document)),
      ),
    ],
    kept: [
      ...sorted.kept,
      ...shared.map(({ policy: { arn } }) => staysForOthers(arn)),
    ],
  };
}

/**
 * The holders that lose the policies. A role for people is deleted too, unless it was
 * replaced or others use it.
 */
function sortHolders(
  subject: RevokeSubject,
  { holders }: Pick<AddedUsers, 'holders'>,
  policies: PresetPolicy[],
): { going: Holder[]; blockers: Blocker[]; kept: Remainder[] } {
  const sorted = holders.map(holder => {
    const { detach } = attachmentsOf(holder, policies);
    const strangers = detach
      .filter(arn => !holdingOf(subject, attachmentName(holder.arn, arn)))
      .map(
        (arn): Blocker => ({
          kind: 'attachment',
          resource: arn,
          message: `Somebody attached the policy ${arn} to ${holder.kind} ${holder.name}, which would lose it. Detach it there first.`,
        }),
      );
    const role = sortPeopleRole(subject, holder, detach);
    return {
      // The plan treats a role that stays as one not to delete.
      going: role.stays ? { ...holder, role: undefined } : holder,
      blockers: [...strangers, ...role.blockers],
      kept: role.stays
        ? [{ resource: holder.arn, reason: `${holder.arn}: ${role.stays}` }]
        : [],
    };
  });
  return {
    going: sorted.map(({ going }) => going),
    blockers: sorted.flatMap(({ blockers }) => blockers),
    kept: sorted.flatMap(({ kept }) => kept),
  };
}

function sortPeopleRole(
  subject: RevokeSubject,
  holder: Holder,
  detached: string[],
): { stays?: string; blockers: Blocker[] } {
  const { role, arn } = holder;
  const isMade = holdingOf(subject, arn) !== undefined;
  if (!role || (!isMade && !isLeftOver(holder, detached))) {
    return { blockers: [] };
  }
  const otherwise = notCreatedHere(subject, role);
  if (otherwise) {
    return { stays: otherwise, blockers: [] };
  }
  if (!isLeftOver(holder, detached)) {
    return {
      stays:
        'the role stays without the policies of this set-up, because others gave it policies',
      blockers: [],
    };
  }
  const added = addedToTrust(subject, role);
  return added.length > 0
    ? {
        stays:
          'the role stays without the policies of this set-up, because others changed who can assume it',
        blockers: added.map(({ statement, index }) => ({
          kind: 'statement',
          resource: placeText({ arn, kind: 'trust-policy' }),
          message: `Somebody changed or added statement ${statementName(
            statement,
            index,
          )} in the trust policy of role ${
            role.roleName
          }. Remove it if nobody needs it.`,
        })),
      }
    : { blockers: [] };
}

/** People to whom others assigned our permission set. */
function strangersIn(subject: RevokeSubject, of: SetToChange): Blocker[] {
  return of.delta.unassign
    .filter(assignee => !holdingOf(subject, assignmentResource(of, assignee)))
    .map(({ kind, id }) => ({
      kind: 'attachment',
      resource: setResource(of),
      message: `Somebody assigned permission set ${of.set.name} to ${kind} ${id}, who would lose it. First remove that assignment in IAM Identity Center.`,
    }));
}

/** Why a permission set stays. */
function remainingSet(of: SetToChange): Remainder[] {
  const { set, delta } = of;
  return delta.isLeftOver
    ? []
    : [
        {
          resource: setResource(of),
          reason: `Permission set ${set.name} stays: ${
            delta.kept.length > 0
              ? 'it gives people more than this set-up did'
              : 'it is also used in other accounts'
          }`,
        },
      ];
}
