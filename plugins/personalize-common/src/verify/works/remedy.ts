import { matchConditions } from '../../evaluate/conditions/conditions';
import { cureOf } from '../../evaluate/cures';
import { DecidingStatement } from '../../evaluate/findings';
import { AccessRequest } from '../../evaluate/request';
import { sameStatement } from '../../policy/compare';
import { POLICY_VERSION } from '../../policy/document';
import { inWords, policyName, RUN_AGAIN, statementIn } from '../words';
import type { Claim, Decided } from './claim';

/** What the reader can do where requests aren't allowed, or may not be: a sentence or two for each reason. */
export function remedyOf(decided: readonly Decided[], claim: Claim): string {
  const sentences = decided.map(({ request, decision }) => {
    const { deciding } = decision;
    switch (decision.reason) {
      case 'explicit-deny':
        return deciding ? denyRemedy(deciding, request, 'denies it') : '';
      case 'outside-boundary':
        return `The permissions boundary ${
          claim.policies.boundary?.name ?? ''
        } doesn't allow it: have the account's administrator add ${actionsFor(
          decided,
          decision.reason,
        ).join(', ')} to the boundary.`;
      case 'unknown':
        return deciding ? unknownRemedy(deciding, request, claim) : '';
      default:
        return `No statement allows ${inWords(
          actionsFor(decided, decision.reason),
        )} there. ${RUN_AGAIN}`;
    }
  });
  return [...new Set(sentences)].join(' ');
}

function actionsFor(
  decided: readonly Decided[],
  reason: Decided['decision']['reason'],
): string[] {
  return [
    ...new Set(
      decided
        .filter(({ decision }) => decision.reason === reason)
        .map(({ request }) => request.action),
    ),
  ];
}

function denyRemedy(
  { document, index, statement }: DecidingStatement,
  request: AccessRequest,
  verb: string,
): string {
  const cure = cureOf(
    statement,
    matchConditions(statement.Condition, request.context, POLICY_VERSION),
    request.principal,
  );
  return `${statementIn(statement, index, document)} ${verb}. ${
    cure ?? `Have the owner of ${policyName(document)} exempt it.`
  }`;
}

function unknownRemedy(
  deciding: DecidingStatement,
  request: AccessRequest,
  { unknowable }: Claim,
): string {
  const { document, index, statement } = deciding;
  if (statement.Effect === 'Deny') {
    return denyRemedy(deciding, request, 'may deny it');
  }
  if (unknowable?.statements.some(one => sameStatement(one, statement))) {
    return unknowable.remedy;
  }
  const keys = matchConditions(
    statement.Condition,
    request.context,
    POLICY_VERSION,
  )
    .filter(({ answer }) => answer === 'unknown')
    .map(({ operator, key }) => `${operator} ${key}`);
  return `${statementIn(statement, index, document)} allows it only under ${
    keys.length > 0
      ? `conditions that can't be known here: ${keys.join(', ')}`
      : "what can't be known here"
  }. Try it, or have its owner make the statement plain.`;
}
