import { Conflict } from '@personalize-portal/backstage-plugin-personalize-common';
import { IamQuotas } from '../../aws/iam';
import { Attachments, Holder } from './holders';
import { SetToChange } from './permissionSetChanges';

/** IAM's default for roles, groups and users. */
const ATTACHED_POLICIES = 10;

/**
 * AWS's and the account's own policies, in one permission set; no account can have
 * more.
 * Source: IAM Identity Center User Guide, "Quotas".
 */
const PERMISSION_SET_POLICIES = 20;

/** What a plan of the users part would use, in addition to the role part. */
export interface UsersQuotaUse {
  newRoles: number;
  newPolicies: number;
  holders: { holder: Holder; attachments: Attachments }[];
  sets: Pick<SetToChange, 'set' | 'delta'>[];
}

/**
 * Reports what exceeds the account's quotas, so that no run stops half-way at a quota
 * known beforehand.
 */
export function* userQuotaFaults(
  { newRoles, newPolicies, holders, sets }: UsersQuotaUse,
  quotas: IamQuotas,
): Generator<Conflict> {
  yield* fullFaults('roles', 'RolesQuota', newRoles, quotas.roles);
  yield* fullFaults(
    'customer managed policies',
    'PoliciesQuota',
    newPolicies,
    quotas.policies,
  );
  const most = {
    role: quotas.attachedPoliciesPerRole ?? ATTACHED_POLICIES,
    group: quotas.attachedPoliciesPerGroup ?? ATTACHED_POLICIES,
    user: quotas.attachedPoliciesPerUser ?? ATTACHED_POLICIES,
  };
  for (const { holder, attachments } of holders) {
    const { attach, detach } = attachments;
    const after = holder.attached.length - detach.length + attach.length;
    if (attach.length > 0 && after > most[holder.kind]) {
      yield {
        field: 'users',
        message: `${holder.kind} ${
          holder.name
        } would have ${after} policies attached, and the account's quota is ${
          most[holder.kind]
        }. Detach an unused one, or ask the account's administrator to raise the quota.`,
      };
    }
  }
  // All of them end up attached to the set's role in the account. The number of AWS
  // policies in a set isn't known; they count, too.
  const mostInSet = Math.min(PERMISSION_SET_POLICIES, most.role);
  for (const { set, delta } of sets) {
    const { refer, unrefer } = delta;
    const after = set.references.length - unrefer.length + refer.length;
    if (refer.length > 0 && after > mostInSet) {
      yield {
        field: 'users',
        message: `permission set ${set.name} would have ${after} policies, and ${mostInSet} fit on its role in the account. Choose another name, or, below ${PERMISSION_SET_POLICIES}, ask the account's administrator to raise the quota for policies on a role.`,
      };
    }
  }
}

function fullFaults(
  what: string,
  quotaName: string,
  more: number,
  { used, quota }: IamQuotas['roles'],
): Conflict[] {
  return more > 0 &&
    used !== undefined &&
    quota !== undefined &&
    used + more > quota
    ? [
        {
          field: 'users',
          message: `the account has ${used} ${what}, ${more} more are needed, and its quota is ${quota}. Delete what is unused, or raise the quota ${quotaName} of IAM.`,
        },
      ]
    : [];
}
