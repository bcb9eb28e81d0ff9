import { ConflictError } from '@backstage/errors';
import { MAX_TAGS } from '@personalize-portal/backstage-plugin-personalize-common';
import { IamQuotas, IamRole } from '../../aws/iam';

/** What a plan of the role part would use up. */
export interface QuotaUse {
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
export function refuseBeyondQuotas(
  { role, createsPolicy, attached, attachesPolicy, tags }: QuotaUse,
  { roles, policies, attachedPoliciesPerRole }: IamQuotas,
): void {
  if (!role && isReached(roles)) {
    throw new ConflictError(
      `The account has ${roles.used} roles, and its quota is ${roles.quota}. Delete roles that are no longer used, or raise the quota RolesQuota of IAM.`,
    );
  }
  if (createsPolicy && isReached(policies)) {
    throw new ConflictError(
      `The account has ${policies.used} customer managed policies, and its quota is ${policies.quota}. Delete policies that are no longer used, or raise the quota PoliciesQuota of IAM.`,
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
      `tags: role ${role.arn} would have ${counted} tags, and IAM allows ${MAX_TAGS}. Ask for fewer, or take tags off the role that are no longer used.`,
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
