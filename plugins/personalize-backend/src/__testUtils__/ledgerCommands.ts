import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { Command } from 'commander';
import knexFactory, { Knex } from 'knex';
import { stringify } from 'yaml';
import { ledgerCommand } from '../cli/ledgerCommand';
import { openDatabase } from '../database';
import { LedgerConfig } from '../ledger/ledgerConfig';
import { migratedDatabase } from './databases';
import { KEY } from './ledgers';

/** Runs `personalize-ledger` in this process. */
export async function runLedgerCommand(...args: string[]) {
  let out = '';
  let err = '';
  let code = 0;
  const io = {
    writeOut: (text: string) => {
      out += text;
    },
    writeErr: (text: string) => {
      err += text;
    },
  };
  const command = ledgerCommand(
    new Command().exitOverride().configureOutput(io),
  );
  try {
    await command.parseAsync(args, { from: 'user' });
  } catch (error) {
    code = Object(error).exitCode;
  }
  return { out, err, code };
}

/**
 * A folder with a portal's configuration, and with its database if that is a
 * file.
 */
export class PortalFolder {
  private opened: Knex | undefined;

  private constructor(readonly path: string) {}

  static async create(): Promise<PortalFolder> {
    return new PortalFolder(await mkdtemp(join(tmpdir(), 'ledger-')));
  }

  /** The path of the database if it is a file. */
  get databaseFile(): string {
    return join(this.path, 'personalize.sqlite');
  }

  /**
   * A database as the portal's first start creates it, and its configuration.
   */
  async database(
    databases: TestDatabases,
    id: TestDatabaseId,
    config: LedgerConfig = { keys: [KEY] },
  ): Promise<{ database: Knex; backend: JsonObject }> {
    if (id === 'SQLITE_3') {
      const database = knexFactory({
        client: 'better-sqlite3',
        connection: { filename: this.databaseFile },
        useNullAsDefault: true,
      });
      this.opened = database;
      // No test cuts the power.
      await database.raw('pragma synchronous = off');
      await openDatabase({ getClient: async () => database }, config);
      return {
        database,
        backend: {
          client: 'better-sqlite3',
          connection: { directory: this.path },
        },
      };
    }
    const database = await migratedDatabase(databases, id, config);
    const { host, port, user, ...rest } = database.client.config.connection;
    return {
      database,
      backend: {
        client: 'pg',
        connection: { host, port, user },
        plugin: { personalize: { connection: { database: rest.database } } },
      },
    };
  }

  /**
   * Writes the configuration.
   *
   * @param sections - in addition to those of the database and the ledger
   * @returns its path
   */
  async configure(
    backend: JsonObject,
    { keys, anchor }: LedgerConfig = { keys: [KEY] },
    { witness, ...sections }: JsonObject = {},
  ): Promise<string> {
    const path = join(this.path, 'app-config.yaml');
    const ledger = {
      ...(keys.length > 0 && { keys: keys.map(key => ({ ...key })) }),
      ...(anchor && { anchor: `${anchor.seq}:${anchor.hash}` }),
      ...(witness && { witness }),
    };
    await writeFile(
      path,
      stringify({
        ...sections,
        backend: { database: backend },
        personalize: { ledger },
      }),
    );
    return path;
  }

  async remove(): Promise<void> {
    await this.opened?.destroy();
    await rm(this.path, { recursive: true });
  }
}
