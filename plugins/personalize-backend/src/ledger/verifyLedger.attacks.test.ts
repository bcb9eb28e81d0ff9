import { LedgerHead } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { testDatabases } from '../__testUtils__/databases';
import {
  PortalFolder,
  runLedgerCommand,
} from '../__testUtils__/ledgerCommands';
import {
  ALL,
  anchorIn,
  bucketChange,
  KEY,
  openLedger,
  OTHER_ROLE,
  policy,
  ROLE,
} from '../__testUtils__/ledgers';
import { openDatabase } from '../database';
import { entryHash, headMac, NOTHING_BEFORE, payloadHash } from './chain';
import { EntryRow } from './entryRow';
import { HeadRow } from './head';
import { LedgerConfig, LedgerKey } from './ledgerConfig';

/*
 * What docs/ledger.md promises against somebody who can write the database but
 * has no configured key: the command finds the change, and the portal records
 * nothing while the end of the ledger is in doubt.
 */

const databases = testDatabases();
jest.setTimeout(300_000);

const ENTRIES = 'ledger_entries';
const HEAD = 'ledger_head';
const UNSIGNED = { seq: 0, hash: NOTHING_BEFORE, mac: null, key_id: null };
const FORGER: LedgerKey = { id: 'database', secret: 'f'.repeat(32) };
const YEARS_AGO = '2020-01-01T00:00:00.000Z';

let folder: PortalFolder;

beforeEach(async () => {
  folder = await PortalFolder.create();
});

afterEach(() => folder.remove());

/** A portal whose ledger has six entries: three finished changes. */
async function startPortal(config: LedgerConfig = { keys: [KEY] }) {
  const { database, backend } = await folder.database(
    databases,
    'SQLITE_3',
    config,
  );
  const opened = await openLedger(database, config);
  for (const name of ['A', 'B', 'C']) {
    await opened.apply(bucketChange(undefined, policy(name)));
  }
  const at = (seq: number) => database<EntryRow>(ENTRIES).where({ seq });
  return {
    database,
    ...opened,
    at,
    async row(seq: number): Promise<EntryRow> {
      const [row] = await at(seq);
      return row;
    },
    head: async (): Promise<LedgerHead> => {
      const { seq, hash } = await database(HEAD).first();
      return { seq, hash };
    },
    /** Exit code and output of `personalize-ledger verify`. */
    verify: async (now: LedgerConfig = config, ...args: string[]) =>
      runLedgerCommand(
        'verify',
        '--config',
        await folder.configure(backend, now),
        ...args,
      ),
  };
}

/** Puts a key into the database, like a portal without configured keys. */
async function plantKey(database: Knex): Promise<void> {
  await database('ledger_key')
    .insert({ ...FORGER, made_at: YEARS_AGO })
    .onConflict('id')
    .merge();
}

/** Signs entries from a number on, and the head, with a key that isn't configured. */
async function resign(
  database: Knex,
  from = 1,
  key: LedgerKey = FORGER,
): Promise<LedgerHead> {
  const rows = await database<EntryRow>(ENTRIES).orderBy('seq');
  let previous = { seq: 0, hash: NOTHING_BEFORE };
  for (const row of rows) {
    if (row.seq >= from) {
      row.key_id = key.id;
      row.previous_hash = previous.hash;
      row.payload_hash = payloadHash(key, row.payload ?? '');
      row.hash = entryHash(key, row);
      await database<EntryRow>(ENTRIES).where({ seq: row.seq }).update(row);
    }
    previous = row;
  }
  await signHead(database, previous, key);
  return { seq: previous.seq, hash: previous.hash };
}

/** Signs the text of one entry, and of no other. */
async function resignOne(
  database: Knex,
  seq: number,
  key: LedgerKey = FORGER,
): Promise<void> {
  const row = await database<EntryRow>(ENTRIES).where({ seq }).first();
  if (row) {
    const forged = { ...row, key_id: key.id, task_id: 'task-9' };
    forged.payload_hash = payloadHash(key, row.payload ?? '');
    forged.hash = entryHash(key, forged);
    await database<EntryRow>(ENTRIES).where({ seq }).update(forged);
  }
}

async function signHead(
  database: Knex,
  { seq, hash }: LedgerHead,
  key: LedgerKey = FORGER,
): Promise<void> {
  await database<HeadRow>(HEAD).update({
    seq,
    hash,
    mac: headMac(key, { seq, hash }),
    key_id: key.id,
  });
}

/** Drops every table, including the list of migrations. */
async function dropAll(database: Knex): Promise<void> {
  const tables: { name: string }[] = await database('sqlite_master')
    .where({ type: 'table' })
    .whereNot('name', 'like', 'sqlite_%')
    .select('name');
  for (const { name } of tables) {
    await database.schema.dropTable(name);
  }
}

describe('a ledger', () => {
  it('is found to hold while nobody attacks it', async () => {
    const { verify, head } = await startPortal();
    const { seq, hash } = await head();

    expect(await verify()).toMatchObject({ code: 0, err: '' });
    expect(await verify({ keys: [KEY], anchor: { seq, hash } })).toMatchObject({
      code: 0,
      err: '',
    });
  });

  describe('finds that what an entry says, or a column, was edited', () => {
    it.each<[string, Partial<EntryRow>]>([
      ['payload', { payload: '{"person":"user:default/eve"}' }],
      ['kind', { kind: 'revoked' }],
      ['intent_id', { intent_id: null }],
      ['account_id', { account_id: '999999999999' }],
      ['role_name', { role_name: 'personalize-other' }],
      ['resource', { resource: 'arn:aws:s3:::other' }],
      ['task_id', { task_id: 'task-9' }],
      ['at', { at: YEARS_AGO }],
      ['format', { format: 9 }],
      ['payload_hash', { payload_hash: NOTHING_BEFORE }],
      ['previous_hash', { previous_hash: NOTHING_BEFORE }],
      ['hash', { hash: NOTHING_BEFORE }],
      ['key_id', { key_id: 'database' }],
    ])('%s', async (_column, edited) => {
      const { at, verify } = await startPortal();
      await at(3).update(edited);

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringMatching(/altered: (The content of e|E)ntry 3 /),
      });
    });

    it('by taking columns of another entry', async () => {
      const { at, row, verify } = await startPortal();
      const [one, other] = [await row(1), await row(3)];
      const stolen = ({ payload, payload_hash }: EntryRow) => ({
        payload,
        payload_hash,
      });
      await at(1).update(stolen(other));
      await at(3).update(stolen(one));

      const { code, out } = await verify();
      expect(code).toBe(1);
      expect(out).toContain(
        'altered: Entry 1 was changed after it was recorded',
      );
      expect(out).toContain(
        'altered: Entry 3 was changed after it was recorded',
      );
    });

    it('by taking what it says away', async () => {
      const { at, verify } = await startPortal();
      await at(3).update({ payload: null });

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('altered: Entry 3 has lost its content'),
      });
    });
  });

  describe('finds that an entry was', () => {
    it('removed', async () => {
      const { at, verify } = await startPortal();
      await at(3).delete();

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('missing: Entry 3 is gone.'),
      });
    });

    it('removed, with those after it moved up', async () => {
      const { database, at, verify } = await startPortal();
      await at(3).delete();
      for (const seq of [4, 5, 6]) {
        await at(seq).update({ seq: seq - 1 });
      }
      await database(HEAD).update({ seq: 5 });

      expect(await verify()).toMatchObject({ code: 1 });
    });

    it('added', async () => {
      const { database, row, verify } = await startPortal();
      const last = await row(6);
      await database(ENTRIES).insert({
        ...last,
        seq: 7,
        intent_id: null,
        previous_hash: last.hash,
      });

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('altered: Entry 7 '),
      });
    });

    it.each([0, -7])('added as number %i', async seq => {
      const { database, row, verify } = await startPortal();
      await database(ENTRIES).insert({
        ...(await row(1)),
        seq,
        intent_id: null,
      });

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining(`altered: Entry ${seq} was added`),
      });
    });

    it('replaced by one of another ledger with the same key', async () => {
      const other = await PortalFolder.create();
      try {
        const { database } = await other.database(databases, 'SQLITE_3');
        const opened = await openLedger(database);
        for (const name of ['A', 'X']) {
          await opened.apply(bucketChange(undefined, policy(name)));
        }
        const stranger = await database(ENTRIES).where({ seq: 3 }).first();
        const { at, verify } = await startPortal();
        await at(3).update(stranger);

        expect(await verify()).toMatchObject({
          code: 1,
          out: expect.stringContaining(
            "altered: Entry 3 doesn't follow entry 2",
          ),
        });
      } finally {
        await other.remove();
      }
    });

    it('moved', async () => {
      const { at, verify } = await startPortal();
      await at(2).update({ seq: 20 });
      await at(4).update({ seq: 2 });
      await at(20).update({ seq: 4 });

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('altered: Entry 2 '),
      });
    });
  });

  describe('finds that the end was cut off', () => {
    it('by its head', async () => {
      const { database, verify } = await startPortal();
      await database(ENTRIES).where('seq', '>', 4).delete();

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('cut-off: Entries 5 to 6 are gone (2)'),
      });
    });

    it('with all before it', async () => {
      const { database, verify } = await startPortal();
      await database(ENTRIES).delete();

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('cut-off: Entries 1 to 6 are gone (6)'),
      });
    });

    it.each<[string, Partial<HeadRow>, string]>([
      ['seq and hash', {}, 'somebody changed its head by hand'],
      ['mac away', { mac: null }, "its head isn't signed."],
      ['key away', { key_id: null }, "its head isn't signed."],
      ['both away', { mac: null, key_id: null }, "its head isn't signed."],
    ])('and its head edited: %s', async (_what, edited, flaw) => {
      const { database, row, verify, append } = await startPortal();
      await database(ENTRIES).where('seq', '>', 4).delete();
      const { hash } = await row(4);
      await database(HEAD).update({ seq: 4, hash, ...edited });

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining("cut-off: The last entry can't"),
      });
      await expect(append('asked')).rejects.toThrow(flaw);
    });

    it('when nothing but the signature of its head is gone', async () => {
      const { database, verify, append } = await startPortal();
      await database(HEAD).update({ mac: null });

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining("its head isn't signed"),
      });
      await expect(append('asked')).rejects.toThrow("its head isn't signed");
    });

    it('and a head of that time put beside its own', async () => {
      const { database, append, verify } = await startPortal();
      const old = await database(HEAD).first();
      await append('asked');
      await database(ENTRIES).where({ seq: 7 }).delete();
      await database(HEAD).insert({ ...old, only: 0 });

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('cut-off: Entry 7 is gone (1)'),
      });
      expect(await append('asked')).toBe(8);
    });

    it('and the row of its head deleted', async () => {
      const { database, verify, append } = await startPortal();
      await database(HEAD).delete();

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('cut-off: The row that names the last'),
      });
      await expect(append('asked')).rejects.toThrow('its head is gone');
      const restarted = await openLedger(database);
      await expect(restarted.append('asked')).rejects.toThrow(
        'its head is gone',
      );
    });
  });

  describe('finds that it was emptied', () => {
    it.each<[string, LedgerConfig]>([
      ['with configured keys', { keys: [KEY] }],
      ['with the key in the database', { keys: [] }],
    ])('and its head set to none, %s', async (_keys, config) => {
      const { database, verify, append } = await startPortal(config);
      await database(ENTRIES).delete();
      await database(HEAD).update(UNSIGNED);

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining(
          `personalize-ledger seal --head 0:${NOTHING_BEFORE}`,
        ),
      });
      await expect(append('asked')).rejects.toThrow(
        `personalize-ledger seal --head 0:${NOTHING_BEFORE}`,
      );
      // A start of the portal doesn't take it for new either.
      const restarted = await openLedger(database, config);
      await expect(restarted.append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
    });

    it('and its head signed with a key that was put into the database', async () => {
      const { database, verify, append } = await startPortal();
      await database(ENTRIES).delete();
      await plantKey(database);
      await signHead(database, { seq: 0, hash: NOTHING_BEFORE });

      expect(await verify()).toMatchObject({ code: 1 });
      await expect(append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
      const restarted = await openLedger(database);
      await expect(restarted.append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
    });
  });

  describe('finds that a key was put into the database', () => {
    it('that signed all of it again', async () => {
      const { database, verify } = await startPortal();
      await plantKey(database);
      await resign(database);

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringMatching(
          /altered: Entry 1 is signed with the key in the database[^]*cut-off: /,
        ),
      });
      const restarted = await openLedger(database);
      await expect(restarted.append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
    });

    it('that signed the end of it again', async () => {
      const { database, verify } = await startPortal();
      await plantKey(database);
      await resign(database, 5);

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('altered: Entry 5 is signed with the key'),
      });
      const restarted = await openLedger(database);
      await expect(restarted.append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
    });

    it('before the one that is there, where no key is configured', async () => {
      const { database, verify } = await startPortal({ keys: [] });
      const made = await database('ledger_key').first();
      await database('ledger_key').delete();
      const { secret } = FORGER;
      await database('ledger_key').insert([
        { ...made, id: 'aaa', secret },
        made,
      ]);

      expect(await verify()).toMatchObject({ code: 0 });
    });

    it('that has an id of its own', async () => {
      const { database, verify } = await startPortal();
      const forged = { ...FORGER, id: 'forged' };
      await database('ledger_key').insert({ ...forged, made_at: YEARS_AGO });
      await resign(database, 1, forged);

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining(
          'altered: Entry 1 is signed with the key "forged"',
        ),
      });
      const restarted = await openLedger(database);
      await expect(restarted.append('asked')).rejects.toThrow(
        'its head is signed with the key "forged"',
      );
    });

    it('that signed an entry in its middle', async () => {
      const { database, verify } = await startPortal();
      await plantKey(database);
      await resignOne(database, 3);

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('altered: Entry 3 is signed with the key'),
      });
    });

    it('that signed its head again', async () => {
      const { database, row, verify, append } = await startPortal();
      await plantKey(database);
      await database(ENTRIES).where('seq', '>', 4).delete();
      await signHead(database, await row(4));

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('cut-off: '),
      });
      await expect(append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
      const restarted = await openLedger(database);
      await expect(restarted.append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
    });
  });

  describe('of a portal that ran on the key in the database', () => {
    /**
     * Four earlier entries, and the line that the first start with a key
     * prints.
     */
    async function startFormer() {
      const portal = await startPortal({ keys: [] });
      const { logger, append } = await openLedger(portal.database);
      return { ...portal, refused: append, logger, anchor: anchorIn(logger) };
    }

    it('records nothing until it has an anchor, and prints the line for it', async () => {
      const { database, refused, head, anchor, verify } = await startFormer();

      expect(anchor).toEqual(await head());
      await expect(refused('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
      expect(await verify({ keys: [KEY] })).toMatchObject({ code: 1 });

      const config = { keys: [KEY], anchor };
      expect(await verify(config)).toMatchObject({ code: 0 });
      const { append, logger } = await openLedger(database, config);
      expect(await append('asked')).toBe(7);
      expect(logger.error).not.toHaveBeenCalled();
      expect(await verify(config)).toMatchObject({ code: 0, err: '' });
    });

    it('is anchored before its first entry where it has none', async () => {
      const { database, backend } = await folder.database(
        databases,
        'SQLITE_3',
        { keys: [] },
      );
      const { logger } = await openLedger(database);
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringMatching(
          /^personalize\.ledger\.keys is configured, but the head of the ledger[^]*anchor: '0:0{64}'/,
        ),
      );

      const anchor = { seq: 0, hash: NOTHING_BEFORE };
      const config = { keys: [KEY], anchor };
      const path = await folder.configure(backend, config);
      expect(await runLedgerCommand('verify', '--config', path)).toMatchObject({
        code: 0,
      });
      const { append } = await openLedger(database, config);
      expect(await append('asked')).toBe(1);
    });

    it('records nothing at an anchor whose entry is gone', async () => {
      const { database, at, anchor } = await startFormer();
      await at(6).delete();

      const { append } = await openLedger(database, { keys: [KEY], anchor });

      await expect(append('asked')).rejects.toThrow(
        'its head is signed with the key in the database',
      );
    });

    it.each<[string, LedgerConfig]>([
      ['the key in the database signs', { keys: [] }],
      ['a configured key signed', { keys: [KEY] }],
    ])(
      'offers no anchor where %s and the head was edited',
      async (_, config) => {
        const { database } = await startPortal(config);
        await database(HEAD).update({ mac: NOTHING_BEFORE });

        const { logger } = await openLedger(database, config);

        expect(logger.error).not.toHaveBeenCalled();
      },
    );

    it('offers no anchor for what doesn’t hold', async () => {
      const { at, database } = await startPortal({ keys: [] });
      await at(3).update({ task_id: 'task-9' });

      const { logger, append } = await openLedger(database);

      expect(logger.error).toHaveBeenCalledTimes(1);
      expect(logger.error.mock.calls[0][0]).not.toContain('anchor: ');
      expect(logger.error.mock.calls[0][0]).toContain('Entry 3 ');
      await expect(append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
    });

    it('takes what that key signed up to the anchor, and nothing that it signs there later', async () => {
      const { database, at, anchor } = await startFormer();
      const config = { keys: [KEY], anchor };
      const { ledger } = await openLedger(database, config);
      expect(await ledger.holdings(ALL)).toHaveLength(1);
      const made = await database('ledger_key').first();
      await resignOne(database, 5, made);
      await expect(ledger.holdings(ALL)).rejects.toThrow('Entry 5 ');
      const restarted = await openLedger(database, config);
      await expect(restarted.ledger.holdings(ALL)).rejects.toThrow('Entry 1 ');

      await at(5).delete();
      const again = await openLedger(database, config);
      await expect(again.ledger.holdings(ALL)).rejects.toThrow('Entry 1 ');
    });

    it('takes nothing of that key where configured keys signed before the anchor', async () => {
      const { database, head } = await startPortal();
      const config = { keys: [KEY], anchor: await head() };
      await plantKey(database);
      const { ledger } = await openLedger(database, config);
      await resignOne(database, 5);
      await expect(ledger.holdings(ALL)).rejects.toThrow('Entry 5 ');

      const restarted = await openLedger(database, config);
      await expect(restarted.ledger.holdings(ALL)).rejects.toThrow('Entry 5 ');
    });

    it('offers no anchor where a configured key was in use before', async () => {
      const { database } = await startPortal();
      await plantKey(database);
      await resign(database, 5);

      const { logger } = await openLedger(database);

      expect(logger.error).toHaveBeenCalledTimes(1);
      expect(logger.error.mock.calls[0][0]).not.toContain('anchor: ');
      expect(logger.error.mock.calls[0][0]).toContain(
        'Entry 5 is signed with the key in the database, though a configured key was in use before it.',
      );
    });

    it('offers no later anchor where the one that it has is gone', async () => {
      const { database, anchor } = await startFormer();
      const made = await database('ledger_key').first();
      await database(ENTRIES).where({ seq: 1 }).update({ task_id: 'task-9' });
      await resign(database, 1, made);

      const { logger } = await openLedger(database, { keys: [KEY], anchor });

      expect(logger.error).toHaveBeenCalledTimes(1);
      expect(logger.error.mock.calls[0][0]).not.toContain('anchor: ');
    });

    it('offers a later anchor where a backend without the keys went on', async () => {
      const { database, append, head, anchor } = await startFormer();
      await append('asked');

      const { logger } = await openLedger(database, { keys: [KEY], anchor });

      const { seq, hash } = await head();
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining(`anchor: '${seq}:${hash}'`),
      );
    });

    it('finds what was forged up to the anchor', async () => {
      const { database, at, anchor, verify } = await startFormer();
      const config = { keys: [KEY], anchor };
      await (await openLedger(database, config)).append('asked');
      const made = await database('ledger_key').first();
      await at(1).update({ task_id: 'task-9' });
      await resign(database, 1, made);

      const { code, out } = await verify(config);
      expect(code).toBe(1);
      expect(out).toContain(
        "altered: Entry 6 isn't the one that personalize.ledger.anchor names",
      );
      expect(out).toContain('altered: Entry 7 is signed with the key');
    });

    it('finds what was forged after the anchor', async () => {
      const { database, row, anchor, verify } = await startFormer();
      const config = { keys: [KEY], anchor };
      const { append } = await openLedger(database, config);
      await append('asked');
      const made = await database('ledger_key').first();
      await resign(database, 7, made);

      expect(await row(7)).toMatchObject({ key_id: 'database' });
      expect(await verify(config)).toMatchObject({
        code: 1,
        out: expect.stringContaining('altered: Entry 7 is signed with the key'),
      });
      await expect(append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
    });

    it('finds that it was cut off before the anchor', async () => {
      const { database, row, anchor, verify } = await startFormer();
      const config = { keys: [KEY], anchor };
      await database(ENTRIES).where('seq', '>', 4).delete();
      await signHead(
        database,
        await row(4),
        await database('ledger_key').first(),
      );

      expect(await verify(config)).toMatchObject({
        code: 1,
        out: expect.stringContaining('personalize.ledger.anchor names entry 6'),
      });
      const { append } = await openLedger(database, config);
      await expect(append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
    });

    it('finds that it was cut off after an anchor that a configured key signed', async () => {
      const { database, anchor, verify, head } = await startFormer();
      const { append } = await openLedger(database, { keys: [KEY], anchor });
      await append('asked');
      const later = { keys: [KEY], anchor: await head() };
      await append('asked');
      await database(ENTRIES).where('seq', '>', 7).delete();
      await signHead(
        database,
        later.anchor,
        await database('ledger_key').first(),
      );

      expect(await verify(later)).toMatchObject({
        code: 1,
        out: expect.stringContaining('cut-off: '),
      });
      const restarted = await openLedger(database, later);
      await expect(restarted.append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
    });
  });

  describe('finds by the anchor alone, or by the auditor’s log', () => {
    it('that an older copy was put back', async () => {
      const { database, append, head, verify } = await startPortal();
      const old = {
        entries: await database(ENTRIES),
        head: await database(HEAD).first(),
      };
      await append('asked');
      await append('registered');
      const { seq, hash } = await head();
      await database(ENTRIES).delete();
      await database(ENTRIES).insert(old.entries);
      await database(HEAD).update(old.head);

      expect(await verify()).toMatchObject({ code: 0 });
      expect(
        await verify({ keys: [KEY] }, '--head', `${seq}:${hash}`),
      ).toMatchObject({ code: 1 });
      const anchored = { keys: [KEY], anchor: { seq, hash } };
      expect(await verify(anchored)).toMatchObject({ code: 1 });
      const restarted = await openLedger(database, anchored);
      await expect(restarted.append('asked')).rejects.toThrow(
        'The ledger records nothing',
      );
    });

    it('that its end was cut off and its head of that time put back', async () => {
      const { database, append, head, verify } = await startPortal();
      const old = await database(HEAD).first();
      await append('asked');
      const { seq, hash } = await head();
      await database(ENTRIES).where({ seq }).delete();
      await database(HEAD).update(old);

      expect(await verify()).toMatchObject({ code: 0 });
      expect(
        await verify({ keys: [KEY] }, '--head', `${seq}:${hash}`),
      ).toMatchObject({ code: 1 });
      expect(
        await verify({ keys: [KEY], anchor: { seq, hash } }),
      ).toMatchObject({ code: 1 });
    });

    it('that all its tables were dropped and made anew', async () => {
      const { database, head, verify } = await startPortal();
      const anchor = await head();
      const config = { keys: [KEY], anchor };
      await dropAll(database);
      await openDatabase({ getClient: async () => database }, config);

      expect(await verify({ keys: [KEY] })).toMatchObject({ code: 0 });
      expect(
        await verify({ keys: [KEY] }, '--head', `${anchor.seq}:${anchor.hash}`),
      ).toMatchObject({ code: 1 });
      expect(await verify(config)).toMatchObject({ code: 1 });
      const restarted = await openLedger(database, config);
      await expect(restarted.append('asked')).rejects.toThrow(
        'it ends with entry 0, but personalize.ledger.anchor names entry 6',
      );
    });

    it('that entries before it were forged where no key is configured', async () => {
      const { database, at, head, verify } = await startPortal({
        keys: [],
      });
      const { seq, hash } = await head();
      await at(3).update({ task_id: 'task-9' });
      await resign(database, 1, await database('ledger_key').first());

      expect(await verify()).toMatchObject({ code: 0 });
      expect(await verify({ keys: [], anchor: { seq, hash } })).toMatchObject({
        code: 1,
      });
    });

    it('that entries were written with a stolen key', async () => {
      const { database, at, head, verify } = await startPortal();
      const { seq, hash } = await head();
      await at(3).update({ task_id: 'task-9' });
      await resign(database, 1, KEY);

      expect(await verify()).toMatchObject({ code: 0 });
      expect(
        await verify({ keys: [KEY] }, '--head', `${seq}:${hash}`),
      ).toMatchObject({ code: 1 });
      expect(
        await verify({ keys: [KEY], anchor: { seq, hash } }),
      ).toMatchObject({ code: 1 });
    });
  });

  it('is said to be none where its table is gone', async () => {
    const { database, verify } = await startPortal();
    await database.schema.dropTable(HEAD);

    expect(await verify()).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no ledger in'),
    });
  });

  describe('lets the retention take nothing', () => {
    /** Retention of everything that is older than now. */
    const PRUNE = { olderThanDays: -1 };

    it('of a live set-up that was made to look as if it was taken back', async () => {
      const { database, row, at, ledger, append, logger, verify } =
        await startPortal();
      await append('registered');
      const genuine = await row(7);
      await at(7).update({ kind: 'revoked', at: YEARS_AGO });

      expect(await ledger.prune(PRUNE)).toBe(0);
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining('Entry 7 '),
      );

      await at(7).update(genuine);
      expect(await database(ENTRIES).whereNull('payload')).toEqual([]);
      expect(await verify()).toMatchObject({ code: 0 });
    });

    it('of a live set-up whose entries were moved to one that was taken back', async () => {
      const { database, row, at, ledger, append, logger, verify } =
        await startPortal();
      await append('revoked', OTHER_ROLE);
      const genuine = await row(2);
      const role_name = OTHER_ROLE.roleName.toLowerCase();
      await at(2).update({ role_name });

      expect(await ledger.prune(PRUNE)).toBe(0);
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining('Entry 2 '),
      );

      await at(2).update(genuine);
      expect(await database(ENTRIES).whereNull('payload')).toEqual([]);
      expect(await verify()).toMatchObject({ code: 0 });
    });

    it('of a set-up whose reservation was taken away', async () => {
      const { at, ledger, append, logger } = await startPortal();
      await append('revoked', ROLE, {
        kept: [{ resource: 'arn:aws:s3:::reco-data', reason: 'foreign' }],
      });
      await at(7).update({ payload: null });

      expect(await ledger.prune(PRUNE)).toBe(0);
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining('Entry 7 '),
      );
    });

    it.each(['in the middle', 'at the end'])(
      'of a set-up whose reservation %s is gone for a moment',
      async where => {
        const { database, row, at, ledger, append, logger, verify } =
          await startPortal();
        await append('revoked');
        await append('registered');
        const kept = await append('revoked', ROLE, {
          kept: [{ resource: 'arn:aws:s3:::reco-data', reason: 'foreign' }],
        });
        if (where === 'in the middle') {
          await append('asked', OTHER_ROLE);
        }
        const genuine = await row(kept);
        await at(kept).delete();

        expect(await ledger.prune(PRUNE)).toBe(0);
        expect(logger.error).toHaveBeenCalledWith(
          expect.stringContaining('Entry 9 is gone'),
        );

        await database(ENTRIES).insert(genuine);
        expect(await ledger.prune(PRUNE)).toBe(0);
        expect(await verify()).toMatchObject({ code: 0 });
      },
    );

    it('that a key in the database signed', async () => {
      const { database, ledger, append, logger } = await startPortal();
      await append('revoked');
      await plantKey(database);
      await resign(database, 1);
      await signHead(database, { seq: 7, hash: NOTHING_BEFORE }, KEY);

      expect(await ledger.prune(PRUNE)).toBe(0);
      expect(logger.error).toHaveBeenCalled();
    });

    it('up to an anchor that is gone', async () => {
      const former = await startPortal({ keys: [] });
      await former.append('revoked');
      const anchor = await former.head();
      const { database, at } = former;
      const made = await database('ledger_key').first();
      await at(1).update({ task_id: 'task-9' });
      const forged = await resign(database, 1, made);
      // As if the portal had continued with the configured key.
      await signHead(database, forged, KEY);
      const { ledger, logger } = await openLedger(database, {
        keys: [KEY],
        anchor,
      });

      expect(await ledger.prune(PRUNE)).toBe(0);
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining('personalize.ledger.anchor'),
      );
    });

    it('but of others it does', async () => {
      const { at, ledger, append, apply } = await startPortal();
      await apply(bucketChange(undefined, policy('D')), undefined, OTHER_ROLE);
      await append('revoked');
      await append('revoked', OTHER_ROLE);
      await at(1).update({ task_id: 'task-9' });

      expect(await ledger.prune(PRUNE)).toBe(3);
    });
  });
});
