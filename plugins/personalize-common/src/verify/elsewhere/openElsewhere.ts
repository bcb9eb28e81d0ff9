import { Check } from '../../plan/change';
import { isOwnStatement } from '../../plan/redact';
import { ExpectedAccess } from '../expectedAccess';
import { HeldAccess } from '../heldAccess';
import { Holder } from '../holders';
import { DocumentsBefore } from '../opened/before';
import { isJudged } from '../opened/opened';
import { PlacedStatement } from '../placed';
import { openOnData } from './data';
import { openToOthers } from './otherHolders';
import { openInOwnPolicies } from './ownPolicies';
import { openPassRole } from './passRole';
import { openTrust } from './trust';

/**
 * Names the statements of others, other set-ups' included, that open more than
 * was asked for. They are no failure of this set-up.
 */
export function openElsewhere(
  expected: ExpectedAccess,
  held: HeldAccess,
  holders: readonly Holder[],
  before: DocumentsBefore | undefined,
): Check[] {
  const checks = [
    ...holders.flatMap(holder => {
      const isForeign = (placed: PlacedStatement) =>
        placed.statement.Effect === 'Allow' &&
        !isJudged(holder, placed, before) &&
        // Of a key that wasn't found, it can't be judged what was asked for.
        !isOwnStatement(placed.statement, placed.place, expected.role);
      switch (holder.kind) {
        case 'trust':
          return openTrust(holder, held.role?.roleId, isForeign);
        case 'role':
          return openInOwnPolicies(
            holder,
            `the role ${expected.role.roleName}`,
            isForeign,
          );
        case 'people':
          return openInOwnPolicies(
            holder,
            'everybody with the preset',
            isForeign,
          );
        default:
          return openOnData(expected, held, holder, isForeign);
      }
    }),
    ...openPassRole(expected, held),
    ...openToOthers(held),
  ];
  return together(checks);
}

/** One policy may hang on several principals: what it gives each is told at once. */
function together(checks: readonly Check[]): Check[] {
  const byId = new Map<string, Check>();
  for (const check of checks) {
    const told = byId.get(check.id);
    byId.set(
      check.id,
      told && told.title !== check.title
        ? { ...told, title: `${told.title}. ${check.title}` }
        : check,
    );
  }
  return [...byId.values()];
}
