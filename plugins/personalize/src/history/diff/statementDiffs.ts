import {
  normalForm,
  PolicyDocument,
  PolicyStatement,
  statementName,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What became of a statement. */
export interface StatementDiff {
  kind: 'added' | 'removed' | 'changed' | 'unchanged';
  /** Its Sid, or its place in the document. */
  name: string;
  /** Whether what it says is hidden from the reader; see `redactForeign`. */
  isHidden: boolean;
  before?: PolicyStatement;
  after?: PolicyStatement;
}

interface IndexedStatement {
  statement: PolicyStatement;
  index: number;
  /** The same for statements that mean the same; those that are hidden are told apart by their fingerprint. */
  identity: string;
}

/**
 * What a change did to each statement of a document, in the order of the
 * document. Statements that mean the same are the same, wherever they stand;
 * of the others, those with the same Sid are one that was changed.
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
    // Half a place before what stands there now.
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

/** Takes the first that fits out of a list. */
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
