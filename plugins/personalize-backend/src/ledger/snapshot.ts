import { Knex } from 'knex';
import { isPostgres } from '../leases/databaseClock';

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
