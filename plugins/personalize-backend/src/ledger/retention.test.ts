import { mockServices } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import {
  ALL,
  bucketChange,
  lastSeq,
  openLedger,
  OTHER_ROLE,
  policy,
  ROLE,
} from '../__testUtils__/ledgers';
import { scheduleRetention } from './retention';

const databases = testDatabases();
jest.setTimeout(300_000);

/** Counts from tomorrow, so everything recorded so far is older. */
const ALL_AGES = { olderThanDays: -1 };

/** Does something at another time, by the clock of this process. */
async function at<T>(time: string, work: () => Promise<T>): Promise<T> {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(time));
  try {
    return await work();
  } finally {
    clock.mockRestore();
  }
}

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
      const { database, ledger, apply, append } = await start();
      await apply();
      expect(await ledger.prune(ALL_AGES)).toBe(0);

      await append('revoked');
      expect(await ledger.prune({ olderThanDays: 1 })).toBe(0);
      expect(await ledger.prune(ALL_AGES)).toBe(3);
      expect(await ledger.prune(ALL_AGES)).toBe(0);
      expect(await lastSeq(database)).toBe(4);
    });

    it('takes nothing while something is reserved for the last owner', async () => {
      const { database, ledger, apply, append } = await start();
      const kept = [{ resource: 'arn:aws:s3:::reco-data', reason: 'foreign' }];
      await apply();
      await append('revoked', ROLE, { kept: [] });
      await append('registered');
      await append('revoked', ROLE, { kept });
      expect(await ledger.prune(ALL_AGES)).toBe(0);

      await append('registered');
      expect(await ledger.prune(ALL_AGES)).toBe(0);

      await append('revoked', ROLE, { kept: [] });
      expect(await ledger.prune(ALL_AGES)).toBe(7);
      expect(await emptied(database)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });

    it('logs no error while all holds, or where nothing is to be taken', async () => {
      const { database, ledger, append, logger } = await start();
      await append('registered');
      await append('registered', OTHER_ROLE);
      await append('revoked');
      await database('ledger_entries').where({ seq: 2 }).update({ format: 9 });

      expect(await ledger.prune(ALL_AGES)).toBe(2);
      expect(logger.error).not.toHaveBeenCalled();
    });

    it('names what it took in order', async () => {
      const { database, ledger, append } = await start();
      await append('registered');
      await append('registered', OTHER_ROLE);
      await append('revoked');
      await append('revoked', OTHER_ROLE);
      await ledger.prune(ALL_AGES);

      const { payload } = await database('ledger_entries')
        .where({ seq: 5 })
        .first();
      expect(JSON.parse(payload)).toEqual({ seqs: [1, 2, 3, 4], names: [] });
    });

    it('leaves of holdings what stands', async () => {
      const { ledger, apply, append } = await start();
      await apply(bucketChange(undefined, policy('Old'), 'old'));
      await append('revoked');
      await apply(bucketChange(undefined, policy('New')));
      await ledger.prune(ALL_AGES);

      expect(await ledger.holdings(ALL)).toMatchObject([
        { after: policy('New') },
      ]);
    });

    it('tells the auditor which entry says what was taken, and of nobody', async () => {
      const { ledger, append, told } = await start();
      await append('revoked');
      await ledger.prune(ALL_AGES);

      expect(told[1]).toEqual({
        seq: 2,
        kind: 'pruned',
        hash: (await ledger.verify()).head?.hash,
      });
      expect(told).toHaveLength(2);
    });

    it('names no more than 500 entries in one', async () => {
      const { database, ledger, append } = await start();
      for (let count = 0; count < 499; count++) {
        await append('asked');
      }
      await append('revoked');

      expect(await ledger.prune(ALL_AGES)).toBe(500);
      const [last] = await database('ledger_entries').orderBy('seq', 'desc');
      expect(last.seq).toBe(501);
      expect(JSON.parse(last.payload).seqs).toHaveLength(500);
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
      const { database, ledger, append } = await start();
      for (let count = 0; count < 510; count++) {
        await append('asked');
      }
      await append('revoked');

      expect(await ledger.prune(ALL_AGES)).toBe(511);
      expect(await lastSeq(database)).toBe(513);
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

describe('the retention as time goes by', () => {
  async function start() {
    const database = await migratedDatabase(databases, 'SQLITE_3');
    return { database, ...(await openLedger(database)) };
  }

  it('counts in days', async () => {
    const { ledger, append } = await start();
    await at('2026-01-01T12:00:00.000Z', () => append('registered'));
    await at('2026-01-02T12:00:00.000Z', () => append('revoked'));
    const pruneAt = (time: string) =>
      at(time, () => ledger.prune({ olderThanDays: 365 }));

    expect(await pruneAt('2027-01-02T12:00:00.000Z')).toBe(0);
    expect(await pruneAt('2027-01-02T12:00:00.001Z')).toBe(2);
  });

  it('lets a change go once its outcome is old enough, too', async () => {
    const { ledger, open, append } = await start();
    const intentId = await at('2026-01-01T12:00:00.000Z', () => open());
    await at('2026-01-02T12:00:00.000Z', () => append('revoked'));
    await at('2026-02-01T12:00:00.000Z', () =>
      ledger.closeIntent(intentId, { outcome: 'applied', requests: [] }),
    );
    const pruneAt = (time: string) =>
      at(time, () => ledger.prune({ olderThanDays: 10 }));

    expect(await pruneAt('2026-01-20T12:00:00.000Z')).toBe(1);
    expect(await pruneAt('2026-02-11T12:00:00.000Z')).toBe(0);
    expect(await pruneAt('2026-02-11T12:00:00.001Z')).toBe(2);
  });

  it('goes up to the last of several times that it was taken back', async () => {
    const { database, ledger, append } = await start();
    await at('2026-01-01T12:00:00.000Z', () => append('registered'));
    await at('2026-01-02T12:00:00.000Z', () => append('revoked'));
    await at('2026-01-03T12:00:00.000Z', () => append('registered'));
    await at('2026-01-04T12:00:00.000Z', () => append('revoked'));
    await at('2026-03-01T12:00:00.000Z', () => append('registered'));
    await at('2026-03-02T12:00:00.000Z', () => append('revoked'));

    await at('2026-03-03T12:00:00.000Z', () =>
      ledger.prune({ olderThanDays: 10 }),
    );

    expect(await emptied(database)).toEqual([1, 2, 3, 4]);
  });
});

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

  it('logs nothing where nothing was taken', async () => {
    const { scheduler, prune, logger } = await schedule(365);
    prune.mockResolvedValue(0);
    const [[task]] = scheduler.scheduleTask.mock.calls;

    await task.fn(new AbortController().signal);

    expect(logger.info).not.toHaveBeenCalled();
  });

  it('is none where nothing is configured', async () => {
    const { scheduler } = await schedule();
    expect(scheduler.scheduleTask).not.toHaveBeenCalled();
  });

  it('is daily, with the days that are configured', async () => {
    const { scheduler, prune, logger } = await schedule(365);
    const [[task]] = scheduler.scheduleTask.mock.calls;
    expect(task).toMatchObject({
      id: 'personalize-ledger-retention',
      frequency: { days: 1 },
      timeout: { hours: 1 },
      initialDelay: { minutes: 5 },
    });

    await task.fn(new AbortController().signal);

    expect(prune).toHaveBeenCalledWith({ olderThanDays: 365 });
    expect(logger.info).toHaveBeenCalledWith(
      expect.stringContaining(
        '3 ledger entries of removed set-ups, more than 365 days',
      ),
    );
  });
});
