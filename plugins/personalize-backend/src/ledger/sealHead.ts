import { LedgerHead } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { appendEntry } from './append';
import { EntryRow } from './entryRow';
import { HeadRow, writeHead } from './head';
import { Keyring } from './keyring';
import { SealedPayload } from './payload';
import { walkChain } from './verifyLedger';

/**
 * Signs the last entry again, so that the ledger continues after its head was
 * changed, its key was lost, or an older copy was restored. It hides nothing:
 * the next entry follows the one that the auditor's log names, so that lost
 * entries stay a gap, and each entry keeps its own signature. An entry `sealed`
 * lists what is altered or missing; otherwise it would stop every claim.
 *
 * @param known - the last head in the auditor's log
 * @returns the last entry from now on
 */
export async function sealHead(
  database: Knex,
  keyring: Keyring,
  known: LedgerHead,
): Promise<LedgerHead> {
  return database.transaction(async trx => {
    await trx<HeadRow>('ledger_head').forUpdate().first();
    const last = await trx<EntryRow>('ledger_entries')
      .orderBy('seq', 'desc')
      .first('seq', 'hash');
    const head = last && last.seq >= known.seq ? last : known;
    await writeHead(trx, keyring.signing, head);
    const { walk } = await walkChain(trx, keyring);
    const ranges = walk.damage();
    if (head.seq > walk.seq) {
      ranges.push([walk.seq + 1, head.seq]);
    }
    if (ranges.length === 0) {
      return head;
    }
    const payload: SealedPayload = { ranges: joinRanges(ranges) };
    const { seq, hash } = await appendEntry(trx, keyring, {
      kind: 'sealed',
      payload,
    });
    return { seq, hash };
  });
}

/** The same numbers in as few ranges as possible: a lost key signed thousands in a row. */
function joinRanges(ranges: SealedPayload['ranges']): SealedPayload['ranges'] {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  return sorted.reduce<SealedPayload['ranges']>((done, [first, last]) => {
    const before = done.at(-1);
    return before && first <= before[1] + 1
      ? [...done.slice(0, -1), [before[0], Math.max(before[1], last)]]
      : [...done, [first, last]];
  }, []);
}
