import { ConflictError } from '@backstage/errors';
import {
  ForeignPolicyError,
  isServicePolicyStatement,
  MAX_TAGS,
  mergeOwned,
  roleArn,
  servicePolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartPlan } from '../../engine/plan';
import { planPolicyChange, PolicyEdit } from '../../engine/policyChange';
import { roomIn } from '../../engine/policyHome';
import { IamQuotas, IamRole } from '../../aws/iam';
import { managedPolicyHome } from '../shared/iamChanges';
import { isManaged } from '../shared/tags';
import {
  refuseForeignRole,
  refuseOtherBoundary,
  servicePolicyArn,
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

/** Brings the role and its policy to what was asked for. */
export function planRole(wanted: RoleWanted, state: RoleState): PartPlan {
  refuseForeign(wanted, state);
  const { role } = state.standing;
  const arn = servicePolicyArn(wanted.role);
  refuseBeyondQuotas(
    {
      role,
      createsPolicy: !state.servicePolicy,
      attached: state.attached,
      attachesPolicy: !state.attached.includes(arn),
      tags: tagsWith(role?.tags ?? {}, wanted.settings.tags),
    },
    state.quotas,
  );
  const home = managedPolicyHome(arn);
  const edit = editServicePolicy(wanted);
  const document = edit(state.servicePolicy?.document);
  return {
    part: 'role',
    changes: [
      // First what the portal's role may not be allowed on a role that it
      // didn't create, so that a refusal leaves nothing half done.
      ...(role
        ? [...updateSettings(wanted, role), ...updateTags(wanted, role)]
        : []),
      ...(state.servicePolicy
        ? planPolicyChange('role', home, state.servicePolicy.document, edit)
        : [createServicePolicy(wanted)]),
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
    room: [roomIn(home, document)],
  };
}

function editServicePolicy({ role, settings }: RoleWanted): PolicyEdit {
  const statements = servicePolicyStatements(role, settings);
  return found =>
    mergeOwned(found, statements, isServicePolicyStatement).document;
}

/** Throws where AWS holds something under the role's names that may not be touched. */
function refuseForeign(
  { role: target, settings }: RoleWanted,
  { standing, surprises, servicePolicy }: RoleState,
): void {
  const arn = servicePolicyArn(target);
  if (servicePolicy && !isManaged(servicePolicy.tags)) {
    throw new ConflictError(
      `roleName: the account has a policy ${arn} that the portal didn't create (it has no tag personalize:managed), so we don't overwrite it. Choose another role name.`,
    );
  }
  refuseForeignRole(standing, settings);
  if (surprises.length > 0) {
    const messageOf = (texts: string[]) =>
      `adopt: role ${roleArn(target)} can't be adopted: ${texts.join(
        '; ',
      )}. Remove that from the role, or choose another name.`;
    throw new ForeignPolicyError(
      messageOf(surprises.map(({ message }) => message)),
      messageOf(surprises.map(({ unquoted }) => unquoted)),
    );
  }
  if (standing.role) {
    refuseOtherBoundary(standing.role, settings.permissionsBoundary);
  }
}

/** What a plan of the role part would use up. */
interface QuotaUse {
  /** As AWS holds it; it is created where it is absent. */
  role: IamRole | undefined;
  createsPolicy: boolean;
  /** ARNs of the managed policies on the role. */
  attached: string[];
  attachesPolicy: boolean;
  /** The tags of the role after the plan. */
  tags: Record<string, string>;
}

/**
 * Makes sure that a plan fits the account, so that no run stops half-way at a
 * quota that could have been known.
 *
 * @throws ConflictError that names the quota and what to do
 */
function refuseBeyondQuotas(
  { role, createsPolicy, attached, attachesPolicy, tags }: QuotaUse,
  { roles, policies, attachedPoliciesPerRole }: IamQuotas,
): void {
  if (!role && isReached(roles)) {
    throw new ConflictError(
      `The account has ${roles.used} roles, and its quota is ${roles.quota}. Delete unused roles, or raise the quota RolesQuota of IAM.`,
    );
  }
  if (createsPolicy && isReached(policies)) {
    throw new ConflictError(
      `The account has ${policies.used} customer managed policies, and its quota is ${policies.quota}. Delete unused policies, or raise the quota PoliciesQuota of IAM.`,
    );
  }
  if (
    role &&
    attachesPolicy &&
    isReached({ used: attached.length, quota: attachedPoliciesPerRole })
  ) {
    throw new ConflictError(
      `Role ${role.arn} has ${attached.length} policies attached, and the account's quota is ${attachedPoliciesPerRole}. Detach one, or raise the quota AttachedPoliciesPerRole.`,
    );
  }
  const counted = Object.keys(tags).filter(key => !isTagOfAws(key)).length;
  if (role && counted > MAX_TAGS) {
    throw new ConflictError(
      `tags: role ${role.arn} would have ${counted} tags, and IAM allows ${MAX_TAGS}. Request fewer, or remove unused tags from the role.`,
    );
  }
}

function isReached({ used, quota }: IamQuotas['roles']): boolean {
  return used !== undefined && quota !== undefined && used >= quota;
}

/** Source: IAM User Guide, "Tags for IAM resources": tags of AWS don't count. */
function isTagOfAws(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}
