import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import knexFactory, { Knex } from 'knex';
import { openDatabase } from '../database';
import { LedgerConfig } from '../ledger/ledgerConfig';
import { KEY } from './ledgers';

/** The address of a PostgreSQL server for tests, if there is one. */
const POSTGRES = 'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

// Creating a PostgreSQL database takes many times as long as emptying one.
const free: Knex[] = [];
const used: Knex[] = [];

/**
 * The databases that tests run on: SQLite, and PostgreSQL if {@link POSTGRES}
 * names a server.
 */
export function testDatabases(): TestDatabases {
  const ids: TestDatabaseId[] = ['SQLITE_3'];
  // The test that used them has ended.
  afterEach(() => {
    free.push(...used.splice(0));
  });
  return TestDatabases.create({
    ids: process.env[POSTGRES] ? [...ids, 'POSTGRES_18'] : ids,
  });
}

/**
 * A database for one test, with the tables that a portal's first start creates.
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
 * The database as a second process reaches it: through its own connections. A
 * SQLite database in memory has a single connection, which is shared.
 *
 * @param use - afterwards, the connections are closed
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
