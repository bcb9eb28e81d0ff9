import { Warning } from '@personalize-portal/backstage-plugin-personalize-common';
import { PlanWarning } from '../../engine/plan';
import { isReservedRole, isReservedRoleOf } from './holders';
import { SetToChange } from './permissionSetChanges';
import { setResource } from './permissionSets';
import { PresetPolicy } from './presetPolicies';

/** The holders of a policy that the product can't detach. */
export function keepers(
  { entities }: PresetPolicy,
  sets: SetToChange[],
): string[] {
  return entities
    .filter(
      ({ kind, name }) =>
        kind === 'role' &&
        isReservedRole(name) &&
        !sets.some(({ set }) => isReservedRoleOf(name, set.name)),
    )
    .map(({ name }) => name);
}

/** Warns about policies that stay because the product can't detach them everywhere. */
export function keptWarnings(
  policy: PresetPolicy,
  sets: SetToChange[],
): PlanWarning[] {
  const roles = keepers(policy, sets);
  return roles.length > 0
    ? [
        {
          part: 'users',
          resource: policy.arn,
          lasts: 'attention',
          message: `The preset ${
            policy.preset
          } is no longer listed, but its policy ${
            policy.arn
          } stays: ${roles.join(
            ', ',
          )} has it, the role of a permission set that the portal didn't create. Ask the administrators of Identity Center to remove the policy from that set, then run again.`,
        },
      ]
    : [];
}

/** What readers must know about a change of a permission set. */
export function setWarnings(change: SetToChange): Warning[] {
  const { target, set, delta } = change;
  const others = set.accounts.filter(account => account !== target.accountId);
  const messages = [
    delta.unrefer.length > 0 &&
      others.length > 0 &&
      `Permission set ${set.name} loses ${delta.unrefer
        .map(({ name }) => name)
        .join(', ')} and is also used in account ${others.join(
        ', ',
      )}, which keeps the old version until somebody provisions the set there.`,
    delta.kept.length > 0 &&
      `Permission set ${
        set.name
      } gives people more than this set-up requests, so we remove nobody from it. Not requested here, but kept: ${delta.kept
        .map(({ kind, id }) => `${kind} ${id}`)
        .join(', ')}.`,
  ];
  return messages.flatMap(message =>
    message
      ? [
          {
            part: 'users' as const,
            resource: setResource(change),
            message,
          },
        ]
      : [],
  );
}
