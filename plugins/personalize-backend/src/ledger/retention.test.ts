import { mockServices } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import {
  ALL,
  bucketChange,
  openLedger,
  OTHER_ROLE,
  policy,
  ROLE,
} from '../__testUtils__/ledgers';
import { scheduleRetention } from './retention';

const databases = testDatabases();
jest.setTimeout(60_000);

/** A day from now, everything that was recorded so far is older than none. */
const ALL_AGES = { olderThanDays: -1 };

async function emptied(database: Knex): Promise<number[]> {
  return database('ledger_entries')
    .whereNull('payload')
    .orderBy('seq')
    .pluck('seq');
}

describe.each(databases.eachSupportedId())(
  'the retention of a ledger on %s',
  id => {
    async function start() {
      const database = await migratedDatabase(databases, id);
      return { database, ...(await openLedger(database)) };
    }

    it('takes what entries of a set-up say that was taken back, and the chain still holds', async () => {
      const { database, ledger, apply, append } = await start();
      await append('registered');
      await apply();
      await append('registered', OTHER_ROLE);
      await apply(undefined, undefined, OTHER_ROLE);
      await append('revoked');
      await append('registered');

      expect(await ledger.prune(ALL_AGES)).toBe(4);

      expect(await emptied(database)).toEqual([1, 2, 3, 7]);
      expect(await ledger.verify()).toMatchObject({ valid: true, entries: 9 });
      expect(await ledger.lastRevocation(ROLE)).toBe(7);
      expect((await ledger.changes(ALL, { limit: 10 })).items).toMatchObject([
        { seq: 8, person: expect.any(String) },
        { seq: 7, kind: 'revoked', taskId: 'task-1', requests: [] },
        { seq: 2, kind: 'change', taskId: 'task-1', requests: [] },
        { seq: 1, kind: 'registered', taskId: 'task-1', requests: [] },
      ]);
    });

    it('leaves no person behind', async () => {
      const { database, ledger, apply, append } = await start();
      await apply();
      await append('revoked');
      await ledger.prune(ALL_AGES);

      expect(JSON.stringify(await database('ledger_entries'))).not.toContain(
        'user:default/ana',
      );
    });

    it('takes nothing twice, nor of what is younger, nor of what stands', async () => {
      const { ledger, apply, append } = await start();
      await apply();
      expect(await ledger.prune(ALL_AGES)).toBe(0);

      await append('revoked');
      expect(await ledger.prune({ olderThanDays: 1 })).toBe(0);
      expect(await ledger.prune(ALL_AGES)).toBe(3);
      expect(await ledger.prune(ALL_AGES)).toBe(0);
      expect(await ledger.lastSeq()).toBe(4);
    });

    it('leaves an intent whose outcome nobody recorded yet', async () => {
      const { ledger, open, append } = await start();
      const intentId = await open();
      await append('revoked');

      expect(await ledger.prune(ALL_AGES)).toBe(1);
      expect(await ledger.openIntents({ role: ROLE })).toHaveLength(1);

      await ledger.closeIntent(intentId, { outcome: 'applied', requests: [] });
      expect(await ledger.prune(ALL_AGES)).toBe(2);
      expect(await ledger.verify()).toMatchObject({ valid: true });
    });

    it('goes on until all is done', async () => {
      const { ledger, append } = await start();
      for (let count = 0; count < 510; count++) {
        await append('asked');
      }
      await append('revoked');

      expect(await ledger.prune(ALL_AGES)).toBe(511);
      expect(await ledger.lastSeq()).toBe(513);
      expect(await ledger.verify()).toMatchObject({ valid: true });
    });

    it('is no excuse for an entry that lost its content otherwise', async () => {
      const { database, ledger, apply, append } = await start();
      await apply();
      await append('revoked');
      await ledger.prune(ALL_AGES);
      await apply(bucketChange(undefined, policy('New')));
      await database('ledger_entries').where({ seq: 5 }).update({
        payload: null,
      });

      expect((await ledger.verify()).problems).toEqual([
        {
          seq: 5,
          kind: 'altered',
          message:
            'Entry 5 has lost its content, and no later entry says that it was pruned.',
        },
      ]);
    });
  },
);

describe('the schedule of the retention', () => {
  const schedule = async (retentionDays?: number) => {
    const scheduler = mockServices.scheduler.mock();
    const prune = jest.fn().mockResolvedValue(3);
    const logger = mockServices.logger.mock();
    await scheduleRetention({
      ledger: { prune },
      config: { keys: [], retentionDays },
      scheduler,
      logger,
    });
    return { scheduler, prune, logger };
  };

  it('is none where nothing is configured', async () => {
    const { scheduler } = await schedule();
    expect(scheduler.scheduleTask).not.toHaveBeenCalled();
  });

  it('is daily, with the days that are configured', async () => {
    const { scheduler, prune, logger } = await schedule(365);
    const [[task]] = scheduler.scheduleTask.mock.calls;
    expect(task).toMatchObject({ frequency: { days: 1 } });

    await task.fn(new AbortController().signal);

    expect(prune).toHaveBeenCalledWith({ olderThanDays: 365 });
    expect(logger.info).toHaveBeenCalledWith(
      expect.stringContaining('3 entries of the ledger, more than 365 days'),
    );
  });
});
