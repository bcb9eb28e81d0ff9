import { PolicyDocument, PolicyStatement } from '../policy/document';
import { Answer } from './answer';
import { AccessRequest } from './request';
import { matchStatements, PolicyKind, StatementMatch } from './statement';

/** A policy and its name in messages. */
export interface NamedPolicy {
  name: string;
  document: PolicyDocument;
}

/** A statement and its position. */
export interface DecidingStatement {
  /** The name of the policy. */
  document: string;
  sid?: string;
  /** The position in the document, from 0. */
  index: number;
  statement: PolicyStatement;
}

/** A statement of a named policy, and whether it covers a request. */
export interface NamedMatch {
  policy: string;
  match: StatementMatch;
}

/** What statements say about a request. */
export interface PolicyDecision {
  answer: Answer;
  /** The deciding statement. Undefined if none mentions the request, which is a no. */
  deciding?: DecidingStatement;
}

/** For each statement of several policies, in order: whether it covers a request. */
export function matchPolicies(
  policies: readonly NamedPolicy[],
  kind: PolicyKind,
  request: AccessRequest,
): NamedMatch[] {
  return policies.flatMap(({ name, document }) =>
    matchStatements(document, kind, request).map(match => ({
      policy: name,
      match,
    })),
  );
}

/**
 * Whether statements of an effect cover a request. The first that does decides,
 * else the first that may.
 *
 * @param answerOf - used if only a part of a statement's answer counts
 */
export function findEffect(
  matches: readonly NamedMatch[],
  effect: PolicyStatement['Effect'],
  answerOf: (match: StatementMatch) => Answer = match => match.answer,
): PolicyDecision {
  const first = (answer: Answer) =>
    matches.find(
      ({ match }) =>
        match.statement.Effect === effect && answerOf(match) === answer,
    );
  for (const answer of ['yes', 'unknown'] as const) {
    const found = first(answer);
    if (found) {
      return { answer, deciding: locate(found) };
    }
  }
  return { answer: 'no' };
}

/** A Deny wins. If there may be a Deny, an Allow is unknown. */
export function overrule(
  deny: PolicyDecision,
  allow: PolicyDecision,
): PolicyDecision {
  if (deny.answer === 'yes') {
    return { answer: 'no', deciding: deny.deciding };
  }
  return allow.answer !== 'no' && deny.answer === 'unknown' ? deny : allow;
}

function locate({ policy, match }: NamedMatch): DecidingStatement {
  const { statement, index } = match;
  return {
    document: policy,
    ...(statement.Sid === undefined ? {} : { sid: statement.Sid }),
    index,
    statement,
  };
}

/**
 * Whether the identity policies of one principal together allow a request. A
 * permissions boundary is evaluated separately: it allows nothing, but limits
 * everything.
 */
export function identityAllows(
  policies: readonly NamedPolicy[],
  request: AccessRequest,
): PolicyDecision {
  const matches = matchPolicies(policies, 'identity', request);
  return overrule(findEffect(matches, 'Deny'), findEffect(matches, 'Allow'));
}
