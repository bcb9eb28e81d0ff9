import { matchConditions } from '../../evaluate/conditions/conditions';
import { cureOf } from '../../evaluate/cures';
import { DecidingStatement } from '../../evaluate/findings';
import { AccessRequest } from '../../evaluate/request';
import { sameStatement } from '../../policy/compare';
import { POLICY_VERSION } from '../../policy/document';
import { Reason } from '../finding';
import { pointerToDeciding } from '../placed';
import type { Claim, Decided } from './claim';

/** Why requests aren't allowed, or may not be: each reason once. */
export function reasonsOf(
  decided: readonly Decided[],
  claim: Pick<Claim, 'policies' | 'undocumented'>,
): Reason[] {
  const actionsFor = (reason: Decided['decision']['reason']) => [
    ...new Set(
      decided
        .filter(({ decision }) => decision.reason === reason)
        .map(({ request }) => request.action),
    ),
  ];
  const reasons = decided.flatMap(({ request, decision }): Reason[] => {
    const { deciding, reason } = decision;
    switch (reason) {
      case 'explicit-deny':
        return deciding ? [denyReason(deciding, request, true)] : [];
      case 'outside-boundary':
        return [
          {
            kind: 'boundary',
            boundary: claim.policies.boundary?.name ?? '',
            actions: actionsFor(reason),
          },
        ];
      case 'unknown':
        return deciding ? [unknownReason(deciding, request, claim)] : [];
      default:
        return [{ kind: 'no-statement', actions: actionsFor(reason) }];
    }
  });
  return reasons.filter(
    (reason, index) =>
      reasons.findIndex(
        other => JSON.stringify(other) === JSON.stringify(reason),
      ) === index,
  );
}

function denyReason(
  deciding: DecidingStatement,
  request: AccessRequest,
  isSure: boolean,
): Reason {
  const { statement } = deciding;
  const cure = cureOf(
    statement,
    matchConditions(statement.Condition, request.context, POLICY_VERSION),
    request.principal,
  );
  return {
    kind: 'deny',
    isSure,
    statement: pointerToDeciding(deciding),
    ...(cure ? { cure } : {}),
  };
}

function unknownReason(
  deciding: DecidingStatement,
  request: AccessRequest,
  { undocumented }: Pick<Claim, 'undocumented'>,
): Reason {
  const { statement } = deciding;
  if (statement.Effect === 'Deny') {
    return denyReason(deciding, request, false);
  }
  if (undocumented?.some(one => sameStatement(one, statement))) {
    return { kind: 'source-conditions' };
  }
  const keys = matchConditions(
    statement.Condition,
    request.context,
    POLICY_VERSION,
  )
    .filter(({ answer }) => answer === 'unknown')
    .map(({ operator, key }) => `${operator} ${key}`);
  return {
    kind: 'condition',
    statement: pointerToDeciding(deciding),
    keys,
  };
}
