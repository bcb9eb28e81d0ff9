import { Knex } from 'knex';

/**
 * The time by which leases are judged, in milliseconds since 1970: that of the
 * database where it is a server, so that the clocks of replicas need not agree.
 */
export async function databaseClock(database: Knex): Promise<number> {
  if (!isPostgres(database)) {
    return Date.now();
  }
  const { rows } = await database.raw<{ rows: { now: string }[] }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000) as now',
  );
  return Number(rows[0].now);
}

/** Tells whether a database is PostgreSQL; else it is SQLite. */
export function isPostgres(database: Knex): boolean {
  return database.client.config.client === 'pg';
}

/** Reads all as it is at one moment, also while others append. */
export async function inSnapshot<T>(
  database: Knex,
  read: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  return database.transaction(
    read,
    // A SQLite database has one connection, or a snapshot for each transaction.
    isPostgres(database) ? { isolationLevel: 'repeatable read' } : {},
  );
}
