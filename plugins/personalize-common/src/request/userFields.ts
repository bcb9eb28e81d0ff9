import { Preset, PRESETS } from '../service/presets';
import { Principal, UserAccess } from '../setup/access';
import { choice, Contradiction, fieldsOnly, Union, unitedList } from './fields';
import { principalEntry } from './principalFields';
import { RequestScope } from './scope';

/**
 * Collects entries of presets: each preset once, with each principal once. A
 * principal named twice, in one preset or in two, is one thing in AWS: a role has
 * one trust policy, and everybody with a permission set has all its presets.
 * Uniting entries that differ would let in more than each of them asks for. IAM
 * compares names without case.
 */
class PrincipalUnion implements Union<UserAccess> {
  /** By preset, then by {@link subjectOf}. */
  private readonly presets = new Map<Preset, Map<string, Principal>>();
  /** The first entry of each principal in any preset. */
  private readonly first = new Map<string, Principal>();

  /** @returns why the first conflicting principal conflicts with those before it */
  add({ preset, principals }: UserAccess): Contradiction | undefined {
    const ofPreset = this.presets.get(preset) ?? new Map<string, Principal>();
    this.presets.set(preset, ofPreset);
    for (const [index, next] of principals.entries()) {
      const subject = subjectOf(next);
      const there = this.first.get(subject);
      const contradiction = there && contradictionOf(there, next);
      if (contradiction) {
        return {
          path: ['principals', index, contradiction.field],
          rule: contradiction.rule,
        };
      }
      this.first.set(subject, there ?? next);
      ofPreset.set(subject, ofPreset.get(subject) ?? next);
    }
    return undefined;
  }

  list(): UserAccess[] {
    return [...this.presets].map(([preset, principals]) => ({
      preset,
      principals: [...principals.values()],
    }));
  }
}

/** Why a principal conflicts with an earlier one of the same name. */
function contradictionOf(
  there: Principal,
  next: Principal,
): { field: string; rule: string } | undefined {
  if (nameOf(there) !== nameOf(next)) {
    return {
      field: 'name' in next ? 'name' : 'roleName',
      rule: `an earlier entry names ${nameOf(
        there,
      )}, and AWS ignores case in names; write both the same way`,
    };
  }
  if (settingsOf(there) === settingsOf(next)) {
    return undefined;
  }
  return next.type === 'permission-set'
    ? {
        field: 'assignTo',
        rule: `an earlier entry assigns the permission set ${next.name} to others, and everyone it is assigned to gets all its presets; give the same assignTo in each entry, or use two permission sets`,
      }
    : {
        field: 'roleName',
        rule: `an earlier entry asks for the role ${nameOf(
          next,
        )} with other settings, and a role has one trust policy; give the same settings in each entry, or use two roles`,
      };
}

/** Identifies what is one thing in AWS. */
function subjectOf(principal: Principal): string {
  return `${kindOf(principal)} ${nameOf(principal).toLowerCase()}`;
}

/** The kind of principal, which has its own namespace. */
function kindOf(principal: Principal): string {
  return 'roleName' in principal ? 'role' : principal.type;
}

function nameOf(principal: Principal): string {
  return 'roleName' in principal ? principal.roleName : principal.name;
}

/** All settings of a principal in AWS, without its name. Order doesn't count. */
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
    // A group or user has only a name.
    default:
      return [];
  }
}

/** Who gets which preset. Each preset appears once, with each principal once. */
export function userList(scope: RequestScope) {
  const entry = fieldsOnly(
    { preset: choice(PRESETS), principals: principalList(scope) },
    'an entry of users',
  );
  return unitedList(
    'presets with their principals',
    () => entry,
    (): Union<UserAccess> => new PrincipalUnion(),
  );
}

/** Not united yet, so that a conflict can name the position of its entry. */
function principalList(scope: RequestScope) {
  return unitedList(
    'at least one principal',
    raw => principalEntry(raw, scope),
    (): Union<Principal> => {
      const principals: Principal[] = [];
      return {
        add(next) {
          principals.push(next);
          return undefined;
        },
        list: () => principals,
      };
    },
    1,
  );
}
