import { managedPolicyArn, roleArn, RoleIdentity } from '../aws/arn';
import { PolicyStatement } from '../policy/document';
import { OwnedStatement } from '../policy/merge';
import { passesRole, Preset, presetActions } from './presets';
import { RoleTarget } from './role';
import { SERVICE_PRINCIPAL, serviceArns } from './service';
import { hasFixedSid } from './sids';
import {
  allow,
  shortenedAnywhere,
  TEAM_POLICY_SIDS,
  teamStatements,
} from './teamPolicy';

/** The Sids of the policy of a preset. */
const USER_POLICY_SIDS = [
  'PersonalizeResources',
  'PersonalizeOffered',
  'PersonalizeRuntime',
  'PersonalizeWithoutResource',
  'PersonalizePassRole',
  ...TEAM_POLICY_SIDS,
];

/** What AWS offers to every account. Their ARNs have neither Region nor account. */
const OFFERED_TYPES = ['algorithm', 'feature-transformation', 'recipe'];

/** Resources that serve applications. The reference names campaigns only. */
const RUNTIME_TYPES = ['campaign', 'filter', 'recommender'];

/**
 * Whether the product writes such a statement in the policy of a preset.
 *
 * @throws ConflictError for another kind of statement under one of our Sids
 */
export function isUserPolicyStatement(statement: PolicyStatement): boolean {
  return hasFixedSid(statement, USER_POLICY_SIDS, "the people's policy");
}

/** Name of the managed policy of a preset. */
export function userPolicyName(roleName: string, preset: Preset): string {
  return `${roleName}-${preset}`;
}

/** ARN of the managed policy of a preset. Its path is the service role's. */
export function userPolicyArn(
  { partition, accountId, roleName, rolePath }: RoleIdentity,
  preset: Preset,
): string {
  return managedPolicyArn(
    partition,
    accountId,
    rolePath,
    userPolicyName(roleName, preset),
  );
}

/**
 * The statements of the managed policy of a preset.
 *
 * The Amazon Personalize Developer Guide, "Creating an IAM policy that provides
 * full access", allows every action on every resource and passing any role. Here
 * each statement is limited to the account and Region: by resource, or by the
 * requested Region if an action has no resource. Only this role may be passed, and
 * only to Personalize.
 *
 * @param role - the service role
 * @param team - entity ref of the group, as in {@link teamStatements}, if people
 * reach only the resources of that group; undefined if they reach the whole account
 * and Region
 */
export function userPolicyStatements(
  role: RoleTarget,
  preset: Preset,
  team?: string,
): OwnedStatement[] {
  const actions = presetActions(preset);
  return [
    ...(team === undefined
      ? resourceStatements(role, preset)
      : [
          ...teamStatements(role, actions, team),
          ...allow('PersonalizeOffered', actions.offered, offeredArns(role)),
        ]),
    withoutResource(
      role,
      team === undefined ? actions.anywhere : shortenedAnywhere(actions),
    ),
    ...(passesRole(preset) ? [passRole(role)] : []),
  ];
}

/**
 * On resources that have an ARN: those of the account and Region, and those that
 * AWS offers to every account.
 */
function resourceStatements(
  role: RoleTarget,
  preset: Preset,
): OwnedStatement[] {
  const { partition, region, accountId } = role;
  const ofAccount = serviceArns(partition, region, accountId);
  const offered = offeredArns(role);
  if (preset === 'admin') {
    return [
      {
        Sid: 'PersonalizeResources',
        Effect: 'Allow',
        Action: 'personalize:*',
        Resource: [ofAccount, ...offered],
      },
    ];
  }
  const actions = presetActions(preset);
  return [
    ...allow('PersonalizeResources', actions.account, [ofAccount]),
    ...allow('PersonalizeOffered', actions.offered, offered),
    ...allow(
      'PersonalizeRuntime',
      actions.runtime,
      RUNTIME_TYPES.map(
        type => `arn:${partition}:personalize:${region}:${accountId}:${type}/*`,
      ),
    ),
  ];
}

function offeredArns({ partition }: RoleTarget): string[] {
  return OFFERED_TYPES.map(type => `arn:${partition}:personalize:::${type}/*`);
}

function withoutResource(
  { region }: RoleTarget,
  actions: readonly string[],
): OwnedStatement {
  return {
    Sid: 'PersonalizeWithoutResource',
    Effect: 'Allow',
    Action: [...actions],
    Resource: '*',
    Condition: { StringEquals: { 'aws:RequestedRegion': region } },
  };
}

function passRole(role: RoleTarget): OwnedStatement {
  return {
    Sid: 'PersonalizePassRole',
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: roleArn(role),
    Condition: {
      StringEquals: { 'iam:PassedToService': SERVICE_PRINCIPAL },
    },
  };
}
