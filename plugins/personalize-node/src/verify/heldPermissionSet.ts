import {
  HeldPrincipal,
  Obstacle,
  PermissionSetPrincipal,
  PRESETS,
  RoleTarget,
  userPolicyArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PolicyReference } from '../aws/identityCenterReads';
import { PermissionSet } from '../parts/users/permissionSets';

/** What is read of a principal, besides who it is. */
export type PrincipalState = Omit<HeldPrincipal, 'principal' | 'name'>;

/**
 * What people have by a permission set. Its role in the account is Identity
 * Center's own and isn't read: what the set holds and who has it decides.
 */
export function heldPermissionSet(
  target: RoleTarget,
  policyArn: string,
  asked: PermissionSetPrincipal,
  set: PermissionSet | undefined,
): PrincipalState {
  const isAttached =
    set?.references.some(reference => isOf(reference, policyArn)) ?? false;
  const obstacle =
    obstacleOf(target, asked, set) ??
    (set && isAttached ? othersIn(target, set) : undefined);
  return {
    isAttached,
    ...(set?.assignees.length === 0 ? { isUnassigned: true } : {}),
    ...(obstacle ? { obstacle } : {}),
  };
}

function isOf({ path, name }: PolicyReference, policyArn: string): boolean {
  return policyArn.endsWith(`:policy${path}${name}`);
}

/** What else a set holds may deny what a preset allows, and isn't read. */
function othersIn(
  target: RoleTarget,
  { name, hasOtherPolicies, references }: PermissionSet,
): Obstacle | undefined {
  const arns = PRESETS.map(preset => userPolicyArn(target, preset));
  const others = references.filter(
    reference => !arns.some(arn => isOf(reference, arn)),
  );
  return hasOtherPolicies || others.length > 0
    ? {
        outcome: 'warning',
        message: `Permission set ${name} has other policies too, which the portal doesn't read: they may deny what was asked for, or allow more.`,
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
