import {
  LedgerHead,
  LedgerProblem,
  LedgerVerification,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { judgeWitnesses, readWitnesses, Witnesses } from '../witness/testimony';
import { ChainWalk } from './chainWalk';
import { EntryRow, MAX_SEQ } from './entryRow';
import { headFlaw, HeadRow, readHead } from './head';
import { Keyring } from './keyring';

/** Entries read at once. */
const PAGE = 500;

/** Reports at most this many: the other problems mostly follow from these. */
const MAX_PROBLEMS = 100;

const NO_WITNESSES: Witnesses = { all: [], frequencyMs: 0 };

const ANCHOR = 'personalize.ledger.anchor';

/** Everything to compare a ledger with, in addition to the chain itself. */
export interface Counterparts {
  /** A head from the auditor's log. */
  known?: LedgerHead;
  /** Witnesses with heads that database users can't change. */
  witnesses?: Witnesses;
  /**
   * Compares the tables that are built from the ledger with it, once it is
   * intact: altered entries prove nothing about them.
   */
  compareProjections?: (database: Knex) => Promise<LedgerProblem[]>;
}

/** Checks every entry, also while others append. */
export async function verifyLedger(
  database: Knex,
  keyring: Keyring,
  { known, witnesses = NO_WITNESSES, compareProjections }: Counterparts = {},
): Promise<LedgerVerification> {
  const read = await readWitnesses(witnesses);
  const { walk, ofEntries, ofEnd } = await walkChain(database, keyring, {
    named: [...(known ? [known] : []), ...read.flatMap(({ heads }) => heads)],
  });
  const ofChain = [
    ...ofEntries,
    ...ofEnd,
    ...(known ? namedProblems(walk, known, "the auditor's log") : []),
  ];
  const outside = await judgeWitnesses(database, walk, read, witnesses);
  const problems = [
    ...outside.problems,
    ...(ofChain.length === 0 && compareProjections
      ? await compareProjections(database)
      : ofChain),
  ];
  return {
    valid: problems.length === 0,
    entries: walk.entries,
    ...(walk.seq > 0 && { head: { seq: walk.seq, hash: walk.hash } }),
    problems: problems.slice(0, MAX_PROBLEMS),
    key: keyring.isConfigured ? 'configuration' : 'database',
    ...(outside.testimonies.length > 0 && {
      testimonies: outside.testimonies,
    }),
  };
}

/** The result for the whole chain. */
export interface WalkedChain {
  walk: ChainWalk;
  /** Problems of entries, or missing entries between them. */
  ofEntries: LedgerProblem[];
  /** Problems of the head, or of the chain after it or after the anchor. */
  ofEnd: LedgerProblem[];
}

/**
 * Checks every entry.
 *
 * @param named - entries that the caller asks the walk about afterwards
 * @param visit - gets each entry and whether it is valid by itself and follows
 * the one before; for one without content or one that the anchor covers, the
 * walk reports flaws at its end
 */
export async function walkChain(
  database: Knex,
  keyring: Keyring,
  {
    named,
    visit = () => undefined,
  }: {
    named?: readonly LedgerHead[];
    visit?: (row: EntryRow, isIntact: boolean) => void;
  } = {},
): Promise<WalkedChain> {
  const { anchor } = keyring;
  const walk = new ChainWalk(keyring, named);
  const head = await walkToTheEnd(database, row => {
    walk.visit(row);
    visit(row, !walk.flaws.has(row.seq));
  });
  const flaw = head && (await headFlaw(database, head, keyring));
  return {
    walk,
    ofEntries: walk.finish(),
    ofEnd: [
      ...endProblems(walk, head, flaw),
      ...(anchor ? namedProblems(walk, anchor, ANCHOR) : []),
    ],
  };
}

/**
 * Reads all entries in order.
 *
 * @returns the head when there was nothing more: both are written at once, so
 * it isn't behind the visited entries
 */
export async function walkToTheEnd(
  database: Knex,
  visit: (row: EntryRow) => void,
  upTo = MAX_SEQ,
): Promise<HeadRow | undefined> {
  let last: number | undefined;
  for (;;) {
    const head = await readHead(database);
    const query = database<EntryRow>('ledger_entries')
      .where('seq', '<=', upTo)
      .orderBy('seq');
    const rows = await (last === undefined
      ? query.limit(PAGE)
      : query.andWhere('seq', '>', last).limit(PAGE));
    if (rows.length === 0) {
      return head;
    }
    rows.forEach(visit);
    last = rows[rows.length - 1].seq;
  }
}

function endProblems(
  walk: ChainWalk,
  head: HeadRow | undefined,
  flaw: string | undefined,
): LedgerProblem[] {
  const cutOff = (seq: number, message: string): LedgerProblem[] => [
    { seq, kind: 'cut-off', message },
  ];
  if (!head) {
    return cutOff(
      walk.seq,
      'The row that names the last entry is gone, so entries may be missing too.',
    );
  }
  if (flaw) {
    return cutOff(
      head.seq,
      `The last entry can't be proven: ${flaw}. Entries after number ${walk.seq} may be gone.`,
    );
  }
  if (head.seq > walk.seq) {
    return cutOff(
      walk.seq + 1,
      `${gapWithCount(walk.seq + 1, head.seq)}: cut off at the end.`,
    );
  }
  if (head.hash !== walk.hash) {
    return cutOff(
      walk.seq,
      `Entry ${head.seq} was the last that the ledger recorded, but another one is at the end.`,
    );
  }
  return [];
}

/** @param witness - what names the entry */
function namedProblems(
  walk: ChainWalk,
  named: LedgerHead,
  witness: string,
): LedgerProblem[] {
  if (named.seq > walk.seq) {
    const gone = gapWithCount(walk.seq + 1, named.seq);
    const end = walk.seq > 0 ? `entry ${walk.seq}` : 'none';
    return [
      {
        seq: walk.seq + 1,
        kind: 'cut-off',
        message: `${gone}: ${witness} names entry ${named.seq}, but the ledger ends with ${end}.`,
      },
    ];
  }
  return walk.has(named)
    ? []
    : [
        {
          seq: named.seq,
          kind: 'altered',
          message: `Entry ${named.seq} isn't the one that ${witness} names: the ledger was rewritten, or cut off and continued.`,
        },
      ];
}

function gapWithCount(first: number, last: number): string {
  return first === last
    ? `Entry ${first} is gone (1)`
    : `Entries ${first} to ${last} are gone (${last - first + 1})`;
}
