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

interface Placed {
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
  const gone = placed(before);
  const left: { diff: StatementDiff; place: number }[] = [];
  const unmatched: Placed[] = [];

  for (const now of placed(after)) {
    const same = take(gone, one => one.identity === now.identity);
    if (same) {
      left.push({ diff: diffOf('unchanged', same, now), place: now.index });
    } else {
      unmatched.push(now);
    }
  }
  for (const now of unmatched) {
    const { Sid } = now.statement;
    const was =
      Sid === undefined
        ? undefined
        : take(gone, one => one.statement.Sid === Sid);
    left.push({
      diff: was ? diffOf('changed', was, now) : diffOf('added', undefined, now),
      place: now.index,
    });
  }
  for (const was of gone) {
    // Half a place before what stands there now.
    left.push({ diff: diffOf('removed', was), place: was.index - 0.5 });
  }
  return left.sort((a, b) => a.place - b.place).map(({ diff }) => diff);
}

function placed(document: PolicyDocument | undefined): Placed[] {
  return statementsOf(document).map((statement, index) => ({
    statement,
    index,
    identity: `${fingerprintOf(statement) ?? ''} ${normalForm(statement)}`,
  }));
}

/** Takes the first that fits out of a list. */
function take(
  list: Placed[],
  fits: (one: Placed) => boolean,
): Placed | undefined {
  const index = list.findIndex(fits);
  return index < 0 ? undefined : list.splice(index, 1)[0];
}

function diffOf(
  kind: StatementDiff['kind'],
  before?: Placed,
  after?: Placed,
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
