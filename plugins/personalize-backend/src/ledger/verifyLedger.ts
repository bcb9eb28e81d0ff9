import {
  LedgerHead,
  LedgerProblem,
  LedgerVerification,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { ChainWalk } from './chainWalk';
import { EntryRow } from './entryRow';
import { HeadRow, readHead, sealFlaw } from './head';
import { Keyring } from './keyring';
import { DATABASE_KEY_ID } from './ledgerConfig';

/** Entries that are read at once. */
const PAGE = 500;

/** No more are told: what is wrong with the rest mostly follows. */
const TOLD_PROBLEMS = 100;

/**
 * Looks at every entry, also while others are appended.
 *
 * @param known - a head that the log of the auditor names
 */
export async function verifyLedger(
  database: Knex,
  keyring: Keyring,
  known?: LedgerHead,
): Promise<LedgerVerification> {
  const walk = new ChainWalk(keyring, known?.seq);
  const head = await walkToTheEnd(database, walk);
  const problems = [
    ...walk.finish(),
    ...endProblems(walk, head, keyring),
    ...(known ? knownProblems(walk, known) : []),
  ];
  const signedWith = head?.key_id ?? keyring.firstId ?? DATABASE_KEY_ID;
  return {
    valid: problems.length === 0,
    entries: walk.entries,
    ...(walk.seq > 0 && { head: { seq: walk.seq, hash: walk.hash } }),
    problems: problems.slice(0, TOLD_PROBLEMS),
    key: signedWith === DATABASE_KEY_ID ? 'database' : 'configuration',
    ...(walk.lastOfDatabaseKey > 0 && {
      forgeableUpTo: walk.lastOfDatabaseKey,
    }),
  };
}

/**
 * @returns the head as it was when there was nothing more: since both are
 * written at once, it isn't behind the entries that were visited before
 */
async function walkToTheEnd(
  database: Knex,
  walk: ChainWalk,
): Promise<HeadRow | undefined> {
  for (;;) {
    const head = await readHead(database);
    const rows = await database<EntryRow>('ledger_entries')
      .where('seq', '>', walk.seq)
      .orderBy('seq')
      .limit(PAGE);
    if (rows.length === 0) {
      return head;
    }
    rows.forEach(row => walk.visit(row));
  }
}

function endProblems(
  walk: ChainWalk,
  head: HeadRow | undefined,
  keyring: Keyring,
): LedgerProblem[] {
  const cutOff = (seq: number, message: string): LedgerProblem[] => [
    { seq, kind: 'cut-off', message },
  ];
  if (!head) {
    return cutOff(
      walk.seq,
      'The row that names the last entry is gone, so entries may be, too.',
    );
  }
  const flaw = sealFlaw(head, keyring);
  if (flaw) {
    return cutOff(
      head.seq,
      `Which entry is the last can't be proven: ${flaw}. Entries after number ${walk.seq} may be gone.`,
    );
  }
  if (head.seq > walk.seq) {
    return cutOff(
      walk.seq + 1,
      `${lost(walk.seq + 1, head.seq)}: cut off at the end.`,
    );
  }
  if (head.seq < walk.seq || head.hash !== walk.hash) {
    return cutOff(
      walk.seq,
      `Entry ${head.seq} was the last that the ledger recorded, and what stands at the end isn't that one.`,
    );
  }
  return [];
}

function knownProblems(walk: ChainWalk, known: LedgerHead): LedgerProblem[] {
  const problem = (seq: number, message: string): LedgerProblem[] => [
    { seq, kind: 'cut-off', message },
  ];
  if (known.seq > walk.seq) {
    return problem(
      walk.seq + 1,
      `${lost(walk.seq + 1, known.seq)}: the auditor's log names entry ${
        known.seq
      }, but the ledger ends with ${
        walk.seq > 0 ? `entry ${walk.seq}` : 'none'
      }.`,
    );
  }
  return walk.hashAtKnown === known.hash.toLowerCase()
    ? []
    : problem(
        known.seq,
        `Entry ${known.seq} isn't the one that the auditor's log names: the ledger was cut off or rewritten, and went on.`,
      );
}

function lost(first: number, last: number): string {
  return first === last
    ? `Entry ${first} is gone (1)`
    : `Entries ${first} to ${last} are gone (${last - first + 1})`;
}
