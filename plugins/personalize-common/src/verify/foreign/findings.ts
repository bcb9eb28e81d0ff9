import { Excess } from '../excess/excess';
import { AddedTo, Finding, finding } from '../finding';
import { additionId, foreignOpeningId, statementId } from '../ids';
import { StatementAtPlace, pointerTo } from '../statementPlaces';
import { passesRolesAlone } from '../words';

/**
 * A foreign statement, on a resource that isn't ours, that opens more than
 * requested.
 *
 * @param who - whom it allows more, in words
 */
export function elsewhereFinding(
  placed: StatementAtPlace,
  who: string[],
  excess: Excess[],
  isOfSetup = false,
): Finding<'elsewhere'> {
  const { statement, index, place, all } = placed;
  return finding<'elsewhere'>({
    id: foreignOpeningId(place, statementId(all, index)),
    kind: 'elsewhere',
    outcome: 'warning',
    subjects: {
      who,
      excess,
      passesRoles: passesRolesAlone(statement),
      isOfSetup,
    },
    statement: pointerTo(placed),
    opens: [statement],
  });
}

/**
 * A foreign statement on a resource of ours.
 *
 * @param holder - where its policy is attached, unless there is only one place
 */
export function addedStatementFinding(
  placed: StatementAtPlace,
  to: AddedTo,
  who: string[],
  excess: Excess[],
  holder?: string,
): Finding<'added'> {
  const { statement, index, place, all } = placed;
  return finding<'added'>({
    id: additionId(
      holder === undefined ? place : `${holder}:${place}`,
      statementId(all, index),
    ),
    kind: 'added',
    outcome: 'warning',
    subjects: { to, who, excess, passesRoles: passesRolesAlone(statement) },
    statement: pointerTo(placed),
    opens: [statement],
  });
}

/** Something else that was added to a resource of ours. */
export function additionFinding(
  id: string,
  to: AddedTo,
  what: string,
  who: string[] = [],
): Finding<'added'> {
  return finding<'added'>({
    id,
    kind: 'added',
    outcome: 'warning',
    subjects: { to, what, who, excess: [], passesRoles: false },
  });
}
