import {
  asList,
  PolicyDocument,
  PolicyStatement,
  statementsOf,
} from '../policy/document';
import { allOf, Answer, answerOf } from './answer';
import { ConditionAnswer, matchConditions } from './conditions';
import { matchesIgnoringCase } from './pattern';
import { matchPrincipal, Mentions, SPEAKS_OF_ITS_OWNER } from './principal';
import { AccessRequest } from './request';
import { matchResource } from './resource';

/**
 * The kind of policy decides which elements its statements have: an identity policy
 * has no Principal, a trust policy no Resource.
 */
export type PolicyKind = 'identity' | 'resource' | 'trust';

/** Whether a statement covers a request, and why. */
export interface StatementMatch {
  statement: PolicyStatement;
  /** The position in the document, from 0. */
  index: number;
  answer: Answer;
  /** How it names the principal. */
  mentions: Mentions;
  /** The result for each condition. */
  conditions: ConditionAnswer[];
}

/** For each statement of a document, in order: whether it covers a request. */
export function matchStatements(
  document: PolicyDocument | undefined,
  kind: PolicyKind,
  request: AccessRequest,
): StatementMatch[] {
  const version = document?.Version;
  return statementsOf(document).map((statement, index) => {
    const { answer, mentions } =
      kind === 'identity'
        ? SPEAKS_OF_ITS_OWNER
        : matchPrincipal(statement, request.principal);
    const conditions = matchConditions(
      statement.Condition,
      request.context,
      version,
    );
    const action = matchAction(statement, request.action);
    return {
      statement,
      index,
      answer: allOf([
        answer,
        action,
        // Comparing resources is slow, and needless for another action.
        kind === 'trust' || action === 'no'
          ? action
          : matchResource(statement, request, version, kind === 'identity'),
        ...conditions.map(condition => condition.answer),
      ]),
      mentions,
      conditions,
    };
  });
}

/**
 * Whether the Action or NotAction of a statement covers an action. A statement with
 * neither covers none: KMS accepts such a statement, but it has no effect.
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
