import { OutcomeRequest } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { requireProven } from './chain';
import { EntryRow, isFull, MAX_SEQ, roleColumns } from './entryRow';
import { RoleChange } from './holdings';
import { Keyring } from './keyring';
import { EntryRange, RoleKey } from './ledger';
import { intentPayload, outcomePayload, readPayload } from './payload';

/** What came of an intent, where its entry still says so. */
export function outcomeIn(
  row: EntryRow | undefined,
): OutcomeRequest | undefined {
  return row && isFull(row) ? readPayload(row, outcomePayload) : undefined;
}

/** The outcomes of intents, by the id of the intent. */
export async function outcomeRows(
  database: Knex,
  intents: readonly Pick<EntryRow, 'intent_id'>[],
): Promise<Map<string | null, EntryRow>> {
  const rows = await database<EntryRow>('ledger_entries')
    .where({ kind: 'outcome' })
    .whereIn(
      'intent_id',
      intents.map(row => row.intent_id),
    );
  return new Map(rows.map(row => [row.intent_id, row]));
}

/**
 * The changes in a range that weren't pruned, in order, with what came of each.
 *
 * @throws ServiceUnavailableError where an entry was altered: whether a role is
 * ours rests on them
 */
export async function recordedChanges(
  database: Knex,
  keyring: Keyring,
  { after, upTo = MAX_SEQ, ...key }: EntryRange,
): Promise<RoleChange[]> {
  const ofRole = () =>
    database<EntryRow>('ledger_entries')
      .where(roleColumns(key))
      .andWhere('seq', '>', after)
      .orderBy('seq');
  const intents = await ofRole()
    .andWhere({ kind: 'intent' })
    .andWhere('seq', '<=', upTo);
  // The outcome may have come after the set-up was taken back.
  const closed = await ofRole().andWhere({ kind: 'outcome' });
  [...intents, ...closed].forEach(row => requireProven(row, keyring));
  const outcomes = new Map(closed.map(row => [row.intent_id, row]));
  return intents.filter(isFull).map(row => {
    const { role, run, change } = readPayload(row, intentPayload);
    const outcome = outcomeIn(outcomes.get(row.intent_id));
    return {
      role,
      taskId: run.taskId,
      change,
      outcome: outcome?.outcome ?? 'open',
      ...(outcome && 'readBack' in outcome && { readBack: outcome.readBack }),
    };
  });
}

/**
 * Number of the last `revoked` entry of a role; 0 for none.
 *
 * @throws ServiceUnavailableError where it was altered
 */
export async function lastRevocationOf(
  database: Knex,
  keyring: Keyring,
  role: RoleKey,
): Promise<number> {
  const last = await database<EntryRow>('ledger_entries')
    .where({ ...roleColumns(role), kind: 'revoked' })
    .orderBy('seq', 'desc')
    .first();
  if (last) {
    requireProven(last, keyring);
  }
  return last?.seq ?? 0;
}
