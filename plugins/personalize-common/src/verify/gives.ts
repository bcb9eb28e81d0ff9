import { allOf, Answer, anyOf } from '../evaluate/answer';
import { AccessRequest } from '../evaluate/request';
import { matchStatements, PolicyKind } from '../evaluate/statement';
import { POLICY_VERSION, PolicyStatement } from '../policy/document';
import { excessOf } from './contain/excess';

/**
 * Whether statements give what another one is for: by what they say, or in each
 * request as surely as that one does. A condition that is always met takes nothing
 * away.
 */
export function gives(
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
