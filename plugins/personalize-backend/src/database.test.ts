import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { testDatabases, withSecondPool } from './__testUtils__/databases';
import { KEY, openLedger } from './__testUtils__/ledgers';
import { openDatabase } from './database';
import { NOTHING_BEFORE } from './ledger/chain';
import { readHead } from './ledger/head';
import { Keyring } from './ledger/keyring';
import { sealHead } from './ledger/sealHead';

const databases = testDatabases();
jest.setTimeout(300_000);

const CONFIG = { keys: [KEY] };

describe.each(databases.eachSupportedId())('the database on %s', id => {
  const start = (database: Knex, skip = false) =>
    openDatabase(
      { getClient: async () => database, migrations: { skip } },
      CONFIG,
    );

  /**
   * Tables that something other than the portal's own start created, or an
   * older version of it.
   */
  async function madeByOthers() {
    const database = await databases.init(id);
    await database.migrate.latest({
      directory: resolvePackagePath(
        '@personalize-portal/backstage-plugin-personalize-backend',
        'migrations',
      ),
    });
    return database;
  }

  it('has a ledger whose head is signed from the start on', async () => {
    const database = await start(await databases.init(id));

    expect(await readHead(database)).toMatchObject({
      seq: 0,
      hash: NOTHING_BEFORE,
      mac: expect.stringMatching(/^[0-9a-f]{64}$/),
      key_id: KEY.id,
    });
    const { ledger, append } = await openLedger(database);
    expect(await ledger.verify()).toMatchObject({ valid: true, entries: 0 });
    expect(await append('asked')).toBe(1);
  });

  it('is left alone by the next start', async () => {
    const database = await start(await databases.init(id));
    const { append, ledger } = await openLedger(database);
    await append('asked');

    await start(database);

    expect(await ledger.verify()).toMatchObject({ valid: true, entries: 1 });
  });

  it('is made by one of several backends that start at once', async () => {
    const database = await databases.init(id);
    await withSecondPool(database, async second => {
      // Knex lets one of them migrate; the other fails, and its process starts
      // again.
      await Promise.allSettled([start(database), start(second)]);
      await start(database);
      await start(second);

      await (await openLedger(database)).append('asked');
      const { ledger, append } = await openLedger(second);
      expect(await append('asked')).toBe(2);
      expect(await ledger.verify()).toMatchObject({ valid: true });
    });
  });

  it.each([false, true])(
    'takes no unsigned ledger for a new one, until it is sealed (migrations skipped: %s)',
    async skip => {
      const database = await start(await madeByOthers(), skip);
      const { ledger, append } = await openLedger(database, CONFIG);

      await expect(append('asked')).rejects.toThrow(
        `its head isn't signed. Only if nothing was ever recorded, run: personalize-ledger seal --head 0:${NOTHING_BEFORE}`,
      );
      expect(await ledger.verify()).toMatchObject({ valid: false });

      const none = { seq: 0, hash: NOTHING_BEFORE };
      const keyring = await Keyring.read(database, CONFIG);
      expect(await sealHead(database, keyring, none)).toEqual(none);
      expect(await ledger.verify()).toMatchObject({ valid: true });
      expect(await append('asked')).toBe(1);
    },
  );
});
