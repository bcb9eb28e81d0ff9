import { decide } from '../../evaluate/decide';
import { ApplyingPolicies, Decision } from '../../evaluate/decision';
import { AccessRequest } from '../../evaluate/request';
import { PolicyStatement } from '../../policy/document';
import { Actor, Deed, Finding, finding } from '../finding';
import { decidedBy, PlacedStatement, pointerToDeciding } from '../placed';
import { reasonsOf } from './reasons';

/** Something that must work. */
export interface Claim {
  id: string;
  who: Actor;
  deed: Deed;
  requests: readonly AccessRequest[];
  policies: ApplyingPolicies;
  /** What the set-up wrote for it; named where no statement decides, as where a boundary stops it. */
  own?: PlacedStatement;
  /** Statements of ours that nobody can judge: AWS doesn't document the keys that they ask for. */
  undocumented?: readonly PolicyStatement[];
}

/** A request and what comes of it. */
export interface Decided {
  request: AccessRequest;
  decision: Decision;
}

/** Proves that something works: all requests are allowed. */
export function proveClaim(claim: Claim): Finding<'access'> {
  const decided = claim.requests.map(request => ({
    request,
    decision: decide(request, claim.policies),
  }));
  const withOutcome = (outcome: Decision['outcome']) =>
    decided.filter(({ decision }) => decision.outcome === outcome);
  const denied = withOutcome('denied');
  if (denied.length > 0) {
    return accessFinding(claim, 'failed', denied, claim.own);
  }
  const unknown = withOutcome('unknown');
  return unknown.length > 0
    ? accessFinding(claim, 'unknown', unknown)
    : accessFinding(claim, 'passed', decided);
}

function accessFinding(
  claim: Claim,
  outcome: Finding['outcome'],
  decided: readonly Decided[],
  own?: PlacedStatement,
): Finding<'access'> {
  const { id, who, deed } = claim;
  const deciding = decided.flatMap(({ decision }) => decision.deciding ?? []);
  return finding<'access'>(
    {
      id,
      kind: 'access',
      outcome,
      subjects: {
        who,
        deed,
        actions: [...new Set(decided.map(({ request }) => request.action))],
        reasons: outcome === 'passed' ? [] : reasonsOf(decided, claim),
      },
      ...(deciding.length > 0
        ? { statement: pointerToDeciding(deciding[0]) }
        : decidedBy(own)),
    },
    deciding.map(({ statement }) => statement),
  );
}
