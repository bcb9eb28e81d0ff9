import { sameStatement } from '../policy/compare';
import {
  POLICY_VERSION,
  PolicyDocument,
  PolicyStatement,
  statementName,
  statementsOf,
} from '../policy/document';
import { IsOwned, OwnedStatement } from '../policy/merge';
import { quoted } from '../text/printable';
import { takeServiceOut } from './admittance';
import { mayAssumeForTarget } from './assumeRole';
import { judgeStatements, stopOf, TrustStop, Verdict } from './judge';
import { reachesTarget, tighten } from './tighten';
import { TrustTarget } from './trustStatement';

/** What happened to a statement that is owned, or that let Personalize in. */
export interface TrustDecision {
  /** The position in the original document, from 0. Undefined for the added statement. */
  index?: number;
  sid?: string;
  outcome: 'kept' | 'tightened' | 'taken-out' | 'updated' | 'removed' | 'added';
  /** A sentence for the reader. */
  reason: string;
}

/** A hardened trust policy. If there is a stop, it is the original policy. */
export interface HardenedTrust {
  document: PolicyDocument;
  decisions: TrustDecision[];
  stops: TrustStop[];
  /** Whether nothing let Personalize in for the target before, so the change opens access. */
  opens: boolean;
}

const REASONS: Record<TrustDecision['outcome'], string> = {
  kept: 'lets Personalize in for no more than requested; it stays unchanged.',
  tightened:
    'let Personalize in for more than requested; we tighten the conditions on its source and keep its own conditions.',
  'taken-out':
    'let Personalize in for more than requested, along with other principals; Personalize gets its own statement, and the others keep theirs.',
  updated: 'belongs to this set-up; we update it to the request.',
  removed: 'is a second one of this set-up; we remove it.',
  added: 'is added to let Personalize in as requested.',
};

/**
 * Hardens a trust policy, so that Personalize can assume the role for the target
 * only. Deny statements and those that don't let Personalize in keep content and
 * order. A statement that names Personalize is tightened even if its conditions
 * keep Personalize out today.
 *
 * @param document - as read from AWS; undefined for a role that will be created
 * @param target - for whom Personalize may assume the role
 * @param ownedStatement - the product's statement, written if one is needed; see
 * `trustStatement`
 * @param isOwned - whether the product wrote a statement
 */
export function hardenTrust({
  document,
  target,
  ownedStatement,
  isOwned,
}: {
  document: PolicyDocument | undefined;
  target: TrustTarget;
  ownedStatement: OwnedStatement;
  isOwned: IsOwned;
}): HardenedTrust {
  const before = document ?? { Version: POLICY_VERSION, Statement: [] };
  const statements = statementsOf(before);
  const verdicts = judgeStatements(before, target, isOwned);
  const stops = statements
    .map((statement, i) => stopOf(verdicts[i], statement, i))
    .filter(stop => stop !== undefined);
  if (stops.length > 0) {
    return { document: before, decisions: [], stops, opens: false };
  }

  const hardened: PolicyStatement[] = [];
  const decisions: TrustDecision[] = [];
  for (const [index, statement] of statements.entries()) {
    const isSecondOwned =
      verdicts[index] === 'owned' && verdicts.indexOf('owned') < index;
    const after = isSecondOwned
      ? undefined
      : bringWithin(statement, verdicts[index], target, ownedStatement);
    if (after) {
      hardened.push(after);
    }
    const outcome = outcomeOf(verdicts[index], statement, after);
    if (outcome) {
      decisions.push({
        index,
        ...(statement.Sid === undefined ? {} : { sid: statement.Sid }),
        outcome,
        reason: `Statement ${statementName(statement, index)} ${
          REASONS[outcome]
        }`,
      });
    }
  }

  const needsOwned =
    !verdicts.includes('owned') &&
    (verdicts.includes('shared') ||
      !mayAssumeForTarget({ ...before, Statement: hardened }, target).includes(
        true,
      ));
  if (needsOwned) {
    hardened.push(ownedStatement);
    decisions.push({
      sid: ownedStatement.Sid,
      outcome: 'added',
      reason: `Statement ${quoted(ownedStatement.Sid)} ${REASONS.added}`,
    });
  }
  return {
    document: withStatements(before, hardened),
    decisions,
    stops,
    opens: !mayAssumeForTarget(before, target).some(
      (may, i) => may && reachesTarget(statements[i], target),
    ),
  };
}

/** Limits a statement, so that it lets Personalize in for the target only. */
function bringWithin(
  statement: PolicyStatement,
  verdict: Verdict,
  target: TrustTarget,
  ownedStatement: PolicyStatement,
): PolicyStatement {
  switch (verdict) {
    case 'owned':
      return sameStatement(statement, ownedStatement)
        ? statement
        : ownedStatement;
    case 'too-wide':
      return tighten(statement, target);
    case 'shared':
      return takeServiceOut(statement);
    default:
      return statement;
  }
}

function outcomeOf(
  verdict: Verdict,
  before: PolicyStatement,
  after: PolicyStatement | undefined,
): TrustDecision['outcome'] | undefined {
  if (!after) {
    return 'removed';
  }
  switch (verdict) {
    case 'unrelated':
      return undefined;
    case 'too-wide':
      return 'tightened';
    case 'shared':
      return 'taken-out';
    default:
      return after === before ? 'kept' : 'updated';
  }
}

/** A single statement that wasn't in a list stays outside a list. */
function withStatements(
  document: PolicyDocument,
  statements: PolicyStatement[],
): PolicyDocument {
  const isScalar = !Array.isArray(document.Statement);
  return {
    ...document,
    Statement: isScalar && statements.length === 1 ? statements[0] : statements,
  };
}
