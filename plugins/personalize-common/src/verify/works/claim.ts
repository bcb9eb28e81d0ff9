import { decide } from '../../evaluate/decide';
import { ApplyingPolicies, Decision } from '../../evaluate/decision';
import { AccessRequest } from '../../evaluate/request';
import { Check } from '../../plan/change';
import { PolicyStatement } from '../../policy/document';
import { PlacedStatement, pointerTo, pointerToDeciding } from '../placed';
import { inWords } from '../words';
import { remedyOf } from './remedy';

/** Something that must work. */
export interface Claim {
  id: string;
  /** Who does it, to begin a sentence with. */
  who: string;
  /** What it does, after `can` or `can't`, of the actions that this is said of. */
  deed(actions: string): string;
  requests: readonly AccessRequest[];
  policies: ApplyingPolicies;
  /** What the set-up wrote for it; named where no statement decides, as where a boundary stops it. */
  own?: PlacedStatement;
  /** Statements that stand as they were asked for and can't be judged all the same. */
  unknowable?: Unknowable;
}

/** Statements that nobody can judge by themselves. */
export interface Unknowable {
  statements: readonly PolicyStatement[];
  /** Why, and what to do. */
  remedy: string;
}

/** A request and what comes of it. */
export interface Decided {
  request: AccessRequest;
  decision: Decision;
}

/** Proves that something works: all requests are allowed. */
export function proveClaim(claim: Claim): Check {
  const decided = claim.requests.map(request => ({
    request,
    decision: decide(request, claim.policies),
  }));
  const withOutcome = (outcome: Decision['outcome']) =>
    decided.filter(({ decision }) => decision.outcome === outcome);
  const denied = withOutcome('denied');
  if (denied.length > 0) {
    return {
      id: claim.id,
      title: `${claim.who} can't ${claim.deed(actionsOf(denied))}`,
      outcome: 'failed',
      ...decidingOf(denied, claim.own),
      remedy: remedyOf(denied, claim),
    };
  }
  const unknown = withOutcome('unknown');
  if (unknown.length > 0) {
    return {
      id: claim.id,
      title: `It can't be told whether ${lowered(claim.who)} can ${claim.deed(
        actionsOf(unknown),
      )}`,
      outcome: 'unknown',
      ...decidingOf(unknown, undefined),
      remedy: remedyOf(unknown, claim),
    };
  }
  return {
    id: claim.id,
    title: `${claim.who} can ${claim.deed(allActionsOf(decided))}`,
    outcome: 'passed',
    ...decidingOf(decided, undefined),
  };
}

/** The actions of some requests, each once, in words. */
function actionsOf(decided: readonly Decided[]): string {
  return inWords([...new Set(decided.map(({ request }) => request.action))]);
}

/** More than a few are only counted: there is nothing to do about them. */
const FEW = 6;

function allActionsOf(decided: readonly Decided[]): string {
  const actions = new Set(decided.map(({ request }) => request.action));
  return actions.size > FEW
    ? `all ${actions.size} actions that were asked for`
    : actionsOf(decided);
}

function decidingOf(
  decided: readonly Decided[],
  own: PlacedStatement | undefined,
): Pick<Check, 'statement'> {
  const deciding = decided.find(({ decision }) => decision.deciding)?.decision
    .deciding;
  if (deciding) {
    return pointerToDeciding(deciding);
  }
  return own ? pointerTo(own) : {};
}

function lowered(who: string): string {
  return /^(The|People)\b/.test(who)
    ? who.charAt(0).toLowerCase() + who.slice(1)
    : who;
}
