import { SetupStatus } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { EntryRow } from '../ledger/entryRow';
import {
  COLUMNS,
  differences,
  Difference,
  keyColumns,
  RowOf,
  Rowset,
  SetupFacts,
  TABLE_NAMES,
  TableName,
  Tables,
  tablesOf,
} from './tables';

/** The observations of a set-up: the other columns of `setups`. */
export interface SetupObservations {
  status: SetupStatus;
  status_rank: number;
  owner_missing: boolean | number;
  checked_at: string | null;
  /** JSON. */
  checks: string;
  /** The last notified status; `ok` for nothing yet. */
  notified_status: SetupStatus;
}

/** A row of the table `setups`. */
export type SetupRow = SetupFacts & SetupObservations;

/** The order of lists: the most urgent first. */
const RANKS: Record<SetupStatus, number> = {
  drifted: 0,
  failed: 1,
  unknown: 2,
  attention: 3,
  pending: 4,
  ok: 5,
  revoked: 6,
};

/** The columns of a status. */
export function statusColumns(
  status: SetupStatus,
): Pick<SetupObservations, 'status' | 'status_rank'> {
  return { status, status_rank: RANKS[status] };
}

/**
 * The status that the entries decide, whatever the last check found: nobody has
 * checked the set-up since it was removed, changed or proven.
 */
export function statusByEntries({
  revoked_at,
  pending_since,
  proved_status,
}: SetupFacts): SetupStatus {
  if (revoked_at !== null) {
    return 'revoked';
  }
  return pending_since === null ? proved_status ?? 'unknown' : 'pending';
}

/** The observations of a set-up that nobody has checked yet. */
function noObservations(facts: SetupFacts): SetupObservations {
  return {
    ...statusColumns(statusByEntries(facts)),
    owner_missing: false,
    checked_at: null,
    checks: '[]',
    notified_status: 'ok',
  };
}

/** All rows of the tables. */
export async function loadTables(database: Knex): Promise<Tables> {
  return tablesOf({
    setups: await rowsOf(database, 'setups'),
    claims: await rowsOf(database, 'claims'),
    asked: await rowsOf(database, 'asked'),
    ledger_written: await rowsOf(database, 'ledger_written'),
  });
}

/** The rows that an entry may be about: those of roles, of names of set-ups, and of documents. */
export async function loadRows(
  database: Knex,
  about: {
    roles: Pick<EntryRow, 'account_id' | 'role_name'>[];
    names?: string[];
    resources: string[];
  },
): Promise<Tables> {
  const ofRoles = (query: Knex.QueryBuilder) => {
    query.whereRaw('1 = 0');
    about.roles.forEach(({ account_id, role_name: role_name_lower }) =>
      query.orWhere({ account_id, role_name_lower }),
    );
  };
  const names = (about.names ?? []).map(name => name.toLowerCase());
  return tablesOf({
    setups: await rowsOf(database, 'setups', query =>
      query.where(ofRoles).orWhereIn('name_lower', names),
    ),
    claims: await rowsOf(database, 'claims', query => query.where(ofRoles)),
    asked: await rowsOf(database, 'asked', query => query.where(ofRoles)),
    ledger_written: await rowsOf(database, 'ledger_written', query =>
      query.whereIn('resource', about.resources),
    ),
  });
}

async function rowsOf<T extends TableName>(
  database: Knex,
  table: T,
  limit: (query: Knex.QueryBuilder) => void = () => undefined,
): Promise<RowOf<T>[]> {
  const query = database.select(COLUMNS[table]).from(table);
  limit(query);
  return query;
}

/** Writes the differences. */
export async function saveTables(
  trx: Knex.Transaction,
  before: Tables,
  after: Tables,
): Promise<void> {
  // A name must go before another role gets it.
  for (const table of TABLE_NAMES) {
    for (const { before: row, after: next } of changesOf(
      table,
      before,
      after,
    )) {
      if (row && !next) {
        await trx(table).where(keyIn(table, row)).delete();
      }
    }
  }
  await saveRows(trx, before.claims, after.claims);
  await saveRows(trx, before.asked, after.asked);
  await saveRows(trx, before.ledger_written, after.ledger_written);
  for (const changed of differences(before.setups, after.setups)) {
    await saveSetup(trx, changed);
  }
}

function changesOf<T extends TableName>(
  table: T,
  before: Tables,
  after: Tables,
): Difference<TableName>[] {
  return differences<TableName>(before[table], after[table]);
}

function keyIn<T extends TableName>(table: T, row: RowOf<T>) {
  return Object.fromEntries(
    keyColumns(table).map(column => [column, row[column]]),
  );
}

async function saveRows<T extends TableName>(
  trx: Knex.Transaction,
  before: Rowset<T>,
  after: Rowset<T>,
): Promise<void> {
  for (const { table, after: row } of differences(before, after)) {
    if (row) {
      await trx(table).insert(row).onConflict(keyColumns(table)).merge();
    }
  }
}

async function saveSetup(
  trx: Knex.Transaction,
  { before, after }: Difference<'setups'>,
): Promise<void> {
  if (!after) {
    return;
  }
  const isNew =
    !before ||
    before.after_seq !== after.after_seq ||
    (before.revoked_at !== null && after.revoked_at === null);
  const row = {
    ...after,
    ...(isNew ? noObservations(after) : observedAnew(before, after)),
  };
  await trx('setups')
    .insert({ ...noObservations(after), ...row })
    .onConflict('name_lower')
    .merge(Object.keys(row));
}

/** Removes the observations that an entry makes obsolete. */
function observedAnew(
  before: SetupFacts,
  after: SetupFacts,
): Partial<SetupObservations> {
  const isOvertaken =
    statusByEntries(before) !== statusByEntries(after) ||
    before.applied_at !== after.applied_at;
  return {
    ...(isOvertaken && statusColumns(statusByEntries(after))),
    ...(after.revoked_at !== null && { checks: '[]' }),
    ...(before.owner !== after.owner && { owner_missing: false }),
  };
}
