import { Preset, Principal, UserAccess } from './types';

/** Why a principal doesn't go with the ones before it. */
interface PrincipalConflict {
  /** Name of the field of the principal. */
  field: string;
  rule: string;
}

/**
 * Tells why a principal doesn't go with others of the same request. One that is
 * named twice, in a preset or in two of them, is one thing in AWS: a role has
 * one trust policy, and whoever a permission set is assigned to has all its
 * presets. Uniting entries that differ would let in more than each of them says.
 * IAM compares names without case.
 */
export function principalConflict(
  others: readonly Principal[],
  next: Principal,
): PrincipalConflict | undefined {
  const named = others.filter(
    other =>
      kindOf(other) === kindOf(next) &&
      nameOf(other).toLowerCase() === nameOf(next).toLowerCase(),
  );
  const otherCase = named.find(other => nameOf(other) !== nameOf(next));
  if (otherCase) {
    return {
      field: 'name' in next ? 'name' : 'roleName',
      rule: `an entry before this one names ${nameOf(
        otherCase,
      )}, and AWS tells no names apart that differ in case only; write both alike`,
    };
  }
  if (named.every(other => settingsOf(other) === settingsOf(next))) {
    return undefined;
  }
  return next.type === 'permission-set'
    ? {
        field: 'assignTo',
        rule: `an entry before this one assigns the permission set ${next.name} to others, and whoever it is assigned to has all its presets; give the same assignTo in each entry, or use two permission sets`,
      }
    : {
        field: 'roleName',
        rule: `an entry before this one asks for the role ${nameOf(
          next,
        )} with other settings, and a role has one trust policy; give the same settings in each entry, or use two roles`,
      };
}

/**
 * A list of presets with one principal more.
 *
 * @param principal - in no conflict with those of the list
 */
export function withPrincipal(
  list: readonly UserAccess[],
  preset: Preset,
  principal: Principal,
): UserAccess[] {
  const isSame = (other: Principal) =>
    kindOf(other) === kindOf(principal) && nameOf(other) === nameOf(principal);
  const found = list.find(access => access.preset === preset);
  if (!found) {
    return [...list, { preset, principals: [principal] }];
  }
  return found.principals.some(isSame)
    ? [...list]
    : list.map(access =>
        access === found
          ? { preset, principals: [...found.principals, principal] }
          : access,
      );
}

/** What shares its names with a principal. */
function kindOf(principal: Principal): string {
  return 'roleName' in principal ? 'role' : principal.type;
}

function nameOf(principal: Principal): string {
  return 'roleName' in principal ? principal.roleName : principal.name;
}

/** All that AWS holds of a principal beside its name; order doesn't count. */
function settingsOf(principal: Principal): string {
  return JSON.stringify([principal.type, ...settingList(principal)]);
}

function settingList(principal: Principal): unknown[] {
  switch (principal.type) {
    case 'permission-set':
      return principal.assignTo.map(({ kind, id }) => `${kind} ${id}`).sort();
    case 'saml-role':
      return [principal.provider];
    case 'oidc-role':
      return [principal.provider, principal.audience, principal.subject];
    case 'account-role':
      return [principal.requireMfa, ...[...principal.users].sort()];
    // A group or user has nothing but its name.
    default:
      return [];
  }
}
