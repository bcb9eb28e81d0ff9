import { access, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabaseId } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { Command } from 'commander';
import knexFactory, { Knex } from 'knex';
import { stringify } from 'yaml';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import { KEY, openLedger } from '../__testUtils__/ledgers';
import { ledgerCommand } from './ledgerCommand';

const databases = testDatabases();
jest.setTimeout(60_000);

let folder: string;
let opened: Knex | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
});

afterEach(async () => {
  await opened?.destroy();
  opened = undefined;
  await rm(folder, { recursive: true });
});

async function run(...args: string[]) {
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

const FILE = 'personalize.sqlite';

/** A database that is there, and what the portal is configured with. */
async function databaseOf(
  id: TestDatabaseId,
): Promise<{ database: Knex; backend: JsonObject }> {
  if (id === 'SQLITE_3') {
    opened = knexFactory({
      client: 'better-sqlite3',
      connection: { filename: join(folder, FILE) },
      useNullAsDefault: true,
    });
    await opened.migrate.latest({
      directory: resolvePackagePath(
        '@personalize-portal/backstage-plugin-personalize-backend',
        'migrations',
      ),
    });
    return {
      database: opened,
      backend: {
        client: 'better-sqlite3',
        connection: { directory: folder },
      },
    };
  }
  const database = await migratedDatabase(databases, id);
  const {
    host,
    port,
    user,
    database: name,
  } = database.client.config.connection;
  return {
    database,
    backend: {
      client: 'pg',
      connection: { host, port, user },
      plugin: { personalize: { connection: { database: name } } },
    },
  };
}

async function configured(backend: JsonObject): Promise<string> {
  const path = join(folder, 'app-config.yaml');
  await writeFile(
    path,
    stringify({
      backend: { database: backend },
      personalize: { ledger: { keys: [{ ...KEY }] } },
    }),
  );
  return path;
}

describe.each(databases.eachSupportedId())('personalize-ledger on %s', id => {
  async function start() {
    const { database, backend } = await databaseOf(id);
    const ledger = await openLedger(database);
    await ledger.apply();
    await ledger.append('registered');
    const head = `3:${ledger.told[2].hash}`;
    return { database, ...ledger, head, config: await configured(backend) };
  }

  it('tells that the ledger holds, and its head', async () => {
    const { config, head } = await start();

    const { out, err, code } = await run('verify', '--config', config);

    expect([err, code]).toEqual(['', 0]);
    expect(out).toMatch(/^3 entries in /);
    expect(out).toContain(`\nhead: ${head}\n`);
    expect(await run('verify', '--config', config, '--head', head)).toEqual({
      out,
      err,
      code,
    });
  });

  it('tells what is wrong, and ends with 1', async () => {
    const { database, config, head } = await start();
    await database('ledger_entries').where({ seq: 3 }).delete();
    await database('ledger_entries').update({ task_id: 'task-9' });

    const { out, err, code } = await run(
      'verify',
      '--config',
      config,
      '--head',
      head,
    );

    expect(code).toBe(1);
    expect(out).toContain("altered: Entry 1 isn't as it was recorded");
    expect(out).toContain('cut-off: Entry 3 is gone (1): cut off at the end.');
    expect(err).toContain("The ledger doesn't hold: 4 problems.");
  });

  it('seals a damaged ledger, so that it goes on', async () => {
    const { database, append, config, head } = await start();
    await database('ledger_head').update({ mac: '0'.repeat(64) });
    await expect(append('asked')).rejects.toThrow('changed by hand');

    expect(await run('seal', '--config', config, '--head', head)).toEqual({
      out: 'The next entry is number 4.\n',
      err: '',
      code: 0,
    });
    expect(await append('asked')).toBe(4);
  });

  it('says so where there is no ledger', async () => {
    const { database, config } = await start();
    await database.schema.dropTable('ledger_head');

    const { err, code } = await run('verify', '--config', config);

    expect(code).toBe(1);
    expect(err).toMatch(/There is no ledger in .* makes it when it starts/);
  });
});

it('tells of a copy of the file what it lacks', async () => {
  const { database, backend } = await databaseOf('SQLITE_3');
  const { append, told } = await openLedger(database);
  await append('asked');
  await copyFile(join(folder, FILE), join(folder, 'backup'));
  await append('registered');
  await append('revoked');
  await database.destroy();
  await copyFile(join(folder, 'backup'), join(folder, FILE));
  const config = await configured(backend);

  const { out, code } = await run(
    'verify',
    '--config',
    config,
    '--head',
    `3:${told[2].hash}`,
  );

  expect(code).toBe(1);
  expect(out).toContain('Entries 2 to 3 are gone (2)');
});

it('looks into no database in memory, and says who can', async () => {
  const config = await configured({
    client: 'better-sqlite3',
    connection: ':memory:',
  });

  expect(await run('verify', '--config', config)).toMatchObject({
    code: 1,
    err: expect.stringMatching(
      /memory of the portal.*GET \/api\/personalize\/ledger\/verify/,
    ),
  });
});

it('makes no file where there is none, and says where it looked', async () => {
  const config = await configured({
    client: 'better-sqlite3',
    connection: { directory: folder },
  });

  expect(await run('verify', '--config', config)).toMatchObject({
    code: 1,
    err: expect.stringContaining(`There is no file ${join(folder, FILE)}`),
  });
  await expect(access(join(folder, FILE))).rejects.toThrow('ENOENT');
});

it.each([
  [['verify', '--head', '5'], /number of an entry, a colon, and its hash/],
  [['seal'], /required option '--head/],
  [['repair'], /unknown command/],
])('refuses %j', async (args, message) => {
  const { err, code } = await run(...args);

  expect(code).toBe(1);
  expect(err).toMatch(message);
});
