import { isOwnStatement } from '../../documents/redact';
import { Holding } from '../../setup/change';
import { ExpectedAccess } from '../expectedAccess';
import { Finding, finding } from '../finding';
import { HeldAccess } from '../heldAccess';
import { Holder } from '../holders';
import { DocumentsBefore } from '../opened/before';
import { isJudged } from '../opened/opened';
import { SetupStatements } from '../opened/otherSetup';
import { PlacedStatement } from '../placed';
import { openOnData } from './data';
import { openToOthers } from './otherHolders';
import { openInOwnPolicies } from './ownPolicies';
import { openToPeople } from './people';
import { addedToRoles } from './roleFacts';
import { openTrust } from './trust';

/**
 * Names the statements of others, other set-ups' included, that open more than
 * was asked for, and what was added to its roles. They are no failure of this set-up.
 *
 * @param holdings - what the last run left of the set-up
 */
export function openElsewhere(
  expected: ExpectedAccess,
  held: HeldAccess,
  holders: readonly Holder[],
  before: DocumentsBefore | undefined,
  recorded: SetupStatements,
  holdings: readonly Holding[],
): Finding[] {
  return together([
    ...holders.flatMap(holder => {
      const isForeign = (placed: PlacedStatement) =>
        placed.statement.Effect === 'Allow' &&
        !isJudged(holder, placed, before, recorded) &&
        // Of a key that wasn't found, it can't be judged what was asked for.
        !isOwnStatement(placed.statement, placed.place, expected.role);
      switch (holder.kind) {
        case 'trust':
          return openTrust(holder, held.role?.roleId, isForeign);
        case 'role':
          return openInOwnPolicies(holder, 'role', isForeign);
        case 'people':
          return openInOwnPolicies(holder, 'preset', isForeign);
        default:
          return openOnData(expected, held, holder, isForeign, recorded);
      }
    }),
    ...addedToRoles(expected, held, holdings),
    ...openToPeople(expected, held),
    ...openToOthers(held),
  ]);
}

/** One policy may be attached to several: what it gives each is one finding. */
function together(findings: readonly Finding[]): Finding[] {
  const byId = new Map<string, Finding>();
  for (const one of findings) {
    const found = byId.get(one.id);
    byId.set(
      one.id,
      found?.kind === 'elsewhere' && one.kind === 'elsewhere'
        ? elsewhereOf(found, one.subjects.who)
        : found ?? one,
    );
  }
  return [...byId.values()];
}

function elsewhereOf(
  found: Finding<'elsewhere'>,
  others: readonly string[],
): Finding {
  const who = [...new Set([...found.subjects.who, ...others])];
  return finding<'elsewhere'>({
    ...found,
    subjects: { ...found.subjects, who },
  });
}
