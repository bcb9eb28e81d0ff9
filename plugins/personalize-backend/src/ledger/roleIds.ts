import { Knex } from 'knex';
import { isProven } from './chain';
import { outcomeIn, outcomeRows } from './changeRows';
import { EntryRow, isFull } from './entryRow';
import { Keyring } from './keyring';
import { intentPayload, readPayload } from './payload';

/**
 * The unique ids that AWS gave roles which runs created, by ARN: of each the last
 * one. What an entry says that was altered counts for nothing.
 */
export async function readRoleIds(
  database: Knex,
  keyring: Keyring,
  arns: readonly string[],
): Promise<Record<string, string>> {
  const intents = await database<EntryRow>('ledger_entries')
    .whereIn('resource', arns)
    .andWhere({ kind: 'intent' })
    .orderBy('seq');
  const created = intents
    .filter(isFull)
    .filter(
      row =>
        isProven(row, keyring) &&
        readPayload(row, intentPayload).change.operation === 'create',
    );
  const outcomes = await outcomeRows(database, created);
  const ids: Record<string, string> = {};
  for (const { resource, intent_id } of created) {
    const row = outcomes.get(intent_id);
    const outcome = row && isProven(row, keyring) && outcomeIn(row);
    const id = outcome && 'readBack' in outcome && outcome.readBack?.roleId;
    if (resource !== null && typeof id === 'string') {
      ids[resource] = id;
    }
  }
  return ids;
}
