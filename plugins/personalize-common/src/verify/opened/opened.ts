import { Check } from '../../plan/change';
import { isPersonalize } from '../../trust/admittance';
import { excessOf } from '../contain/excess';
import { Party } from '../contain/principals';
import { Holder } from '../holders';
import { opened, openedNothing, statementId } from '../ids';
import { placedStatements, PlacedStatement, pointerTo } from '../placed';
import { policyName, RUN_AGAIN, statementIn } from '../words';
import { beforeOf, DocumentsBefore } from './before';
import { excessWords } from './excessWords';
import { goneDenies } from './goneDenies';
import { isNobody } from './nobody';
import { isOfOtherSetup } from './otherSetup';

/**
 * Proves that nothing was opened beyond what was asked for. Judged are this
 * set-up's own statements, whenever they were changed, and all that is new in a
 * policy that the run changed. Each must be within what was asked for, or within
 * what stood there before.
 *
 * @param roleId - unique id of the service role, where it exists
 */
export function proveOpenedNothing(
  holder: Holder,
  before: DocumentsBefore | undefined,
  roleId: string | undefined,
): Check[] {
  const checks = [
    ...placedStatements(holder.policies).flatMap(
      placed => judge(holder, placed, before, roleId) ?? [],
    ),
    ...holder.policies.flatMap(policy => goneDenies(policy, before)),
  ];
  return checks.length > 0
    ? checks
    : [
        {
          id: openedNothing(holder.id),
          title: `Nothing beyond what was asked for was opened in ${policyName(
            holder.id,
          )}`,
          outcome: 'passed',
        },
      ];
}

/** Tells whether a statement is judged by what was asked for: it is ours, or new. */
export function isJudged(
  holder: Holder,
  { statement, place, all }: PlacedStatement,
  before: DocumentsBefore | undefined,
): boolean {
  if (statement.Effect !== 'Allow') {
    return false;
  }
  const was = beforeOf(before, place, all);
  return (
    holder.isOwn(statement, place) ||
    (was !== undefined &&
      !was.had(statement) &&
      !isOfOtherSetup(holder.kind, place, statement))
  );
}

function judge(
  holder: Holder,
  placed: PlacedStatement,
  before: DocumentsBefore | undefined,
  roleId: string | undefined,
): Check | undefined {
  const { statement, index, place, all } = placed;
  if (!isJudged(holder, placed, before)) {
    return undefined;
  }
  const was = beforeOf(before, place, all);
  const foreignBefore = (was?.statements ?? []).filter(
    one => one.Effect === 'Allow' && !holder.isOwn(one, place),
  );
  const excess = excessOf(
    statement,
    [...holder.statements, ...foreignBefore],
    party => isJudgedElsewhere(holder, party, roleId),
  );
  if (excess.length === 0) {
    return undefined;
  }
  const isUnknown = was?.mayHaveHad(statement) ?? false;
  const where = statementIn(statement, index, place);
  const id = opened(place, statementId(all, index));
  return isUnknown
    ? {
        id,
        title: `${where} was changed by this run, and it can't be told whether it was narrower before`,
        outcome: 'unknown',
        ...pointerTo(placed),
        remedy:
          'What others wrote is hidden from who ran this. Have somebody check it who may read it (permission personalize.policy.read).',
      }
    : {
        id,
        title: `${where} opens more than was asked for: ${excessWords(
          statement,
          excess,
        )}`,
        outcome: 'failed',
        ...pointerTo(placed),
        remedy: holder.isOwn(statement, place)
          ? `Somebody edited it. ${RUN_AGAIN}`
          : 'Remove the statement, or have the owner of the policy say that it is meant to be there.',
      };
}

/**
 * Who is gone is let in no more; and for whom Personalize may assume the role is
 * a check of its own, which knows more of the source keys.
 */
function isJudgedElsewhere(
  { kind }: Holder,
  party: Party,
  roleId: string | undefined,
): boolean {
  return (
    isNobody(party, roleId) ||
    (kind === 'trust' &&
      party.kind === 'named' &&
      isPersonalize(party.principal.type, party.principal.name))
  );
}
