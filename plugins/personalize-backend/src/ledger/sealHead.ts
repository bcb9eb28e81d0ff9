import { LedgerHead } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { EntryRow } from './entryRow';
import { HeadRow, writeHead } from './head';
import { Keyring } from './keyring';

/**
 * Signs anew which entry is the last, so that the ledger goes on where its head
 * was changed, its key is lost, or an older copy was restored. Nothing is covered
 * up: the next entry comes after the one that the log of the auditor names, so
 * that what is lost stays a gap, and each entry keeps its own signature.
 *
 * @param known - the last head that the log of the auditor names
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
    return head;
  });
}
