import { LedgerHead } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import {
  bucketChange,
  KEY,
  NEXT_KEY,
  openLedger,
  policy,
} from '../__testUtils__/ledgers';
import { headMac, NOTHING_BEFORE } from './chain';
import { readHead } from './head';
import { Keyring } from './keyring';
import { LedgerConfig } from './ledgerConfig';
import { verifyLedger } from './verifyLedger';

const databases = testDatabases();
jest.setTimeout(300_000);

const ENTRIES = 'ledger_entries';

/** A manual change of rows in the database. */
const at = (database: Knex, seq: number) => database(ENTRIES).where({ seq });

async function columnsOf(database: Knex, seq: number) {
  const [row] = await at(database, seq);
  return row;
}

/** The head when an entry was the last. */
async function signedHead(seq: number, database: Knex) {
  const hash =
    seq === 0 ? NOTHING_BEFORE : (await columnsOf(database, seq)).hash;
  return { seq, hash, mac: headMac(KEY, { seq, hash }) };
}

/** Verifies the chain alone. */
async function verify(
  database: Knex,
  known?: LedgerHead,
  config: LedgerConfig = { keys: [KEY] },
) {
  const keyring = await Keyring.read(database, config);
  return verifyLedger(database, keyring, { known });
}

describe.each(databases.eachSupportedId())(
  'the verification of a ledger on %s',
  id => {
    /** A ledger of six entries: three finished changes. */
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
      const { database, head } = await start();

      expect(await verify(database, head)).toEqual({
        valid: true,
        entries: 6,
        head,
        problems: [],
        key: 'configuration',
      });
    });

    it('finds nothing wrong with an empty ledger', async () => {
      const database = await migratedDatabase(databases, id);

      expect(await verify(database)).toEqual({
        valid: true,
        entries: 0,
        problems: [],
        key: 'configuration',
      });
    });

    it('finds that what an entry says was altered', async () => {
      const { database } = await start();
      const { payload } = await columnsOf(database, 3);
      await at(database, 3).update({
        payload: payload.replace('user:default/ana', 'user:default/eve'),
      });

      expect((await verify(database)).problems).toEqual([
        {
          seq: 3,
          kind: 'altered',
          message: 'The content of entry 3 was changed.',
        },
      ]);
    });

    it('finds that entries were removed from the middle', async () => {
      const { database } = await start();
      await at(database, 2).delete();
      await database(ENTRIES).whereIn('seq', [4, 5]).delete();

      expect((await verify(database)).problems).toEqual([
        { seq: 2, kind: 'missing', message: 'Entry 2 is gone.' },
        { seq: 4, kind: 'missing', message: 'Entries 4 to 5 are gone.' },
      ]);
    });

    it('finds that the end was cut off', async () => {
      const { database } = await start();
      await database(ENTRIES).where('seq', '>', 4).delete();

      expect((await verify(database)).problems).toEqual([
        {
          seq: 5,
          kind: 'cut-off',
          message: 'Entries 5 to 6 are gone (2): cut off at the end.',
        },
      ]);
    });

    it('finds that an entry was put behind the end', async () => {
      const { database } = await start();
      await database('ledger_head').update(await signedHead(5, database));

      expect((await verify(database)).problems).toEqual([
        {
          seq: 6,
          kind: 'cut-off',
          message:
            'Entry 5 was the last that the ledger recorded, but another one is at the end.',
        },
      ]);
    });

    it('finds that another entry stands at the end', async () => {
      const { database } = await start();
      const mac = headMac(KEY, { seq: 6, hash: NOTHING_BEFORE });
      await database('ledger_head').update({ hash: NOTHING_BEFORE, mac });

      expect((await verify(database)).problems).toMatchObject([
        {
          seq: 6,
          kind: 'cut-off',
          message: expect.stringMatching(/^Entry 6 was the last/),
        },
      ]);
    });

    it('tells what the auditor’s log names and the ledger lacks', async () => {
      const { database, head } = await start();
      const known = { ...head, hash: NOTHING_BEFORE };

      expect((await verify(database, known)).problems).toEqual([
        {
          seq: 6,
          kind: 'altered',
          message:
            "Entry 6 isn't the one that the auditor's log names: the ledger was rewritten, or cut off and continued.",
        },
      ]);
      await database(ENTRIES).delete();
      await database('ledger_head').update(await signedHead(0, database));
      expect((await verify(database, { ...head, seq: 1 })).problems).toEqual([
        {
          seq: 1,
          kind: 'cut-off',
          message:
            "Entry 1 is gone (1): the auditor's log names entry 1, but the ledger ends with none.",
        },
      ]);
    });

    it('holds the tables that are made from the ledger against it', async () => {
      const { database } = await start();
      const problem = {
        seq: 3,
        kind: 'projection',
        message: 'Set-up reco has another owner than entry 3 says.',
      } as const;
      const compareProjections = jest.fn().mockResolvedValue([problem]);
      const keyring = await Keyring.read(database, { keys: [KEY] });

      expect(
        await verifyLedger(database, keyring, { compareProjections }),
      ).toMatchObject({ valid: false, problems: [problem] });
      expect(compareProjections).toHaveBeenCalledWith(database);
    });

    it('tells what is wrong in the order of the entries', async () => {
      const { database } = await start();
      await at(database, 2).update({ payload: null });
      await at(database, 4).update({ task_id: 'task-9' });
      await at(database, 5).update({ payload: null });

      const { problems } = await verify(database);
      expect(problems.map(({ seq }) => seq)).toEqual([2, 4, 5]);
    });

    it('tells once what the anchor doesn’t vouch for', async () => {
      const database = await migratedDatabase(databases, id, { keys: [] });
      const { append } = await openLedger(database, { keys: [] });
      for (let count = 0; count < 3; count++) {
        await append('asked');
      }
      const anchor = { seq: 3, hash: NOTHING_BEFORE };
      const config = { keys: [KEY], anchor };

      expect((await verify(database, undefined, config)).problems).toEqual([
        {
          seq: 1,
          kind: 'altered',
          message:
            "Entry 1 is signed with the key in the database, and later ones may be too. The ledger lacks the entry of personalize.ledger.anchor, so they can't be proven.",
        },
        {
          seq: 3,
          kind: 'cut-off',
          message: expect.stringContaining("The last entry can't"),
        },
        {
          seq: 3,
          kind: 'altered',
          message: expect.stringContaining('personalize.ledger.anchor names'),
        },
      ]);
    });

    it('takes the beginning for an entry that something may name', async () => {
      const { database } = await start();
      const none = { seq: 0, hash: NOTHING_BEFORE };

      expect(await verify(database, none)).toMatchObject({ valid: true });
      expect(
        await verify(database, undefined, { keys: [KEY], anchor: none }),
      ).toMatchObject({ valid: true });
    });

    it('names the key that is missing, once', async () => {
      const { database } = await start();
      const config = { keys: [NEXT_KEY] };

      expect(
        (await verify(database, undefined, config)).problems,
      ).toMatchObject([
        {
          seq: 1,
          kind: 'altered',
          message: expect.stringContaining(
            'signed with the key "2026", and later ones may be too, but personalize.ledger.keys doesn\'t have it',
          ),
        },
        { seq: 6, kind: 'cut-off' },
      ]);
    });

    it('finds that the secret of a key was changed', async () => {
      const { database } = await start();
      const config = { keys: [{ ...KEY, secret: NEXT_KEY.secret }] };

      const { problems } = await verify(database, undefined, config);
      expect(problems).toHaveLength(7);
      expect(problems[0].message).toContain('the secret of the key "2026"');
    });

    it('reads more than one page, and tells the first hundred problems', async () => {
      const database = await migratedDatabase(databases, id);
      const { append } = await openLedger(database);
      for (let count = 0; count < 520; count++) {
        await append('asked');
      }
      expect(await verify(database)).toMatchObject({
        valid: true,
        entries: 520,
      });

      await database(ENTRIES).update({ task_id: 'task-9' });
      const { problems } = await verify(database);
      expect(problems.map(({ seq }) => seq)).toEqual(
        Array.from({ length: 100 }, (_, index) => index + 1),
      );
    });

    it('finds nothing wrong while others append', async () => {
      const { database, append } = await start();

      const appending = Promise.all(
        Array.from({ length: 20 }, () => append('asked')),
      );
      for (let count = 0; count < 5; count++) {
        expect((await verify(database)).problems).toEqual([]);
      }
      await appending;
      expect(await verify(database)).toMatchObject({
        valid: true,
        entries: 26,
      });
    });
  },
);
