import { PolicyDocument, PolicyStatement } from '../policy/document';
import { Answer } from './answer';
import { AccessRequest } from './request';
import { matchStatements, StatementMatch } from './statement';

/** A policy and what it is called in a message. */
export interface NamedPolicy {
  name: string;
  document: PolicyDocument;
}

/** A statement and where it stands. */
export interface DecidingStatement {
  /** The name of the policy. */
  document: string;
  sid?: string;
  /** The place in the document, from 0. */
  index: number;
  statement: PolicyStatement;
}

/** What policies say to a request. */
export interface PolicyDecision {
  answer: Answer;
  /** What decides; absent when nothing speaks of the request, which is a no. */
  deciding?: DecidingStatement;
}

/**
 * Whether identity policies of one principal, taken together, allow a request.
 * A permissions boundary is asked by itself: it allows nothing, but what it
 * doesn't allow is out of reach.
 */
export function identityAllows(
  policies: readonly NamedPolicy[],
  request: AccessRequest,
): PolicyDecision {
  const matches = policies.flatMap(policy =>
    matchStatements(policy.document, 'identity', request).map(match => ({
      policy,
      match,
    })),
  );
  const first = (effect: 'Allow' | 'Deny', answer: Answer) => {
    const found = matches.find(
      ({ match }) =>
        match.statement.Effect === effect && match.answer === answer,
    );
    return found && locate(found.policy, found.match);
  };
  const denied = first('Deny', 'yes');
  if (denied) {
    return { answer: 'no', deciding: denied };
  }
  const allowed = first('Allow', 'yes');
  const perhapsAllowed = first('Allow', 'unknown');
  if (!allowed && !perhapsAllowed) {
    return { answer: 'no' };
  }
  const perhapsDenied = first('Deny', 'unknown');
  return allowed && !perhapsDenied
    ? { answer: 'yes', deciding: allowed }
    : { answer: 'unknown', deciding: perhapsDenied ?? perhapsAllowed };
}

function locate(
  policy: NamedPolicy,
  { statement, index }: StatementMatch,
): DecidingStatement {
  return {
    document: policy.name,
    ...(statement.Sid === undefined ? {} : { sid: statement.Sid }),
    index,
    statement,
  };
}
