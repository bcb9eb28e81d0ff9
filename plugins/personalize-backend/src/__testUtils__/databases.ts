import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import knexFactory, { Knex } from 'knex';
import { openDatabase } from '../database';
import { LedgerConfig } from '../ledger/ledgerConfig';
import { KEY } from './ledgers';

/** Where a PostgreSQL server is, if there is one for tests. */
const POSTGRES = 'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

// PostgreSQL takes many times as long to make a database as to empty one.
const free: Knex[] = [];
const used: Knex[] = [];

/**
 * The databases that tests run on: SQLite, and PostgreSQL where
 * {@link POSTGRES} names one.
 */
export function testDatabases(): TestDatabases {
  const ids: TestDatabaseId[] = ['SQLITE_3'];
  // Of a test that is over.
  afterEach(() => {
    free.push(...used.splice(0));
  });
  return TestDatabases.create({
    ids: process.env[POSTGRES] ? [...ids, 'POSTGRES_18'] : ids,
  });
}

/**
 * A database of a test's own, with the tables of the plugin as a portal's first
 * start makes them.
 */
export async function migratedDatabase(
  databases: TestDatabases,
  id: TestDatabaseId,
  config: LedgerConfig = { keys: [KEY] },
): Promise<Knex> {
  const database = await emptyDatabase(databases, id);
  return openDatabase({ getClient: async () => database }, config);
}

async function emptyDatabase(
  databases: TestDatabases,
  id: TestDatabaseId,
): Promise<Knex> {
  if (id === 'SQLITE_3') {
    return databases.init(id);
  }
  const former = free.pop();
  const database = former ?? (await databases.init(id));
  used.push(database);
  await former?.raw('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  return database;
}

/**
 * The database as a second process would reach it: through connections of its
 * own. A SQLite database in memory has a single one, which is shared.
 *
 * @param use - the connections are closed when it is done
 */
export async function withSecondPool<T>(
  database: Knex,
  use: (second: Knex) => Promise<T>,
): Promise<T> {
  if (database.client.config.client !== 'pg') {
    return use(database);
  }
  const second = knexFactory(database.client.config);
  try {
    return await use(second);
  } finally {
    await second.destroy();
  }
}
