import { Check } from '../../plan/change';
import { ExpectedAccess } from '../expectedAccess';
import { HeldAccess } from '../heldAccess';
import { Holder } from '../holders';
import { DocumentsBefore } from '../opened/before';
import { isJudged } from '../opened/opened';
import { PlacedStatement } from '../placed';
import { openOnData } from './data';
import { openPassRole } from './passRole';
import { openOnRole } from './role';
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
        !isJudged(holder, placed, before);
      switch (holder.kind) {
        case 'trust':
          return openTrust(holder, held.role?.roleId, isForeign);
        case 'role':
          return openOnRole(expected, held, holder, isForeign);
        case 'people':
          return [];
        default:
          return openOnData(expected, held, holder, isForeign);
      }
    }),
    ...openPassRole(expected, held),
  ];
  // One policy may hang on several principals.
  return [...new Map(checks.map(check => [check.id, check])).values()];
}
