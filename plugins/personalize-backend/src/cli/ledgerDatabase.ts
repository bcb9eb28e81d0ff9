import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  LoggerService,
  RootLifecycleService,
} from '@backstage/backend-plugin-api';
import { DatabaseManager } from '@backstage/backend-defaults/database';
import { Config, ConfigReader } from '@backstage/config';
import { NotFoundError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { LedgerConfig } from '../ledger/ledgerConfig';
import { Witnesses } from '../witness/testimony';

/** The database of the ledger, and its place in words. */
export interface LedgerDatabase {
  database: Knex;
  where: string;
}

export type OpenedLedger = LedgerDatabase & {
  config: LedgerConfig;
  witnesses: Witnesses;
};

/** Runs the portal's shutdown hooks: otherwise an interval keeps the process alive. */
class ShutdownHooks implements RootLifecycleService {
  private readonly hooks: (() => void | Promise<void>)[] = [];

  addStartupHook(): void {}

  addBeforeShutdownHook(): void {}

  addShutdownHook(hook: () => void | Promise<void>): void {
    this.hooks.push(hook);
  }

  async run(): Promise<void> {
    for (const hook of this.hooks) {
      await hook();
    }
  }
}

/** The command reports errors itself. */
const SILENT: LoggerService = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => SILENT,
};

/**
 * Opens the database of the plugin as the portal does, but creates none.
 *
 * @throws NotFoundError that says where no ledger was found
 */
export async function withLedgerDatabase<T>(
  config: Config,
  work: (opened: LedgerDatabase) => Promise<T>,
): Promise<T> {
  const shutdown = new ShutdownHooks();
  const database = await DatabaseManager.fromConfig(makingNone(config), {
    rootLifecycle: shutdown,
  })
    .forPlugin('personalize', { logger: SILENT, lifecycle: shutdown })
    .getClient();
  // The error alone reports what can't be reached.
  database.client.logger.warn = () => undefined;
  try {
    const where = placeOf(database);
    if (!(await database.schema.hasTable('ledger_head'))) {
      throw new NotFoundError(
        `There is no ledger in ${where}. The portal creates it when it starts.`,
      );
    }
    return await work({ database, where });
  } finally {
    await database.destroy();
    await shutdown.run();
  }
}

function makingNone(config: Config): Config {
  const database: JsonObject = config.get('backend.database');
  return new ConfigReader({
    backend: { database: { ...database, ensureExists: false } },
  });
}

/**
 * @throws NotFoundError if the file doesn't exist, because SQLite would create
 * it
 */
function placeOf(database: Knex): string {
  const { connection } = database.client.config;
  if (database.client.config.client === 'pg') {
    return `PostgreSQL database ${database.client.database()}`;
  }
  if (connection.filename === ':memory:') {
    throw new NotFoundError(
      "The database is in the portal's memory, which only the portal can read: use GET /api/personalize/ledger/verify.",
    );
  }
  const file = resolve(connection.filename);
  if (!existsSync(file)) {
    throw new NotFoundError(
      `There is no file ${file}. A path in the configuration is relative to the backend's folder: run this there.`,
    );
  }
  return file;
}
