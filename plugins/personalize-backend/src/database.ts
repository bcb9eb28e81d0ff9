import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

/**
 * The plugin's own database, with its tables brought up to date unless the
 * portal's configuration leaves that to somebody else.
 */
export async function openDatabase(service: DatabaseService): Promise<Knex> {
  const database = await service.getClient();
  if (!service.migrations?.skip) {
    await database.migrate.latest({
      directory: resolvePackagePath(
        '@personalize-portal/backstage-plugin-personalize-backend',
        'migrations',
      ),
    });
  }
  return database;
}
