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

/** What became of a statement that is owned, or let Personalize in. */
export interface TrustDecision {
  /** The place in the document as it was, from 0; undefined for the statement that was added. */
  index?: number;
  sid?: string;
  outcome: 'kept' | 'tightened' | 'taken-out' | 'updated' | 'removed' | 'added';
  /** A sentence for the reader. */
  reason: string;
}

/** A hardened trust policy; where there is a stop, the policy as it was. */
export interface HardenedTrust {
  document: PolicyDocument;
  decisions: TrustDecision[];
  stops: TrustStop[];
  /** Whether nothing let Personalize in for the target before: then this isn't only narrowed. */
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
 * Hardens a trust policy: afterwards Personalize can assume the role for the
 * target only. Deny statements and those that don't let Personalize in keep
 * content and order. A statement that names Personalize is tightened even if its
 * conditions keep Personalize out today.
 *
 * @param document - as read from AWS; `undefined` for a role to be created
 * @param target - for whom Personalize may assume the role
 * @param ownedStatement - what is written where a statement of our own is
 * needed; see `trustStatement`
 * @param isOwned - tells the statements that the product wrote
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

/** A statement as it must be for Personalize to get in for the target only. */
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

/** A document whose one statement needn't be in a list keeps that form. */
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
