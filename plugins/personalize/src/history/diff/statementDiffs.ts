import {
  normalForm,
  PolicyDocument,
  PolicyStatement,
  statementName,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The change of a statement. */
export interface StatementDiff {
  kind: 'added' | 'removed' | 'changed' | 'unchanged';
  /** Its Sid, or its position in the document. */
  name: string;
  /** Whether its content is hidden from the reader; see `redactForeign`. */
  isHidden: boolean;
  before?: PolicyStatement;
  after?: PolicyStatement;
}

interface IndexedStatement {
  statement: PolicyStatement;
  index: number;
  /** Equal for statements with the same meaning. Hidden statements differ by fingerprint. */
  identity: string;
}

/**
 * The change of each statement, in the order of the document. Statements with
 * the same meaning are unchanged, wherever they stand. Of the others, two with
 * the same Sid are one changed statement.
 */
export function statementDiffs(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
): StatementDiff[] {
  const unmatchedBefore = indexedStatements(before);
  const diffs: { diff: StatementDiff; position: number }[] = [];
  const unmatchedAfter: IndexedStatement[] = [];

  for (const now of indexedStatements(after)) {
    const same = takeFirst(
      unmatchedBefore,
      one => one.identity === now.identity,
    );
    if (same) {
      diffs.push({ diff: diffOf('unchanged', same, now), position: now.index });
    } else {
      unmatchedAfter.push(now);
    }
  }
  for (const now of unmatchedAfter) {
    const { Sid } = now.statement;
    const was =
      Sid === undefined
        ? undefined
        : takeFirst(unmatchedBefore, one => one.statement.Sid === Sid);
    diffs.push({
      diff: was ? diffOf('changed', was, now) : diffOf('added', undefined, now),
      position: now.index,
    });
  }
  for (const was of unmatchedBefore) {
    // Sorts before the statement that now has this position.
    diffs.push({ diff: diffOf('removed', was), position: was.index - 0.5 });
  }
  return diffs.sort((a, b) => a.position - b.position).map(({ diff }) => diff);
}

function indexedStatements(
  document: PolicyDocument | undefined,
): IndexedStatement[] {
  return statementsOf(document).map((statement, index) => ({
    statement,
    index,
    identity: `${fingerprintOf(statement) ?? ''} ${normalForm(statement)}`,
  }));
}

/** Removes the first match from a list and returns it. */
function takeFirst(
  list: IndexedStatement[],
  fits: (one: IndexedStatement) => boolean,
): IndexedStatement | undefined {
  const index = list.findIndex(fits);
  return index < 0 ? undefined : list.splice(index, 1)[0];
}

function diffOf(
  kind: StatementDiff['kind'],
  before?: IndexedStatement,
  after?: IndexedStatement,
): StatementDiff {
  const shown = after ?? before;
  return {
    kind,
    name: shown ? statementName(shown.statement, shown.index) : '',
    isHidden: [before, after].some(
      one => one !== undefined && fingerprintOf(one.statement) !== undefined,
    ),
    before: before?.statement,
    after: after?.statement,
  };
}

function fingerprintOf(statement: PolicyStatement): string | undefined {
  return 'redacted' in statement && typeof statement.redacted === 'string'
    ? statement.redacted
    : undefined;
}
