import {
  Conflict,
  Fault,
  isServicePolicyStatement,
  MAX_TAGS,
  mergeOwned,
  roleArn,
  servicePolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartPlan } from '../../engine/plan';
import {
  DocumentPlan,
  planPolicyChange,
  PolicyEdit,
} from '../../engine/policyChange';
import { roomIn } from '../../engine/policyHome';
import { IamQuotas } from '../../aws/iam';
import { managedPolicyHome } from '../shared/iamChanges';
import { isManaged } from '../shared/tags';
import {
  boundaryFaults,
  foreignRoleFaults,
  servicePolicyArn,
  surpriseFaults,
} from '../shared/roleStanding';
import {
  attachServicePolicy,
  createServicePolicy,
  createTheRole,
  tagsWith,
  updateSettings,
  updateTags,
} from './changes';
import { RoleState } from './read';
import { RoleWanted } from './wanted';

/** Brings the role and its policy to the requested state. */
export function planRole(wanted: RoleWanted, state: RoleState): PartPlan {
  const unfit = unfitness(wanted, state);
  const { role } = state.standing;
  const arn = servicePolicyArn(wanted.role);
  const policy = planServicePolicy(wanted, state);
  return {
    part: 'role',
    isRoleUnfit: unfit.length > 0,
    faults:
      unfit.length > 0
        ? unfit
        : [...quotaFaults(wanted, state), ...policy.faults],
    changes: [
      // Starts with the changes that AWS may refuse on a role that the portal's role
      // didn't create, so that a refusal leaves nothing half done.
      ...(role
        ? [...updateSettings(wanted, role), ...updateTags(wanted, role)]
        : []),
      ...policy.changes,
      ...(role ? [] : [createTheRole(wanted)]),
      ...(state.attached.includes(arn)
        ? []
        : [
            attachServicePolicy(
              wanted.role,
              arn,
              !role || !state.servicePolicy,
            ),
          ]),
    ],
    warnings: [],
    room: policy.room,
  };
}

function planServicePolicy(
  wanted: RoleWanted,
  { servicePolicy }: RoleState,
): DocumentPlan {
  const home = managedPolicyHome(servicePolicyArn(wanted.role));
  const edit = editServicePolicy(wanted);
  return servicePolicy
    ? planPolicyChange('role', home, servicePolicy.document, edit)
    : {
        changes: [createServicePolicy(wanted)],
        room: [roomIn(home, edit(undefined))],
        faults: [],
      };
}

function editServicePolicy({ role, settings }: RoleWanted): PolicyEdit {
  const statements = servicePolicyStatements(role, settings);
  return found =>
    mergeOwned(found, statements, isServicePolicyStatement).document;
}

/** Why the role can't be used or created as requested. */
function unfitness(
  { role: target, settings }: RoleWanted,
  { standing, surprises, servicePolicy, faults }: RoleState,
): Fault[] {
  const foreignPolicy =
    servicePolicy && !isManaged(servicePolicy.tags)
      ? [
          {
            field: 'roleName',
            message: `the account has a policy ${servicePolicy.arn} that the portal didn't create (it has no tag personalize:managed), so we don't overwrite it. Choose another role name.`,
          },
        ]
      : [];
  const foreignRole = foreignRoleFaults(standing, settings);
  return [
    ...faults,
    ...foreignPolicy,
    ...(foreignRole.length > 0
      ? foreignRole
      : [
          ...surpriseFaults(
            'adopt',
            `role ${roleArn(target)} can't be adopted`,
            surprises,
          ),
          // A boundary that doesn't exist limits nothing.
          ...(faults.length > 0
            ? []
            : boundaryFaults(standing.role, settings.permissionsBoundary)),
        ]),
  ];
}

/**
 * Reports what exceeds the account's quotas, so that no run stops half-way at a quota
 * known beforehand.
 */
function* quotaFaults(
  { role: target, settings }: RoleWanted,
  {
    standing: { role },
    servicePolicy,
    attached,
    quotas: { roles, policies, attachedPoliciesPerRole },
  }: RoleState,
): Generator<Conflict> {
  if (!role && isReached(roles)) {
    yield {
      message: `The account has ${roles.used} roles, and its quota is ${roles.quota}. Delete unused roles, or raise the quota RolesQuota of IAM.`,
    };
  }
  if (!servicePolicy && isReached(policies)) {
    yield {
      message: `The account has ${policies.used} customer managed policies, and its quota is ${policies.quota}. Delete unused policies, or raise the quota PoliciesQuota of IAM.`,
    };
  }
  if (
    role &&
    !attached.includes(servicePolicyArn(target)) &&
    isReached({ used: attached.length, quota: attachedPoliciesPerRole })
  ) {
    yield {
      message: `Role ${role.arn} has ${attached.length} policies attached, and the account's quota is ${attachedPoliciesPerRole}. Detach one, or raise the quota AttachedPoliciesPerRole.`,
    };
  }
  const tags = tagsWith(role?.tags ?? {}, settings.tags);
  const counted = Object.keys(tags).filter(key => !isTagOfAws(key)).length;
  if (role && counted > MAX_TAGS) {
    yield {
      field: 'tags',
      message: `role ${role.arn} would have ${counted} tags, and IAM allows ${MAX_TAGS}. Request fewer, or remove unused tags from the role.`,
    };
  }
}

function isReached({ used, quota }: IamQuotas['roles']): boolean {
  return used !== undefined && quota !== undefined && used >= quota;
}

/** Source: IAM User Guide, "Tags for IAM resources": AWS's own tags don't count. */
function isTagOfAws(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}
