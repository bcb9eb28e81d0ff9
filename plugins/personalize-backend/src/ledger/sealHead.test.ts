import { Knex } from 'knex';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import {
  ALL,
  bucketChange,
  KEY,
  NEXT_KEY,
  openLedger,
  OTHER_ROLE,
  policy,
  ROLE,
} from '../__testUtils__/ledgers';
import { writeHead } from './head';
import { Keyring } from './keyring';
import { sealHead } from './sealHead';

const databases = testDatabases();
jest.setTimeout(300_000);

const TABLES = [
  'ledger_entries',
  'ledger_head',
  'ledger_written',
  'ledger_key',
];

/** A copy of the database, like a backup. */
async function copyOf(database: Knex) {
  return Promise.all(
    TABLES.map(async table => ({ table, rows: await database(table) })),
  );
}

async function restore(
  database: Knex,
  copy: Awaited<ReturnType<typeof copyOf>>,
): Promise<void> {
  for (const { table, rows } of copy) {
    await database(table).delete();
    if (rows.length > 0) {
      await database(table).insert(rows);
    }
  }
}

describe.each(databases.eachSupportedId())(
  'a ledger that was restored, on %s',
  id => {
    /** The copy has two entries; three came after it. */
    async function start() {
      const database = await migratedDatabase(databases, id);
      const opened = await openLedger(database);
      await opened.apply(bucketChange(undefined, policy('Old')));
      const copy = await copyOf(database);
      await opened.apply(bucketChange(policy('Old'), policy('Lost')));
      await opened.append('registered');
      const { seq, hash } = opened.told[4];
      const known = { seq: Number(seq), hash: String(hash) };
      await restore(database, copy);
      return { database, ...opened, known };
    }

    it('holds, and by the auditor’s log lacks what came after the copy', async () => {
      const { ledger, known } = await start();

      expect(await ledger.verify()).toMatchObject({ valid: true, entries: 2 });
      expect((await ledger.verify(known)).problems).toEqual([
        {
          seq: 3,
          kind: 'cut-off',
          message:
            "Entries 3 to 5 are gone (3): the auditor's log names entry 5, but the ledger ends with entry 2.",
        },
      ]);
    });

    it('goes on after the lost entries once it is sealed, and keeps the gap', async () => {
      const { database, ledger, known, append, apply } = await start();

      const keyring = await Keyring.read(database, { keys: [KEY] });
      expect(await sealHead(database, keyring, known)).toMatchObject({
        seq: 6,
      });
      expect((await ledger.verify(known)).problems).toMatchObject([
        { seq: 3, kind: 'missing' },
        { seq: 5, kind: 'altered' },
      ]);
      const { payload } = await database('ledger_entries')
        .where({ kind: 'sealed' })
        .first();
      expect(JSON.parse(payload)).toEqual({ ranges: [[3, 5]] });

      expect(await append('registered')).toBe(7);
      await apply(bucketChange(policy('Lost'), policy('New')));
      expect(await ledger.verify()).toMatchObject({
        valid: false,
        entries: 6,
        problems: [
          {
            seq: 3,
            kind: 'missing',
            message: 'Entries 3 to 5 are gone.',
          },
        ],
      });
      expect(await ledger.holdings(ALL)).toMatchObject([
        { after: policy('New') },
      ]);
    });

    it('goes on with another key where the old one is lost', async () => {
      const { database, ledger } = await start();
      const { head } = await ledger.verify();
      const lost = await openLedger(database, { keys: [NEXT_KEY] });
      await expect(lost.append('asked', ROLE)).rejects.toThrow(
        'its head is signed with the key "2026"',
      );

      const keyring = await Keyring.read(database, { keys: [NEXT_KEY] });
      await sealHead(database, keyring, { seq: 0, hash: '0'.repeat(64) });

      expect(await lost.append('registered', OTHER_ROLE)).toBe(4);
      expect(await lost.ledger.verify(head)).toMatchObject({
        valid: false,
        problems: [{ seq: 1, message: expect.stringContaining('"2026"') }],
      });
    });

    it('goes on after the entry that stands, where the log names another', async () => {
      const { database } = await start();
      const last = await database('ledger_entries').where({ seq: 2 }).first();
      const keyring = await Keyring.read(database, { keys: [KEY] });

      expect(
        await sealHead(database, keyring, { seq: 2, hash: '0'.repeat(64) }),
      ).toEqual({ seq: 2, hash: last.hash });
    });

    it('goes on where the row of the head is gone', async () => {
      const { database, append, known } = await start();
      await database('ledger_head').delete();
      await expect(append('asked')).rejects.toThrow('its head is gone');

      await sealHead(
        database,
        await Keyring.read(database, { keys: [KEY] }),
        known,
      );

      expect(await append('asked')).toBe(7);
    });

    it('gives nobody a claim on top of what is gone, until it is sealed', async () => {
      const { database, known, append } = await start();
      const keyring = await Keyring.read(database, { keys: [KEY] });
      await writeHead(database, KEY, known);
      await append('asked');
      await expect(append('registered')).rejects.toThrow(
        /The ledger isn't intact, so nobody gets or loses a claim: Entries 3 to 5 are gone\./,
      );

      await sealHead(database, keyring, known);
      expect(await append('registered')).toBe(8);
    });

    it('holds what is altered or gone after it was sealed against claims again', async () => {
      const { database, known, append } = await start();
      const keyring = await Keyring.read(database, { keys: [KEY] });
      await sealHead(database, keyring, known);
      const last = await database('ledger_entries').where({ seq: 2 }).first();
      await database('ledger_entries').where({ seq: 2 }).delete();
      await expect(append('registered')).rejects.toThrow(
        'Entries 2 to 5 are gone.',
      );

      await database('ledger_entries').insert(last);
      expect(await append('registered')).toBe(7);
      const { task_id } = await database('ledger_entries')
        .where({ seq: 7 })
        .first();
      const setTask = (task: string) =>
        database('ledger_entries').where({ seq: 7 }).update({ task_id: task });
      await setTask('other');
      await expect(append('registered')).rejects.toThrow('Entry 7 ');

      await setTask(task_id);
      await database('ledger_entries')
        .where({ seq: 1 })
        .update({ role_name: 'other' });
      await expect(append('registered')).rejects.toThrow('Entry 1 ');

      await sealHead(database, keyring, known);
      expect(await append('registered')).toBe(9);
      const sealed = await database('ledger_entries').where({ seq: 8 }).first();
      expect(JSON.parse(sealed.payload)).toEqual({
        ranges: [
          [1, 1],
          [3, 5],
        ],
      });

      await database('ledger_entries').where({ seq: 2 }).delete();
      await sealHead(database, keyring, known);
      expect(
        await database('ledger_entries').where({ seq: 10 }).first(),
      ).toMatchObject({ kind: 'sealed', payload: '{"ranges":[[1,5]]}' });
    });

    it('isn’t sealed by somebody who writes into an entry that seals', async () => {
      const { database, known, append } = await start();
      const keyring = await Keyring.read(database, { keys: [KEY] });
      await sealHead(database, keyring, known);
      await database('ledger_entries')
        .where({ kind: 'sealed' })
        .update({ payload: JSON.stringify({ ranges: [[1, 9]] }) });

      await expect(append('registered')).rejects.toThrow(
        'Entries 3 to 5 are gone.',
      );
    });
  },
);
