import knex from 'knex';
// The scripts are no package that could be imported by name.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { isTaken } from '../../../scripts/lib/ports.mjs';
import { startPostgres } from './postgres';

describe('the PostgreSQL server of a test', () => {
  it('answers, and is gone when it is stopped', async () => {
    const { connection, stop } = await startPostgres();
    const database = knex({
      client: 'pg',
      connection: { ...connection, database: 'postgres' },
    });

    const { rows } = await database.raw('select 1 + 1 as two');
    await database.destroy();
    await stop();

    expect(rows).toEqual([{ two: 2 }]);
    expect(await isTaken(connection.port)).toBe(false);
  });
});
