import { Knex } from 'knex';
import { lastRevocationOf, recordedChanges } from '../ledger/changeRows';
import { EntryRow, isFull } from '../ledger/entryRow';
import { Keyring } from '../ledger/keyring';
import {
  intentPayload,
  prunedPayload,
  readPayload,
  setupPayload,
} from '../ledger/payload';
import { heldAfter } from './grants';
import { apply, NO_PAST, Past } from './reducer';
import { PrunedRow, setupsGoneWith } from './setupRules';
import { loadRows, saveTables } from './storage';
import { copyOf } from './tables';

/**
 * Updates the tables with an entry, in the transaction that appends it. The
 * ledger calls it for each entry; nothing else writes these tables.
 */
export async function projectEntry(
  trx: Knex.Transaction,
  keyring: Keyring,
  row: EntryRow,
): Promise<void> {
  const past = await pastOf(trx, keyring, row);
  const before = await loadRows(trx, {
    roles: [row, ...past.pruned].filter(one => one.account_id !== null),
    names: namesIn(row),
    resources: [row, ...past.pruned].flatMap(({ resource }) => resource ?? []),
  });
  const after = copyOf(before);
  apply(after, row, past);
  await saveTables(trx, before, after);
}

/** The set-ups that an entry names, which may belong to another role. */
export function namesIn(row: EntryRow): string[] {
  if (!isFull(row)) {
    return [];
  }
  switch (row.kind) {
    case 'registered': {
      const { name } = readPayload(row, setupPayload).details;
      return typeof name === 'string' ? [name] : [];
    }
    case 'migrated': {
      const { roleNames } = readPayload(row, setupPayload).details;
      return Object.keys(Object(roleNames));
    }
    case 'pruned':
      return readPayload(row, prunedPayload).names ?? [];
    default:
      return [];
  }
}

/** Lower-case names of the set-ups that go when these entries lose their content. */
export async function namesGoneWith(
  trx: Knex.Transaction,
  seqs: readonly number[],
): Promise<string[]> {
  const pruned = await prunedRows(trx, seqs);
  const tables = await loadRows(trx, {
    roles: pruned.filter(({ account_id }) => account_id !== null),
    resources: [],
  });
  return setupsGoneWith(tables, pruned).map(({ name_lower }) => name_lower);
}

async function pastOf(
  trx: Knex.Transaction,
  keyring: Keyring,
  row: EntryRow,
): Promise<Past> {
  switch (row.kind) {
    case 'registered':
    case 'claimed':
      return pastOfRole(trx, keyring, row);
    case 'outcome':
      return { ...NO_PAST, intent: await intentOf(trx, row) };
    case 'pruned':
      return {
        ...NO_PAST,
        pruned: await prunedBy(trx, row),
        prunedNames: namesIn(row),
      };
    default:
      return NO_PAST;
  }
}

async function pastOfRole(
  trx: Knex.Transaction,
  keyring: Keyring,
  row: EntryRow,
): Promise<Past> {
  const { account_id: accountId, role_name: roleName } = row;
  if (accountId === null || roleName === null) {
    return NO_PAST;
  }
  const key = { accountId, roleName };
  const lastRevocation = await lastRevocationOf(trx, keyring, key);
  const changes = await recordedChanges(trx, keyring, {
    ...key,
    after: lastRevocation,
  });
  return {
    ...NO_PAST,
    lastRevocation,
    isBegun: changes.length > 0,
    held: changes.reduce<string[]>(
      (held, { role, change, outcome }) =>
        heldAfter(held, role, change, outcome),
      [],
    ),
  };
}

async function intentOf(
  trx: Knex.Transaction,
  { intent_id }: EntryRow,
): Promise<Past['intent']> {
  const row = await trx<EntryRow>('ledger_entries')
    .where({ intent_id, kind: 'intent' })
    .first();
  return row && isFull(row)
    ? { seq: row.seq, said: readPayload(row, intentPayload) }
    : undefined;
}

async function prunedBy(
  trx: Knex.Transaction,
  row: EntryRow,
): Promise<Past['pruned']> {
  return isFull(row)
    ? prunedRows(trx, readPayload(row, prunedPayload).seqs)
    : [];
}

async function prunedRows(
  trx: Knex.Transaction,
  seqs: readonly number[],
): Promise<PrunedRow[]> {
  return trx<EntryRow>('ledger_entries')
    .whereIn('seq', seqs)
    .select('seq', 'account_id', 'role_name', 'resource');
}
