import { Knex } from 'knex';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import {
  BUCKET,
  bucketChange,
  KEY,
  NEXT_KEY,
  openLedger,
  policy,
} from '../__testUtils__/ledgers';
import { NOTHING_BEFORE } from './chain';
import { readHead } from './head';

const databases = testDatabases();
jest.setTimeout(60_000);

const ENTRIES = 'ledger_entries';

/** What somebody did to the rows of the database by hand. */
const at = (database: Knex, seq: number) => database(ENTRIES).where({ seq });

async function columnsOf(database: Knex, seq: number) {
  const [row] = await at(database, seq);
  return row;
}

describe.each(databases.eachSupportedId())(
  'the verification of a ledger on %s',
  id => {
    /** A ledger of six entries: three changes that were made. */
    async function start() {
      const database = await migratedDatabase(databases, id);
      const opened = await openLedger(database);
      for (const name of ['A', 'B', 'C']) {
        await opened.apply(bucketChange(undefined, policy(name)));
      }
      const head = await readHead(database);
      if (!head) {
        throw new Error('no head');
      }
      return { database, ...opened, head: { seq: head.seq, hash: head.hash } };
    }

    it('finds nothing wrong with what the ledger wrote', async () => {
      const { ledger, head } = await start();

      expect(await ledger.verify(head)).toEqual({
        valid: true,
        entries: 6,
        head,
        problems: [],
        key: 'configuration',
      });
    });

    it('finds nothing wrong with an empty ledger', async () => {
      const database = await migratedDatabase(databases, id);
      const { ledger } = await openLedger(database);

      expect(await ledger.verify()).toEqual({
        valid: true,
        entries: 0,
        problems: [],
        key: 'configuration',
      });
    });

    it('finds that what an entry says was altered', async () => {
      const { database, ledger } = await start();
      const { payload } = await columnsOf(database, 3);
      await at(database, 3).update({
        payload: payload.replace('user:default/ana', 'user:default/eve'),
      });

      expect((await ledger.verify()).problems).toEqual([
        { seq: 3, kind: 'altered', message: 'What entry 3 says was changed.' },
      ]);
    });

    it.each([
      ['kind', 'asked'],
      ['intent_id', null],
      ['account_id', '999999999999'],
      ['role_name', 'personalize-other'],
      ['resource', `${BUCKET}-2`],
      ['task_id', 'task-2'],
      ['at', '2020-01-01T00:00:00.000Z'],
      ['format', 0],
      ['payload_hash', NOTHING_BEFORE],
      ['previous_hash', NOTHING_BEFORE],
    ])('finds that the column %s was edited', async (column, value) => {
      const { database, ledger } = await start();
      await at(database, 3).update({ [column]: value });

      expect((await ledger.verify()).problems).toEqual([
        {
          seq: 3,
          kind: 'altered',
          message:
            'Entry 3 isn\'t as it was recorded: one of its columns was changed, or the secret of the key "2026" was.',
        },
      ]);
    });

    it('finds that an entry’s own hash was edited', async () => {
      const { database, ledger } = await start();
      await at(database, 3).update({ hash: NOTHING_BEFORE });

      const { problems } = await ledger.verify();
      expect(problems.map(({ seq }) => seq)).toEqual([3, 4]);
    });

    it('finds that an entry was taken out of another chain of the same key', async () => {
      const { database, ledger } = await start();
      const other = await migratedDatabase(databases, id);
      const opened = await openLedger(other);
      for (const name of ['A', 'X', 'C']) {
        await opened.apply(bucketChange(undefined, policy(name)));
      }
      await at(database, 3).update(await columnsOf(other, 3));

      expect((await ledger.verify()).problems).toMatchObject([
        {
          seq: 3,
          kind: 'altered',
          message: "Entry 3 doesn't follow on entry 2, which was replaced.",
        },
        { seq: 4, kind: 'altered' },
      ]);
    });

    it('finds that entries were removed from the middle', async () => {
      const { database, ledger } = await start();
      await at(database, 2).delete();
      await database(ENTRIES).whereIn('seq', [4, 5]).delete();

      expect((await ledger.verify()).problems).toEqual([
        { seq: 2, kind: 'missing', message: 'Entry 2 is gone.' },
        { seq: 4, kind: 'missing', message: 'Entries 4 to 5 are gone.' },
      ]);
    });

    it('finds that entries were put into another order', async () => {
      const { database, ledger } = await start();
      await at(database, 2).update({ seq: 20 });
      await at(database, 3).update({ seq: 2 });
      await at(database, 20).update({ seq: 3 });

      const { problems } = await ledger.verify();
      expect(problems.map(({ seq, kind }) => [seq, kind])).toEqual([
        [2, 'altered'],
        [3, 'altered'],
        [4, 'altered'],
      ]);
    });

    it('finds that an entry was added behind the end', async () => {
      const { database, ledger } = await start();
      const last = await columnsOf(database, 6);
      await database(ENTRIES).insert({
        ...last,
        seq: 7,
        kind: 'asked',
        previous_hash: last.hash,
      });

      expect((await ledger.verify()).problems).toMatchObject([
        { seq: 7, kind: 'altered' },
        {
          seq: 7,
          kind: 'cut-off',
          message: expect.stringContaining('Entry 6 was the last'),
        },
      ]);
    });

    describe('finds that the tail was cut off', () => {
      it('by the head that is left', async () => {
        const { database, ledger } = await start();
        await database(ENTRIES).where('seq', '>', 4).delete();

        expect((await ledger.verify()).problems).toEqual([
          {
            seq: 5,
            kind: 'cut-off',
            message: 'Entries 5 to 6 are gone (2): cut off at the end.',
          },
        ]);
      });

      it('by the seal of a head that was edited', async () => {
        const { database, ledger } = await start();
        await database(ENTRIES).where('seq', '>', 4).delete();
        const { hash } = await columnsOf(database, 4);
        await database('ledger_head').update({ seq: 4, hash });

        expect((await ledger.verify()).problems).toMatchObject([
          {
            seq: 4,
            kind: 'cut-off',
            message: expect.stringContaining('its head was changed by hand'),
          },
        ]);
      });

      it('by the head that is gone', async () => {
        const { database, ledger } = await start();
        await database(ENTRIES).where('seq', '>', 4).delete();
        await database('ledger_head').delete();

        expect((await ledger.verify()).problems).toMatchObject([
          { seq: 4, kind: 'cut-off' },
        ]);
      });

      it('by the auditor’s log alone, where the head of that time was put back', async () => {
        const database = await migratedDatabase(databases, id);
        const { ledger, append, told } = await openLedger(database);
        await append('asked');
        const head = await readHead(database);
        await append('registered');
        await append('revoked');
        const known = { seq: 3, hash: String(told[2].hash) };
        await database(ENTRIES).where('seq', '>', 1).delete();
        await database('ledger_head').update({ ...head });

        expect(await ledger.verify()).toMatchObject({ valid: true });
        expect((await ledger.verify(known)).problems).toEqual([
          {
            seq: 2,
            kind: 'cut-off',
            message:
              "Entries 2 to 3 are gone (2): the auditor's log names entry 3, but the ledger ends with entry 1.",
          },
        ]);

        await append('asked');
        await append('asked');
        expect((await ledger.verify(known)).problems).toMatchObject([
          {
            seq: 3,
            kind: 'cut-off',
            message: expect.stringContaining(
              "Entry 3 isn't the one that the auditor's log names",
            ),
          },
        ]);
      });
    });

    it('names the key that is missing, once', async () => {
      const { database } = await start();
      const { ledger } = await openLedger(database, { keys: [NEXT_KEY] });

      expect((await ledger.verify()).problems).toMatchObject([
        {
          seq: 1,
          kind: 'altered',
          message: expect.stringContaining(
            'signed with the key "2026", and so may be others after it, but personalize.ledger.keys doesn\'t have it',
          ),
        },
        { seq: 6, kind: 'cut-off' },
      ]);
    });

    it('finds that the secret of a key was changed', async () => {
      const { database } = await start();
      const { ledger } = await openLedger(database, {
        keys: [{ ...KEY, secret: NEXT_KEY.secret }],
      });

      const { problems } = await ledger.verify();
      expect(problems).toHaveLength(7);
      expect(problems[0].message).toContain('the secret of the key "2026"');
    });

    it('takes no entry of the key in the database after one of a configured key', async () => {
      const database = await migratedDatabase(databases, id);
      const unconfigured = await openLedger(database, { keys: [] });
      await unconfigured.append('asked');
      await (await openLedger(database)).append('asked');
      // Whoever can write the database knows its key, and so can go on with it.
      const forger = await openLedger(database, {
        keys: [await database('ledger_key').first(), KEY],
      });
      await forger.append('asked');

      expect(await forger.ledger.verify()).toMatchObject({
        valid: false,
        key: 'database',
        problems: [{ seq: 3, kind: 'altered' }],
      });
    });

    it('takes no key that somebody put into the database beside the configured ones', async () => {
      const { database } = await start();
      const forged = { id: 'forged', secret: 'f'.repeat(32) };
      await database('ledger_key').insert({ ...forged, made_at: '' });
      await database(ENTRIES).delete();
      await database('ledger_head').update({
        seq: 0,
        hash: NOTHING_BEFORE,
        mac: null,
        key_id: null,
      });
      await (await openLedger(database, { keys: [forged] })).append('asked');

      const { ledger } = await openLedger(database);
      expect((await ledger.verify()).problems).toMatchObject([
        {
          seq: 1,
          kind: 'altered',
          message: expect.stringContaining('the key "forged"'),
        },
        { seq: 1, kind: 'cut-off' },
      ]);
    });

    it('tells up to which entry all rests on the key in the database, which a forger can go by', async () => {
      const database = await migratedDatabase(databases, id);
      const unconfigured = await openLedger(database, { keys: [] });
      await unconfigured.append('asked');
      await unconfigured.append('asked');
      const { ledger, append } = await openLedger(database);
      await append('asked');

      expect(await ledger.verify()).toMatchObject({
        valid: true,
        key: 'configuration',
        forgeableUpTo: 2,
      });
    });

    it('reads more than one page, and tells the first hundred problems', async () => {
      const database = await migratedDatabase(databases, id);
      const { ledger, append } = await openLedger(database);
      for (let count = 0; count < 520; count++) {
        await append('asked');
      }
      expect(await ledger.verify()).toMatchObject({
        valid: true,
        entries: 520,
      });

      await database(ENTRIES).update({ task_id: 'task-9' });
      const { problems } = await ledger.verify();
      expect(problems.map(({ seq }) => seq)).toEqual(
        Array.from({ length: 100 }, (_, index) => index + 1),
      );
    });

    it('finds nothing wrong while others append', async () => {
      const { ledger, append } = await start();

      const appending = Promise.all(
        Array.from({ length: 20 }, () => append('asked')),
      );
      for (let count = 0; count < 5; count++) {
        expect((await ledger.verify()).problems).toEqual([]);
      }
      await appending;
      expect(await ledger.verify()).toMatchObject({ valid: true, entries: 26 });
    });
  },
);
