import { Knex } from 'knex';

/**
 * The time that decides about leases, in milliseconds since 1970. On a database
 * server, uses the server's clock, so that the clocks of replicas needn't
 * agree.
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

/** Whether a database is PostgreSQL; otherwise it is SQLite. */
export function isPostgres(database: Knex): boolean {
  return database.client.config.client === 'pg';
}

/** Reads everything as of one moment, even while others append. */
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
