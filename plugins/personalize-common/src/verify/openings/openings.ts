import { statementFingerprint } from '../../policy/compare';
import { PolicyStatement } from '../../policy/document';
import { isService } from '../../trust/admittance';
import { excessOf } from '../excess/excess';
import { isNobody, Party } from '../excess/principals';
import { Finding, finding } from '../finding';
import { closedId, openingId, statementId } from '../ids';
import { PolicySet } from '../policySets';
import {
  StatementAtPlace,
  statementsAtPlaces,
  pointerTo,
} from '../statementPlaces';
import { passesRolesAlone } from '../words';
import { beforeOf, DocumentsBefore, removedDenies } from './before';

/**
 * Proves that nothing was opened beyond the request. Judges this set-up's own
 * statements, whenever they were changed, and every new statement in a policy that
 * the run changed. Each must be within the request, within what the last run wrote,
 * or within what was there before.
 *
 * @param written - what the last run left of our statements
 * @param roleId - unique id of the service role, if it exists
 */
export function proveOpenedNothing(
  policySet: PolicySet,
  before: DocumentsBefore | undefined,
  recorded: SetupStatements,
  written: readonly PolicyStatement[],
  roleId: string | undefined,
): Finding[] {
  const findings = [
    ...statementsAtPlaces(policySet.policies)
      .filter(placed => isJudged(policySet, placed, before, recorded))
      .flatMap(placed => judge(policySet, placed, before, written, roleId)),
    ...policySet.policies.flatMap(policy => removedDenies(policy, before)),
  ];
  return findings.length > 0
    ? findings
    : [
        finding({
          id: closedId(policySet.id),
          kind: 'closed',
          outcome: 'passed',
          subjects: { holder: policySet.id },
        }),
      ];
}

/** Whether a statement is compared with the request: it is ours, or new. */
export function isJudged(
  policySet: PolicySet,
  { statement, place }: StatementAtPlace,
  before: DocumentsBefore | undefined,
  recorded: SetupStatements,
): boolean {
  if (statement.Effect !== 'Allow') {
    return false;
  }
  const was = beforeOf(before, place);
  return (
    policySet.isOwn(statement, place) ||
    (was !== undefined &&
      !was.had(statement) &&
      !isOfOtherSetup(recorded, place, statement))
  );
}

function judge(
  policySet: PolicySet,
  placed: StatementAtPlace,
  before: DocumentsBefore | undefined,
  written: readonly PolicyStatement[],
  roleId: string | undefined,
): Finding[] {
  const { statement, index, place, all } = placed;
  const foreignBefore = (beforeOf(before, place)?.statements ?? []).filter(
    one => one.Effect === 'Allow' && !policySet.isOwn(one, place),
  );
  const excess = excessOf(
    statement,
    [...policySet.statements, ...written, ...foreignBefore],
    party => isJudgedElsewhere(policySet, party, roleId),
  );
  return excess.length === 0
    ? []
    : [
        finding({
          id: openingId(place, statementId(all, index)),
          kind: 'opened',
          outcome: 'failed',
          subjects: {
            isOwn: policySet.isOwn(statement, place),
            excess,
            passesRoles: passesRolesAlone(statement),
          },
          statement: pointerTo(placed),
          opens: [statement],
        }),
      ];
}

/**
 * Deleted principals grant nothing. A separate check judges for whom Personalize
 * may assume the role: it knows more about the source keys.
 */
function isJudgedElsewhere(
  { kind }: PolicySet,
  party: Party,
  roleId: string | undefined,
): boolean {
  return (
    isNobody(party, roleId) ||
    (kind === 'trust' &&
      party.kind === 'named' &&
      isService(party.principal.type, party.principal.name))
  );
}

/**
 * Fingerprints of the statements that this portal's set-ups have on record in the
 * policies of buckets and keys, by ARN.
 */
export type SetupStatements = Readonly<Record<string, readonly string[]>>;

/**
 * Whether a set-up has exactly this statement on record. Another run isn't
 * responsible for what it opens. The Sid proves nothing, because anybody can write
 * one.
 *
 * @param place - ARN of the bucket or key
 */
export function isOfOtherSetup(
  recorded: SetupStatements,
  place: string,
  statement: PolicyStatement,
): boolean {
  return (recorded[place] ?? []).includes(statementFingerprint(statement));
}
