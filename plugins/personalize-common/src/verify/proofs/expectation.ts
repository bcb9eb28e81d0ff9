import { matchConditions } from '../../evaluate/conditions';
import { ApplyingPolicies, decide, Decision } from '../../evaluate/decide';
import { cureOf } from '../../evaluate/denies';
import { DecidingStatement } from '../../evaluate/findings';
import { AccessRequest } from '../../evaluate/request';
import { sameStatement } from '../../policy/compare';
import { POLICY_VERSION, PolicyStatement } from '../../policy/document';
import { Actor, Deed, Finding, finding, Reason } from '../finding';
import {
  decidedBy,
  StatementAtPlace,
  pointerToDeciding,
} from '../statementPlaces';

/** Something that must work. */
export interface Expectation {
  id: string;
  who: Actor;
  deed: Deed;
  requests: readonly AccessRequest[];
  policies: ApplyingPolicies;
  /**
   * What the set-up wrote for it. Named if no statement decides, for example if a
   * boundary stops it.
   */
  own?: StatementAtPlace;
  /** Our own statements that can't be judged, because AWS doesn't document their condition keys. */
  undocumented?: readonly PolicyStatement[];
}

/** A request and its result. */
interface Decided {
  request: AccessRequest;
  decision: Decision;
}

/** Proves that something works: all requests are allowed. */
export function proveExpectation(expectation: Expectation): Finding<'access'> {
  const decided = expectation.requests.map(request => ({
    request,
    decision: decide(request, expectation.policies),
  }));
  const withOutcome = (outcome: Decision['outcome']) =>
    decided.filter(({ decision }) => decision.outcome === outcome);
  const denied = withOutcome('denied');
  if (denied.length > 0) {
    return accessFinding(expectation, 'failed', denied, expectation.own);
  }
  const unknown = withOutcome('unknown');
  return unknown.length > 0
    ? accessFinding(expectation, 'unknown', unknown)
    : accessFinding(expectation, 'passed', decided);
}

function accessFinding(
  expectation: Expectation,
  outcome: Finding['outcome'],
  decided: readonly Decided[],
  own?: StatementAtPlace,
): Finding<'access'> {
  const { id, who, deed } = expectation;
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
        reasons: outcome === 'passed' ? [] : reasonsOf(decided, expectation),
      },
      ...(deciding.length > 0
        ? { statement: pointerToDeciding(deciding[0]) }
        : decidedBy(own)),
    },
    deciding.map(({ statement }) => statement),
  );
}

/** Why requests aren't allowed, or may not be. Each reason once. */
function reasonsOf(
  decided: readonly Decided[],
  expectation: Pick<Expectation, 'policies' | 'undocumented'>,
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
            boundary: expectation.policies.boundary?.name ?? '',
            actions: actionsFor(reason),
          },
        ];
      case 'unknown':
        return deciding ? [unknownReason(deciding, request, expectation)] : [];
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
  { undocumented }: Pick<Expectation, 'undocumented'>,
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
