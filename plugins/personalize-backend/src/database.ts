import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { NOTHING_BEFORE } from './ledger/chain';
import { writeHead } from './ledger/head';
import { Keyring } from './ledger/keyring';
import { LedgerConfig } from './ledger/ledgerConfig';

/**
 * The plugin's own database. Brings its tables up to date, unless the portal's
 * configuration leaves that to somebody else.
 *
 * The transaction that creates the tables of the ledger also signs its head: an
 * empty ledger counts as new only then.
 */
export async function openDatabase(
  service: DatabaseService,
  ledger: LedgerConfig,
): Promise<Knex> {
  const database = await service.getClient();
  if (!service.migrations?.skip) {
    let isNew = false;
    await database.migrate.latest({
      directory: resolvePackagePath(
        '@personalize-portal/backstage-plugin-personalize-backend',
        'migrations',
      ),
      async beforeAll(trx) {
        isNew = !(await trx.schema.hasTable('ledger_head'));
      },
      async afterAll(trx) {
        if (isNew) {
          const { signing } = await Keyring.open(trx, ledger);
          await writeHead(trx, signing, { seq: 0, hash: NOTHING_BEFORE });
        }
      },
    });
  }
  return database;
}
