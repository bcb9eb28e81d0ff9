import { access, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testDatabases } from '../__testUtils__/databases';
import {
  PortalFolder,
  runLedgerCommand as run,
} from '../__testUtils__/ledgerCommands';
import { openLedger, ROLE } from '../__testUtils__/ledgers';
import { ORDERS, RECO } from '../__testUtils__/setups';

const databases = testDatabases();
jest.setTimeout(300_000);

let folder: PortalFolder;

beforeEach(async () => {
  folder = await PortalFolder.create();
});

afterEach(() => folder.remove());

describe.each(databases.eachSupportedId())('personalize-ledger on %s', id => {
  async function start() {
    const { database, backend } = await folder.database(databases, id);
    const ledger = await openLedger(database);
    await ledger.apply();
    await ledger.append('registered');
    const head = `3:${ledger.told[2].hash}`;
    return {
      database,
      ...ledger,
      head,
      config: await folder.configure(backend),
    };
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
    expect(out).toContain('altered: Entry 1 was changed after it was recorded');
    expect(out).toContain('cut-off: Entry 3 is gone (1): cut off at the end.');
    expect(err).toContain("The ledger isn't intact: 4 problems.");
  });

  it('shows what somebody wrote into the database in one line, and so that it does not act', async () => {
    const { database, append, config } = await start();
    await append('registered', ROLE, {
      name: 'reco',
      owner: RECO,
      region: ROLE.region,
      rolePath: ROLE.rolePath,
    });
    const forged = 'reco\u001b[2J\u202E\nhead: 9:forged';
    await database('setups').update({ name: forged, name_lower: forged });

    const { out, code } = await run('verify', '--config', config);

    expect(code).toBe(1);
    expect(out).toContain('\\u001b[2J\\u202e');
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]|\nhead: 9/u);
  });

  it('finds whose table says otherwise, ends with 1, and builds it again', async () => {
    const { database, append, config } = await start();
    await append('registered', ROLE, {
      name: 'reco',
      owner: RECO,
      region: ROLE.region,
      rolePath: ROLE.rolePath,
    });
    expect(await run('verify', '--config', config)).toMatchObject({ code: 0 });
    await database('setups').update({ owner: ORDERS });
    await database('claims').update({ owner: ORDERS });

    const { out, code } = await run('verify', '--config', config);
    expect(code).toBe(1);
    expect(out).toContain('projection: Row "reco" of the table setups');
    expect(out).toContain('of the table claims');

    expect(await run('rebuild', '--config', config)).toEqual({
      out: 'Corrected 2 rows.\n',
      err: '',
      code: 0,
    });
    expect(await database('setups').pluck('owner')).toEqual([RECO]);
    expect(await run('verify', '--config', config)).toMatchObject({ code: 0 });
  });

  it('seals a damaged ledger, so that it goes on', async () => {
    const { database, append, config, head } = await start();
    await database('ledger_head').update({ mac: '0'.repeat(64) });
    await expect(append('asked')).rejects.toThrow('changed its head by hand');

    expect(await run('seal', '--config', config, '--head', head)).toEqual({
      out: 'The next entry is number 4.\n',
      err: '',
      code: 0,
    });
    expect(await append('asked')).toBe(4);
  });

  it('seals nothing without a key', async () => {
    const { database, backend } = await folder.database(databases, id);
    const config = await folder.configure(backend, { keys: [] });

    const { err, code } = await run(
      'seal',
      '--config',
      config,
      '--head',
      `0:${'0'.repeat(64)}`,
    );

    expect(code).toBe(1);
    expect(err).toContain('The ledger has no key: start the portal once');
    expect(await database('ledger_key')).toEqual([]);
  });

  it('says so where there is no ledger', async () => {
    const { database, config } = await start();
    await database.schema.dropTable('ledger_head');

    const { err, code } = await run('verify', '--config', config);

    expect(code).toBe(1);
    expect(err).toMatch(/There is no ledger in .* creates it when it starts/);
  });
});

it('tells of a copy of the file what it lacks', async () => {
  const { database, backend } = await folder.database(databases, 'SQLITE_3');
  const { append, told } = await openLedger(database);
  await append('asked');
  await copyFile(folder.databaseFile, join(folder.path, 'backup'));
  await append('registered');
  await append('revoked');
  await database.destroy();
  await copyFile(join(folder.path, 'backup'), folder.databaseFile);
  const config = await folder.configure(backend);

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
  const config = await folder.configure({
    client: 'better-sqlite3',
    connection: ':memory:',
  });

  expect(await run('verify', '--config', config)).toMatchObject({
    code: 1,
    err: expect.stringMatching(
      /in the portal's memory.*GET \/api\/personalize\/ledger\/verify/,
    ),
  });
});

it('makes no file where there is none, and says where it looked', async () => {
  const config = await folder.configure({
    client: 'better-sqlite3',
    connection: { directory: folder.path },
  });

  expect(await run('verify', '--config', config)).toMatchObject({
    code: 1,
    err: expect.stringContaining(`There is no file ${folder.databaseFile}`),
  });
  await expect(access(folder.databaseFile)).rejects.toThrow('ENOENT');
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
