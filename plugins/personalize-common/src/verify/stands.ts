import { Check } from '../plan/change';
import { allOf, Answer, anyOf } from '../evaluate/answer';
import { AccessRequest } from '../evaluate/request';
import { matchStatements, PolicyKind } from '../evaluate/statement';
import { POLICY_VERSION, PolicyStatement } from '../policy/document';
import { excessOf } from './contain/excess';
import { ExpectedAccess } from './expectedAccess';
import { HeldAccess } from './heldAccess';
import { Holder } from './holders';
import { stands } from './ids';
import { placedStatements, PlacedStatement, pointerTo } from './placed';
import { inWords, policyName, RUN_AGAIN, statementIn } from './words';
import { askedRequests } from './works/askedRequests';

/**
 * Proves that what the product wrote stands, by its meaning. What was taken away
 * and is given by somebody else's statement works for now: a warning. Who lets
 * Personalize assume the role doesn't matter: hardening leaves a fitting
 * statement of somebody else in place.
 */
export function proveStands(
  { role }: ExpectedAccess,
  { role: held }: HeldAccess,
  holder: Holder,
): Check[] {
  if (holder.kind === 'trust') {
    return [];
  }
  const isGiven = (
    asked: PolicyStatement,
    statements: readonly PlacedStatement[],
  ) =>
    gives(
      statements.map(({ statement }) => statement),
      asked,
      holder.kind === 'bucket' || holder.kind === 'key'
        ? 'resource'
        : 'identity',
      () => askedRequests(role, held?.roleId, holder, asked),
    );
  const there = placedStatements(holder.policies).filter(
    ({ statement }) => statement.Effect === 'Allow',
  );
  const own = there.filter(({ statement, place }) =>
    holder.isOwn(statement, place),
  );
  const changed = holder.statements.filter(asked => !isGiven(asked, own));
  const missing = changed.filter(asked => !isGiven(asked, there));
  const name = policyName(holder.id);
  const id = stands(holder.id);
  if (missing.length > 0) {
    return [
      {
        id,
        title: `Not all that was asked for stands in ${name}: ${sidsOf(
          missing,
        )} ${missing.length > 1 ? 'are' : 'is'} missing or was edited`,
        outcome: 'failed',
        ...pointerToFirst(own, missing),
        remedy: RUN_AGAIN,
      },
    ];
  }
  const byOthers = there.find(
    placed =>
      !own.includes(placed) &&
      changed.some(
        asked =>
          !isGiven(
            asked,
            there.filter(other => other !== placed),
          ),
      ),
  );
  return [
    changed.length > 0
      ? {
          id,
          title: `What was asked for holds in ${name} only by somebody else's statement`,
          outcome: 'warning',
          ...(byOthers ? pointerTo(byOthers) : {}),
          remedy: `${
            byOthers
              ? statementIn(byOthers.statement, byOthers.index, byOthers.place)
              : 'Another statement'
          } gives what ${sidsOf(changed)} gave. ${RUN_AGAIN}`,
        }
      : {
          id,
          title: `What was asked for stands in ${name}`,
          outcome: 'passed',
        },
  ];
}

/**
 * Tells whether statements give what another one is for: by what they say, or in
 * each request as surely as that one does. A condition that is always met takes
 * nothing away.
 */
function gives(
  statements: readonly PolicyStatement[],
  asked: PolicyStatement,
  kind: PolicyKind,
  requests: () => AccessRequest[],
): boolean {
  return (
    excessOf(asked, statements).length === 0 ||
    requests().every(request => {
      const answerOf = (statement: PolicyStatement) =>
        answerBy(statement, kind, request);
      const enough = ['yes', answerOf(asked)];
      return statements.some(statement => enough.includes(answerOf(statement)));
    })
  );
}

/** To name the account gives nothing: it leaves it to the account's own policies. */
function answerBy(
  statement: PolicyStatement,
  kind: PolicyKind,
  request: AccessRequest,
): Answer {
  const [{ answer, mentions }] = matchStatements(
    { Version: POLICY_VERSION, Statement: statement },
    kind,
    request,
  );
  const { itself, session, everybody } = mentions;
  return allOf([answer, anyOf([itself, session, everybody])]);
}

function pointerToFirst(
  own: readonly PlacedStatement[],
  missing: readonly PolicyStatement[],
): Pick<Check, 'statement'> {
  const edited = own.find(({ statement }) =>
    missing.some(({ Sid }) => Sid === statement.Sid),
  );
  return edited ? pointerTo(edited) : {};
}

function sidsOf(statements: readonly PolicyStatement[]): string {
  return inWords(statements.map(({ Sid }) => `"${Sid}"`));
}
