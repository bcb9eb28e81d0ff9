import {
  HeldPrincipal,
  Obstacle,
  PermissionSetPrincipal,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
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
    set?.references.some(({ path, name }) =>
      policyArn.endsWith(`:policy${path}${name}`),
    ) ?? false;
  const obstacle = obstacleOf(target, asked, set);
  return { isAttached, ...(obstacle ? { obstacle } : {}) };
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
