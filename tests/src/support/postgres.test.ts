import knex from 'knex';
import { startPostgres } from './postgres';

describe('the PostgreSQL server of a test', () => {
  it('answers, and is gone when it is stopped', async () => {
    const postgres = await startPostgres();
    const database = knex({
      client: 'pg',
      connection: { ...postgres.connection, database: 'postgres' },
    });

    const { rows } = await database.raw('select 1 + 1 as two');
    await database.destroy();
    await postgres.stop();

    expect(rows).toEqual([{ two: 2 }]);
    const later = knex({
      client: 'pg',
      connection: { ...postgres.connection, database: 'postgres' },
    });
    await expect(later.raw('select 1')).rejects.toThrow('ECONNREFUSED');
    await later.destroy();
  });
});
