import knexFactory, { Knex } from 'knex';

/*
 * The parts of @backstage/backend-test-utils that the ledger's tests need.
 * Loading the whole package takes two seconds, here for each mutant.
 */

const service = (...methods: string[]) => ({
  mock: () => Object.fromEntries(methods.map(method => [method, jest.fn()])),
});

export const mockServices = {
  auditor: service('createEvent'),
  logger: service('error', 'warn', 'info', 'debug', 'child'),
  scheduler: service('scheduleTask'),
};

export class TestDatabases {
  static create(): TestDatabases {
    const databases = new TestDatabases();
    afterAll(async () => {
      await Promise.all(databases.opened.map(one => one.destroy()));
    });
    return databases;
  }

  private readonly opened: Knex[] = [];

  eachSupportedId(): [string][] {
    return [['SQLITE_3']];
  }

  async init(): Promise<Knex> {
    const database = knexFactory({
      client: 'better-sqlite3',
      connection: ':memory:',
      useNullAsDefault: true,
    });
    this.opened.push(database);
    return database;
  }
}
