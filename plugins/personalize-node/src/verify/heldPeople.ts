import {
  HeldPreset,
  HeldPrincipal,
  Obstacle,
  PeopleRolePrincipal,
  PermissionSetPrincipal,
  PolicyAtPlace,
  placeText,
  PRESETS,
  Principal,
  refuse,
  RoleTarget,
  UserAccess,
  userPolicyArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import {
  PEOPLE_READS,
  readAttachedPolicies,
  readUser,
  readUserGroups,
} from '../aws/iamReads';
import { findMissing } from '../parts/users/missing';
import {
  PermissionSet,
  readPermissionSets,
  refersTo,
} from '../parts/users/permissionSets';
import { readUserArns } from '../parts/users/peopleRoles';
import { readPresetPolicies } from '../parts/users/presetPolicies';
import { nameOf, wantedPrincipals } from '../parts/users/wanted';
import {
  readBoundaryPolicy,
  readHeldRole,
  readPoliciesAtPlaces,
  readPolicyAtPlace,
} from './heldRole';
import { Answer, answerOf } from './obstacles';

/** A principal type's name in messages. */
const KINDS: Record<Principal['type'], string> = {
  'permission-set': 'permission set',
  'saml-role': 'role',
  'oidc-role': 'role',
  'account-role': 'role',
  group: 'group',
  user: 'user',
};

/** Reads who has the requested presets, and how. */
export async function readHeldPeople(
  session: AwsSession,
  target: RoleTarget,
  users: UserAccess[],
): Promise<HeldPreset[]> {
  const sets = await answerOf(readSets(session, target, users));
  return Promise.all(
    users.map(async ({ preset, principals }) => {
      const arn = userPolicyArn(target, preset);
      const policy = await answerOf(readPolicyAtPlace(session, arn));
      return {
        preset,
        policy: policy.value ?? { place: arn, document: undefined },
        principals: await Promise.all(
          principals.map(principal =>
            readPrincipal(session, target, arn, principal, sets, policy),
          ),
        ),
      };
    }),
  );
}

/** Identity Center finds no set by name, so this reads all at once. */
async function readSets(
  session: AwsSession,
  target: RoleTarget,
  users: UserAccess[],
): Promise<PermissionSet[]> {
  const wanted = wantedPrincipals({ users }).filter(
    ({ principal }) => principal.type === 'permission-set',
  );
  if (wanted.length === 0) {
    return [];
  }
  const policies = await readPresetPolicies(session, target);
  const { sets, faults } = await readPermissionSets(
    session,
    target,
    wanted,
    policies,
  );
  refuse(faults);
  return sets;
}

async function readPrincipal(
  session: AwsSession,
  target: RoleTarget,
  policyArn: string,
  principal: Principal,
  sets: Answer<PermissionSet[]>,
  policy: Answer<PolicyAtPlace>,
): Promise<HeldPrincipal> {
  const [state, missing] = await Promise.all([
    answerOf(readState(session, target, policyArn, principal, sets)),
    missingObstacle(session, principal),
  ]);
  const obstacle =
    missing ?? policy.obstacle ?? state.obstacle ?? state.value?.obstacle;
  return {
    isAttached: false,
    ...state.value,
    principal,
    name: `${KINDS[principal.type]} ${nameOf(principal)}`,
    ...(obstacle ? { obstacle } : {}),
  };
}

async function readState(
  session: AwsSession,
  target: RoleTarget,
  policyArn: string,
  principal: Principal,
  sets: Answer<PermissionSet[]>,
): Promise<PrincipalState> {
  switch (principal.type) {
    case 'permission-set':
      return sets.obstacle
        ? { isAttached: false, obstacle: sets.obstacle }
        : heldPermissionSet(
            target,
            policyArn,
            principal,
            sets.value.find(
              ({ wanted }) => wanted?.principal.name === principal.name,
            ),
          );
    case 'group':
      return readPoliciesOf(session, 'group', principal.name, policyArn);
    case 'user':
      return readUserState(session, principal.name, policyArn);
    default:
      return readPeopleRole(session, target, principal, policyArn);
  }
}

async function readPeopleRole(
  session: AwsSession,
  target: RoleTarget,
  principal: PeopleRolePrincipal,
  policyArn: string,
): Promise<PrincipalState> {
  const asked = { ...target, roleName: principal.roleName };
  const [role, attached, userArns] = await Promise.all([
    readHeldRole(session, asked),
    readAttachedPolicies(session, principal.roleName),
    principal.type === 'account-role'
      ? readUserArns(session, principal)
      : undefined,
  ]);
  return {
    isAttached: role !== undefined && attached.includes(policyArn),
    ...(role ? { role } : {}),
    ...(userArns ? { userArns } : {}),
  };
}

/** The policies of a user and of its groups. */
async function readUserState(
  session: AwsSession,
  name: string,
  policyArn: string,
): Promise<PrincipalState> {
  const [user, own, groups] = await Promise.all([
    readUser(session, name),
    readPoliciesOf(session, 'user', name, policyArn),
    readUserGroups(session, name),
  ]);
  const ofGroups = await Promise.all(
    groups.map(group => readPoliciesOf(session, 'group', group, policyArn)),
  );
  const boundary = user?.permissionsBoundary;
  return {
    ...own,
    policies: [own, ...ofGroups].flatMap(({ policies }) => policies),
    ...(boundary
      ? { boundary: await readBoundaryPolicy(session, boundary) }
      : {}),
  };
}

/** The policies of a group or user itself; none for one that doesn't exist. */
async function readPoliciesOf(
  session: AwsSession,
  kind: 'group' | 'user',
  name: string,
  policyArn: string,
): Promise<{ isAttached: boolean; policies: PolicyAtPlace[] }> {
  const { readArn, readAttached, readInline } = PEOPLE_READS[kind];
  const [arn = '', attached, inline] = await Promise.all([
    readArn(session, name),
    readAttached(session, name),
    readInline(session, name),
  ]);
  return {
    isAttached: attached.includes(policyArn),
    policies: [
      ...[...inline].map(([policyName, document]) => ({
        place: placeText({ arn, kind: 'inline-policy', name: policyName }),
        document,
      })),
      ...(await readPoliciesAtPlaces(session, attached)),
    ],
  };
}

/** Reports a missing user, group or provider; the product doesn't create those. */
async function missingObstacle(
  session: AwsSession,
  principal: Principal,
): Promise<Obstacle | undefined> {
  const found = await answerOf(
    findMissing(session, [{ principal, presets: [], field: '' }]),
  );
  if (!found.value) {
    return found.obstacle;
  }
  const { problems } = found.value;
  return problems.length > 0
    ? {
        outcome: 'failed',
        message: `What ${KINDS[principal.type]} ${nameOf(
          principal,
        )} depends on is missing: ${problems
          .map(({ rule }) => rule)
          .join('; ')}.`,
        remedy:
          "Ask the account's administrator to restore it, or run the template again without it.",
      }
    : undefined;
}

/** The state read for a principal. */
export type PrincipalState = Omit<HeldPrincipal, 'principal' | 'name'>;

/**
 * What people have through a permission set. Its role in the account belongs to
 * Identity Center and isn't read: the set's content and assignees decide.
 */
export function heldPermissionSet(
  target: RoleTarget,
  policyArn: string,
  asked: PermissionSetPrincipal,
  set: PermissionSet | undefined,
): PrincipalState {
  const isAttached =
    set?.references.some(reference =>
      refersTo(reference, { arn: policyArn }),
    ) ?? false;
  const obstacle =
    obstacleOf(target, asked, set) ??
    (set && isAttached ? othersIn(target, set) : undefined);
  return {
    isAttached,
    ...(set?.assignees.length === 0 ? { isUnassigned: true } : {}),
    ...(obstacle ? { obstacle } : {}),
  };
}

/** A set's other policies may deny what a preset allows, and aren't read. */
function othersIn(
  target: RoleTarget,
  { name, hasOtherPolicies, references }: PermissionSet,
): Obstacle | undefined {
  const arns = PRESETS.map(preset => userPolicyArn(target, preset));
  const others = references.filter(
    reference => !arns.some(arn => refersTo(reference, { arn })),
  );
  return hasOtherPolicies || others.length > 0
    ? {
        outcome: 'warning',
        message: `Permission set ${name} also has other policies, which the portal doesn't read: they may deny what was requested, or allow more.`,
        remedy:
          'Ask whoever runs IAM Identity Center to check the policies of the set, or use a set of another name.',
      }
    : undefined;
}

function obstacleOf(
  { accountId }: RoleTarget,
  { name, assignTo }: PermissionSetPrincipal,
  set: PermissionSet | undefined,
): Obstacle | undefined {
  if (set?.arn === undefined) {
    return {
      outcome: 'failed',
      message: `Identity Center has no permission set ${name}.`,
      remedy: 'Run the template of the set-up again; it creates the set.',
    };
  }
  const without = assignTo.filter(
    ({ kind, id }) =>
      !set.assignees.some(other => other.kind === kind && other.id === id),
  );
  if (without.length > 0) {
    return {
      outcome: 'failed',
      message: `Permission set ${name} isn't assigned in account ${accountId} to ${without
        .map(({ kind, id }) => `${kind} ${id}`)
        .join(', ')}.`,
      remedy: 'Run the template of the set-up again; it assigns the set.',
    };
  }
  return set.isOutdated
    ? {
        outcome: 'failed',
        message: `Account ${accountId} has an older version of permission set ${name}.`,
        remedy:
          'Run the template of the set-up again, or provision the set in the account.',
      }
    : undefined;
}
