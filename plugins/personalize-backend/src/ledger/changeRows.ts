import {
  OutcomeRequest,
  SetupStatements,
  statementFingerprint,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { recordedStatements } from '../record/grants';
import { isProven, requireProven } from './chain';
import {
  EntryRange,
  EntryRow,
  FullRow,
  isFull,
  MAX_SEQ,
  roleColumns,
  RoleKey,
} from './entryRow';
import { RoleChange } from './holdings';
import { Keyring } from './keyring';
import { intentPayload, outcomePayload, readPayload } from './payload';

/** The outcome of an intent, if its entry still has it. */
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
 * The changes in a range that weren't pruned, in order, with their outcomes.
 *
 * @throws ServiceUnavailableError if an entry was altered: ownership of the
 * role depends on them
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
  // The outcome may have come after the set-up was removed.
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
 * @throws ServiceUnavailableError if it was altered
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

/**
 * The last unique id that AWS gave each role that runs created, by ARN. The
 * content of altered entries counts for nothing.
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

/**
 * The recorded statements of set-ups in the policies of buckets and keys, by
 * ARN: those that the last change for each role left there. An open change
 * counts unless it certainly failed; then the statements before it may also be
 * there. The content of altered entries counts for nothing.
 */
export async function readSetupStatements(
  database: Knex,
  keyring: Keyring,
  resources: readonly string[],
): Promise<SetupStatements> {
  const intents = await database<EntryRow>('ledger_entries')
    .select('seq', 'intent_id', 'account_id', 'role_name', 'resource')
    .whereIn('resource', resources)
    .andWhere({ kind: 'intent' })
    .orderBy('seq');
  const outcomes = await outcomeRows(database, intents);
  const outcomeOf = ({ intent_id }: Pick<EntryRow, 'intent_id'>) => {
    const row = outcomes.get(intent_id);
    return row && isProven(row, keyring) ? outcomeIn(row)?.outcome : undefined;
  };
  const last = new Map(
    intents
      .filter(intent => outcomeOf(intent) !== 'failed')
      .map(intent => [
        [intent.account_id, intent.role_name, intent.resource].join(),
        intent.seq,
      ]),
  );
  // Only these contain whole policies.
  const rows = await database<EntryRow>('ledger_entries')
    .whereIn('seq', [...last.values()])
    .orderBy('seq');
  const recorded: Record<string, string[]> = {};
  for (const row of rows.filter(isFull).filter(one => isProven(one, keyring))) {
    const { role, change } = readPayload(row, intentPayload);
    const { resource, before, after } = change;
    const states = outcomeOf(row) === 'applied' ? [after] : [before, after];
    recorded[resource] = [
      ...(recorded[resource] ?? []),
      ...states
        .flatMap(state => recordedStatements(role, resource, state))
        .map(statementFingerprint),
    ];
  }
  return recorded;
}
