import { isOwnStatement } from '../../documents/redact';
import { PolicyStatement } from '../../policy/document';
import { Holding } from '../../setup/change';
import { isService } from '../../trust/admittance';
import { ExpectedAccess, HeldAccess } from '../access';
import { excessOf } from '../excess/excess';
import { isNobody, partiesOf, Party, partyWords } from '../excess/principals';
import { AddedTo, Finding, finding, obstacleFinding } from '../finding';
import { OTHER_HOLDERS, otherHolderId } from '../ids';
import { DocumentsBefore } from '../openings/before';
import { isJudged, SetupStatements } from '../openings/openings';
import { PolicySet } from '../policySets';
import { StatementAtPlace, statementsAtPlaces } from '../statementPlaces';
import { openingsOnData } from './data';
import { addedStatementFinding, additionFinding } from './findings';
import { openingsToPeople } from './people';
import { additionsToRoles } from './roleFacts';

/**
 * Finds foreign statements, other set-ups' included, that open more than requested,
 * and additions to the set-up's roles. They don't fail this set-up.
 *
 * @param holdings - what the last run left of the set-up
 */
export function foreignOpenings(
  expected: ExpectedAccess,
  held: HeldAccess,
  policySets: readonly PolicySet[],
  before: DocumentsBefore | undefined,
  recorded: SetupStatements,
  holdings: readonly Holding[],
): Finding[] {
  return together([
    ...policySets.flatMap(policySet => {
      const isForeign = (placed: StatementAtPlace) =>
        placed.statement.Effect === 'Allow' &&
        !isJudged(policySet, placed, before, recorded) &&
        // For a key that wasn't found, the requested statements aren't known.
        !isOwnStatement(placed.statement, placed.place, expected.role);
      switch (policySet.kind) {
        case 'trust':
          return additionsToTrust(policySet, held.role?.roleId, isForeign);
        case 'role':
          return additionsToPolicies(policySet, 'role', isForeign);
        case 'people':
          return additionsToPolicies(policySet, 'preset', isForeign);
        default:
          return openingsOnData(expected, held, policySet, isForeign, recorded);
      }
    }),
    ...additionsToRoles(expected, held, holdings),
    ...openingsToPeople(expected, held),
    ...otherHolders(held),
  ]);
}

/** One policy may be attached to several identities. What it gives each is one finding. */
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

/** Names those who have the policy of a preset without a request. */
function otherHolders({ others = [], othersObstacle }: HeldAccess): Finding[] {
  return othersObstacle
    ? [obstacleFinding(OTHER_HOLDERS, othersObstacle)]
    : others.flatMap(({ policyArn, names }) =>
        names.map(name =>
          additionFinding(
            otherHolderId(policyArn, name),
            'preset-holders',
            policyArn,
            [`the ${name}`],
          ),
        ),
      );
}

/**
 * Finds foreign statements in the policies of the service role or of a preset that
 * allow more than requested. Both belong to one set-up: everybody who passes the
 * role to Personalize can use what the role can do.
 */
function additionsToPolicies(
  policySet: PolicySet,
  to: AddedTo,
  isForeign: (placed: StatementAtPlace) => boolean,
): Finding[] {
  return statementsAtPlaces(policySet.policies)
    .filter(isForeign)
    .flatMap(placed => {
      const excess = excessOf(
        placed.statement,
        policySet.statements.map(inAnyAccount),
      );
      return excess.length > 0
        ? [addedStatementFinding(placed, to, [], excess)]
        : [];
    });
}

/**
 * A foreign statement that doesn't name a bucket's account opens no more today than
 * ours, which does, because a bucket's name is unique. So an upgrade doesn't report
 * it.
 */
function inAnyAccount(statement: PolicyStatement): PolicyStatement {
  const { Condition = {}, ...unconditioned } = statement;
  const keys = Object.values(Condition).flatMap(Object.keys);
  return keys.every(key => key === 'aws:ResourceAccount')
    ? unconditioned
    : statement;
}

/** Finds foreign statements that let others than Personalize assume the role. */
function additionsToTrust(
  policySet: PolicySet,
  roleId: string | undefined,
  isForeign: (placed: StatementAtPlace) => boolean,
): Finding[] {
  return statementsAtPlaces(policySet.policies)
    .filter(isForeign)
    .flatMap(placed => {
      const others = othersIn(placed.statement, roleId);
      return others.length > 0
        ? [addedStatementFinding(placed, 'trust', others.map(partyWords), [])]
        : [];
    });
}

function othersIn(
  statement: PolicyStatement,
  roleId: string | undefined,
): Party[] {
  return partiesOf(statement).filter(
    party =>
      !isNobody(party, roleId) &&
      !(
        party.kind === 'named' &&
        isService(party.principal.type, party.principal.name)
      ),
  );
}
