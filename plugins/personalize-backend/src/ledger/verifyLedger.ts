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

/** Entries that are read at once. */
const PAGE = 500;

/** No more are told: what is wrong with the rest mostly follows. */
const MAX_PROBLEMS = 100;

const NO_WITNESSES: Witnesses = { all: [], frequencyMs: 0 };

const ANCHOR = 'personalize.ledger.anchor';

/** What else than the chain itself a ledger is held against. */
export interface Counterparts {
  /** A head that the log of the auditor names. */
  known?: LedgerHead;
  /** What has heads where whoever can write the database can't. */
  witnesses?: Witnesses;
  /** Compares the tables that are made from the ledger with it, once it holds itself: what was altered in it says nothing of them. */
  compareProjections?: (database: Knex) => Promise<LedgerProblem[]>;
}

/** Looks at every entry, also while others are appended. */
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

/** What the whole chain comes to. */
export interface WalkedChain {
  walk: ChainWalk;
  /** What is wrong with entries, or gone between them. */
  ofEntries: LedgerProblem[];
  /** What is wrong with the head, or is no more up to it or to the anchor. */
  ofEnd: LedgerProblem[];
}

/**
 * Looks at every entry.
 *
 * @param named - what the walk is asked about afterwards
 * @param visit - is told of each whether it holds by itself and follows on the
 * one before; of one that lost its content or that the anchor vouches for, the
 * flaws of the walk tell at its end
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
 * @returns the head as it was when there was nothing more: since both are
 * written at once, it isn't behind the entries that were visited before
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
