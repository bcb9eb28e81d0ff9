import { HolderRef } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import {
  ANA,
  BUCKET,
  bucketChange,
  OTHER_ROLE,
  policy,
  ROLE,
  RUN,
} from '../__testUtils__/ledgers';
import {
  openSetups,
  ORDERS,
  RECO,
  registration,
  roleNumber,
} from '../__testUtils__/setups';
import { EntryRow } from '../ledger/entryRow';

/*
 * Somebody who can write the database, but has no configured key, changes rows
 * for a moment: the portal signs what it does in the meantime.
 */

const databases = testDatabases();
jest.setTimeout(120_000);

const HOUR_MS = 60 * 60 * 1000;
const BEN = 'user:default/ben';
const READERS: HolderRef = {
  kind: 'role',
  accountId: ROLE.accountId,
  name: 'readers',
};
const ROLE_NAME = ROLE.roleName.toLowerCase();
const UNPROVEN = { name: 'ServiceUnavailableError' };
const MINE = { name: 'reco', owner: RECO };

describe.each(databases.eachSupportedId())(
  'who may act, against edits for a moment, on %s',
  id => {
    let database: Knex;
    let portal: Awaited<ReturnType<typeof openSetups>>;

    beforeEach(async () => {
      database = await migratedDatabase(databases, id);
      portal = await openSetups(database);
    });

    const register = (other: Parameters<typeof registration>[0] = {}) =>
      portal.setups.register(registration(other), ANA);

    const revoke = async () =>
      portal.setups.recordRevocation(
        'reco',
        { ...(await portal.begun()), kept: [] },
        ANA,
      );

    const entries = () => database<EntryRow>('ledger_entries');

    /** Removes rows from the tables. @returns puts them back */
    async function hide(...tables: string[]) {
      const rows = await Promise.all(
        tables.map(async table => [table, await database(table)] as const),
      );
      for (const [table] of rows) {
        await database(table).delete();
      }
      return async () => {
        for (const [table, all] of rows) {
          await database(table).delete();
          await database(table).insert(all);
        }
      };
    }

    const entriesOf = async (kind: EntryRow['kind']) =>
      (await entries().where({ kind })).map(row => JSON.parse(row.payload!));

    it.each<[string, () => Promise<unknown>]>([
      ['moved to another role', () => entries().update({ role_name: 'other' })],
      [
        'called something else',
        () => entries().where({ seq: 1 }).update({ kind: 'proved' }),
      ],
      ['deleted', () => entries().where({ seq: 1 }).delete()],
    ])('gives nobody a role whose claim is %s', async (_, edit) => {
      await register();
      await portal.apply(undefined, undefined, OTHER_ROLE);
      await hide('claims', 'setups');
      await edit();

      const stolen = registration({ name: 'theirs', owner: ORDERS });
      await expect(portal.setups.register(stolen, BEN)).rejects.toMatchObject(
        UNPROVEN,
      );
      await expect(
        portal.setups.claim(
          {
            role: ROLE,
            run: RUN,
            claimSeq: 0,
            holders: [],
            claimsRole: true,
          },
          BEN,
        ),
      ).rejects.toMatchObject(UNPROVEN);
      expect(await entriesOf('claimed')).toEqual([]);
    });

    it('gives nobody a role whose claim, the last entry, is deleted', async () => {
      await register();
      await hide('claims', 'setups', 'ledger_entries');

      await expect(
        register({ name: 'theirs', owner: ORDERS }),
      ).rejects.toMatchObject(UNPROVEN);
    });

    it('decides by what the walk saw, though it is hidden right after', async () => {
      await register();
      await database.transaction(async trx => {
        await portal.ledger.lockForClaims(trx);
        await trx('ledger_entries').update({ role_name: 'other' });
        await trx('claims').delete();
        await trx('setups').delete();

        await expect(portal.ledger.claims(ROLE, trx)).rejects.toMatchObject(
          UNPROVEN,
        );
      });
      await database.transaction(async trx => {
        await trx('ledger_entries').update({ role_name: ROLE_NAME });
        await portal.ledger.lockForClaims(trx);
        await trx('ledger_entries').delete();

        await expect(portal.ledger.claims(ROLE, trx)).rejects.toMatchObject(
          UNPROVEN,
        );
      });
    });

    it('lets runs go on while an entry of another role is altered', async () => {
      await register();
      await register({ name: 'shop', role: OTHER_ROLE });
      await entries().where({ seq: 2 }).update({ task_id: 'task-9' });

      await expect(
        portal.setups.openIntent(
          {
            leaseId: 'lease',
            claimSeq: 1,
            role: ROLE,
            run: RUN,
            change: bucketChange(undefined, policy('Ours')),
          },
          ANA,
          async () => undefined,
        ),
      ).resolves.toMatchObject({ seq: 3 });
      await expect(
        register({ name: 'third', role: roleNumber(3) }),
      ).rejects.toMatchObject(UNPROVEN);
    });

    describe('gives up no claim on which something was begun', () => {
      const begin: [string, () => Promise<unknown>][] = [
        ['a change', () => portal.open()],
        [
          'what was asked for',
          async () =>
            portal.setups.recordRequestedAccess({
              ...(await portal.begun()),
              person: ANA,
              asked: { trust: { trust: { regions: [], sourceArns: [] } } },
            }),
        ],
        ['a proof', () => portal.prove('reco', [])],
      ];

      it.each(begin)('%s', async (_, work) => {
        await register();
        await work();
        await database('claims').update({ used_at: null });

        await expect(portal.setups.discard(MINE, ANA)).rejects.toMatchObject({
          name: 'ConflictError',
        });
        expect(
          await portal.setups.releaseLapsed(
            new Date(Date.now() + 25 * HOUR_MS),
          ),
        ).toEqual({
          names: [],
          failures: [expect.stringContaining('a run started a change')],
        });
        expect(await entriesOf('released')).toEqual([]);
      });

      it('but what was begun before it was taken back counts no more', async () => {
        await register();
        await portal.apply();
        await revoke();
        await register();

        await portal.setups.discard(MINE, ANA);

        expect(await portal.setups.byName('reco')).toBeUndefined();
        expect((await portal.ledger.verify()).problems).toEqual([]);
      });
    });

    it('gives up the other claims that lapse, where one can’t be proven', async () => {
      await register({ name: 'one', role: roleNumber(1) });
      await register({ name: 'two', role: roleNumber(2) });
      await database('claims').where({ name: 'one' }).update({ owner: ORDERS });

      const lapses = await portal.setups.releaseLapsed(
        new Date(Date.now() + 25 * HOUR_MS),
      );

      expect(lapses).toEqual({
        names: ['two'],
        failures: [expect.stringContaining('role personalize-1 in account')],
      });
      expect(portal.changed.at(-1)).toBe('two');
    });

    it.each<[string, () => Promise<unknown>]>([
      [
        'a change’s',
        () => entries().where({ kind: 'intent' }).update({ task_id: 'task-9' }),
      ],
      [
        'an outcome’s',
        () =>
          entries().where({ kind: 'outcome' }).update({ task_id: 'task-9' }),
      ],
      [
        'a revocation’s',
        () =>
          entries().where({ kind: 'revoked' }).update({ task_id: 'task-9' }),
      ],
      [
        'another kind of',
        () => entries().where({ kind: 'outcome' }).update({ kind: 'revoked' }),
      ],
    ])(
      'takes nothing for ours by %s entry that was altered',
      async (_, edit) => {
        await register();
        await revoke();
        await portal.apply();
        await edit();

        await expect(portal.setups.roleRecord(ROLE)).rejects.toMatchObject(
          UNPROVEN,
        );
        await expect(portal.setups.runChanges(ROLE)).rejects.toMatchObject(
          UNPROVEN,
        );
      },
    );

    it('takes nothing for ours that was made before it was taken back, whatever the set-up’s row says', async () => {
      await register();
      await portal.apply();
      await revoke();
      await register();
      await database('setups').update({ after_seq: 0 });

      expect((await portal.setups.roleRecord(ROLE)).holdings).toEqual([]);
      expect(await portal.setups.runChanges(ROLE)).toMatchObject({
        changes: [],
      });
    });

    it('takes nothing for asked for that no entry says', async () => {
      await register();
      await portal.setups.recordRequestedAccess({
        ...(await portal.begun()),
        person: ANA,
        asked: { trust: { trust: { regions: [], sourceArns: [] } } },
      });
      await database('asked').update({
        access: JSON.stringify({ trust: { regions: ['x'], sourceArns: [] } }),
      });

      await expect(portal.setups.roleRecord(ROLE)).rejects.toMatchObject(
        UNPROVEN,
      );
    });

    describe('lets nobody but the owner of the signed claim', () => {
      const finding = {
        id: 'a',
        fingerprint: 'f',
        reason: 'r',
        until: '2030-01-01T00:00:00.000Z',
      };

      it('accept or discard while the row names another', async () => {
        await register();
        await database('setups').update({ owner: ORDERS });
        const theirs = { name: 'reco', owner: ORDERS };

        await expect(
          portal.setups.accept(theirs, finding, BEN),
        ).rejects.toMatchObject(UNPROVEN);
        await expect(portal.setups.discard(theirs, BEN)).rejects.toMatchObject(
          UNPROVEN,
        );
      });

      it('accept or discard after the row named another', async () => {
        await register();
        // The content of the row when the permission was checked.
        const theirs = { name: 'reco', owner: ORDERS };

        await expect(
          portal.setups.accept(theirs, finding, BEN),
        ).rejects.toMatchObject({ name: 'ConflictError' });
        await expect(portal.setups.discard(theirs, BEN)).rejects.toMatchObject({
          name: 'ConflictError',
        });
        expect(await entriesOf('accepted')).toEqual([]);
      });

      it('register it anew, with a row that somebody put there', async () => {
        await register();
        await database('setups').update({ owner: ORDERS });

        await expect(
          portal.setups.register(registration({ owner: ORDERS }), BEN),
        ).rejects.toMatchObject(UNPROVEN);
      });
    });

    it('gives people’s role of another owner nothing while the row of its claim is gone', async () => {
      await register({ holders: [READERS] });
      const putBack = await hide('claims');

      const theirs = { owner: ORDERS, role: OTHER_ROLE, name: 'theirs' };
      await expect(
        register({ ...theirs, holders: [READERS] }),
      ).rejects.toMatchObject(UNPROVEN);
      await putBack();
      await expect(
        register({ ...theirs, holders: [READERS] }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      expect(await portal.ledger.verify()).toMatchObject({ valid: true });

      await revoke();
      await register({ ...theirs, holders: [READERS] });
    });

    it('finds who claims people’s role without a walk, too', async () => {
      await register({ holders: [{ ...READERS, name: 'Readers' }] });

      const [role] = await database.transaction(trx =>
        portal.ledger.claimantsOf(
          [`role/${ROLE.accountId}/readers`, 'role/1/nobody'],
          trx,
        ),
      );

      expect(role).toEqual({ accountId: ROLE.accountId, roleName: ROLE_NAME });
    });

    it('takes another’s commit between two reads for no forgery', async () => {
      await register();
      const reads = Array.from({ length: 20 }, () =>
        portal.ledger.claims(ROLE),
      );
      const writes = (async () => {
        for (let count = 0; count < 5; count++) {
          const { claimSeq } = await portal.begun();
          await register({ owner: [ORDERS, RECO][count % 2], claimSeq });
        }
      })();

      await expect(Promise.all([...reads, writes])).resolves.toBeDefined();
      await portal.apply(bucketChange(undefined, policy('A'), BUCKET));
    });
  },
);
