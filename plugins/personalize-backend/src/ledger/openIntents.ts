import { Knex } from 'knex';
import { EntryRow, FullRow } from './entryRow';

/** Intents without an outcome, in order. */
export async function openIntentRows(
  database: Knex,
  of: Partial<EntryRow>,
): Promise<(FullRow & { intent_id: string })[]> {
  const rows = await database<EntryRow>('ledger_entries as intent')
    .where({ ...of, kind: 'intent' })
    .whereNotExists(
      database('ledger_entries as outcome')
        .where('outcome.kind', 'outcome')
        .andWhereRaw('outcome.intent_id = intent.intent_id'),
    )
    .orderBy('seq');
  return rows.filter(isOpen);
}

function isOpen(row: EntryRow): row is FullRow & { intent_id: string } {
  return row.payload !== null && row.intent_id !== null;
}
