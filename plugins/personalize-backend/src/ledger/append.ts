import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { databaseClock } from '../dialect';
import { projectEntry } from '../record/projection';
import { entryHash, payloadHash } from './chain';
import { EntryRow } from './entryRow';
import { lockHead, writeHead } from './head';
import { Keyring } from './keyring';
import { CURRENT_FORMAT } from './payload';

/** The content to record, without place and signature. */
export interface NewEntry
  extends Pick<EntryRow, 'kind'>,
    Partial<
      Pick<
        EntryRow,
        'intent_id' | 'account_id' | 'role_name' | 'resource' | 'task_id'
      >
    > {
  payload: JsonObject;
}

/**
 * Appends an entry to the chain, and updates the tables built from it. The next
 * append waits until the transaction ends, so do this last in it.
 *
 * @throws ServiceUnavailableError if the ledger can't be appended to
 */
export async function appendEntry(
  trx: Knex.Transaction,
  keyring: Keyring,
  entry: NewEntry,
): Promise<EntryRow> {
  const head = await lockHead(trx, keyring);
  const key = keyring.signing;
  const payload = JSON.stringify(entry.payload);
  const columns = {
    seq: head.seq + 1,
    kind: entry.kind,
    intent_id: entry.intent_id ?? null,
    account_id: entry.account_id ?? null,
    role_name: entry.role_name ?? null,
    resource: entry.resource ?? null,
    task_id: entry.task_id ?? null,
    at: new Date(await databaseClock(trx)).toISOString(),
    format: CURRENT_FORMAT,
    payload_hash: payloadHash(key, payload),
    previous_hash: head.hash,
    key_id: key.id,
  };
  const row = { ...columns, payload, hash: entryHash(key, columns) };
  await trx<EntryRow>('ledger_entries').insert(row);
  await writeHead(trx, key, row);
  await projectEntry(trx, keyring, row);
  return row;
}
