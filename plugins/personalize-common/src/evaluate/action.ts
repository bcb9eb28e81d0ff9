import { asList, PolicyStatement } from '../policy/document';
import { Answer, answerOf } from './answer';
import { matchesIgnoringCase } from './pattern';

/**
 * Tells whether the Action or NotAction of a statement covers an action. A
 * statement with neither covers none: KMS accepts such, and it does nothing.
 */
export function matchAction(
  statement: PolicyStatement,
  action: string,
): Answer {
  const covers = (pattern: string) => matchesIgnoringCase(pattern, action);
  if (statement.NotAction !== undefined) {
    return answerOf(!asList(statement.NotAction).some(covers));
  }
  return answerOf(asList(statement.Action).some(covers));
}
