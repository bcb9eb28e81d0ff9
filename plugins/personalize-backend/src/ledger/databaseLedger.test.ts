import { NotFoundError } from '@backstage/errors';
import { OutcomeRequest } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  migratedDatabase,
  testDatabases,
  withSecondPool,
} from '../__testUtils__/databases';
import {
  ALL,
  ANA,
  BUCKET,
  bucketChange,
  KEY,
  lastSeq,
  NEXT_KEY,
  openLedger,
  OTHER_ROLE,
  policy,
  ROLE,
  RUN,
} from '../__testUtils__/ledgers';
import { EntryRow, SetupEntry } from './entryRow';
import { readHead } from './head';

const databases = testDatabases();
jest.setTimeout(300_000);

const CHANGE = bucketChange(undefined, policy('Ours'));
const REQUESTS = [{ operation: 's3:PutBucketPolicy', requestId: 'R1' }];
const UPPER_CASE = { ...ROLE, roleName: ROLE.roleName.toUpperCase() };

describe.each(databases.eachSupportedId())('the ledger on %s', id => {
  async function start() {
    const database = await migratedDatabase(databases, id);
    return { database, ...(await openLedger(database)) };
  }

  it('numbers entries without gaps, also where one is taken back', async () => {
    const { database, ledger, append } = await start();

    expect(await lastSeq(database)).toBe(0);
    expect(await append('registered')).toBe(1);
    await expect(
      database.transaction(async trx => {
        await ledger.append(
          { kind: 'asked', role: ROLE, person: ANA, run: RUN, details: {} },
          trx,
        );
        throw new Error('the lease is lost');
      }),
    ).rejects.toThrow('the lease is lost');
    expect(await append('asked')).toBe(2);
    expect(await lastSeq(database)).toBe(2);
    expect(await ledger.verify()).toMatchObject({ valid: true, entries: 2 });
  });

  it('knows its last entry', async () => {
    const { database, ledger, append } = await start();
    expect(await ledger.lastSeq()).toBe(0);
    await append('asked');
    await append('asked');
    expect(await ledger.lastSeq()).toBe(2);

    await database('ledger_head').delete();
    expect(await ledger.lastSeq()).toBe(0);
  });

  it.each<[SetupEntry['kind']]>([
    ['registered'],
    ['claimed'],
    ['transferred'],
    ['revoked'],
    ['released'],
  ])('has no entry “%s” after one that was altered', async kind => {
    const { database, append } = await start();
    await append('asked', OTHER_ROLE);
    await database<EntryRow>('ledger_entries').update({ payload: '{}' });

    await expect(append(kind)).rejects.toThrow(
      'The content of entry 1 was changed',
    );
    expect(await append('asked')).toBe(2);
  });

  it('knows which intents are open, by role and by resource', async () => {
    const { ledger, open } = await start();
    const first = await open();
    const second = await open(CHANGE, OTHER_ROLE);
    const intent = {
      intentId: first,
      seq: 1,
      change: CHANGE,
      person: ANA,
      run: RUN,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    };

    expect(await ledger.openIntents({ role: UPPER_CASE })).toEqual([intent]);
    expect(await ledger.openIntents({ resource: BUCKET })).toEqual([
      intent,
      { ...intent, intentId: second, seq: 2 },
    ]);

    await ledger.closeIntent(first, { outcome: 'applied', requests: [] });
    expect(await ledger.openIntents({ role: ROLE })).toEqual([]);
    expect(await ledger.openIntents({ resource: BUCKET })).toHaveLength(1);
  });

  it('closes an intent once, also when several close it at once', async () => {
    const { database, ledger, open } = await start();
    const intentId = await open();

    await Promise.all(
      Array.from({ length: 10 }, () =>
        ledger.closeIntent(intentId, { outcome: 'applied', requests: [] }),
      ),
    );
    await ledger.closeIntent(intentId, {
      outcome: 'failed',
      requests: [],
      error: 'AccessDenied',
      message: 'no',
    });

    const { items } = await ledger.changes(ALL, { limit: 10 });
    expect(items).toMatchObject([{ outcome: 'applied' }]);
    expect(await lastSeq(database)).toBe(2);
  });

  it('keeps the first outcome, and logs what a run tells that another had taken for dead', async () => {
    const { ledger, open, logger } = await start();
    const intentId = await open();
    const unknown: OutcomeRequest = {
      outcome: 'unknown',
      requests: [],
      message: '',
    };
    await ledger.closeIntent(intentId, unknown);
    await ledger.closeIntent(intentId, unknown);
    expect(logger.warn).not.toHaveBeenCalled();

    await ledger.closeIntent(intentId, {
      outcome: 'applied',
      requests: REQUESTS,
    });

    expect((await ledger.changes(ALL, { limit: 9 })).items).toMatchObject([
      { outcome: 'unknown' },
    ]);
    expect(logger.warn).toHaveBeenCalledWith(
      `Intent ${intentId} of the ledger (entry 1) was closed as unknown; the late outcome from its run isn't recorded: applied (s3:PutBucketPolicy R1)`,
    );
  });

  it.each([
    [
      [...REQUESTS, { operation: 's3:GetBucketPolicy', requestId: 'R2' }],
      's3:PutBucketPolicy R1, s3:GetBucketPolicy R2',
    ],
    [[], 'no request ids'],
  ])('logs the requests of a late outcome: %j', async (requests, logged) => {
    const { ledger, open, logger } = await start();
    const intentId = await open();
    await ledger.closeIntent(intentId, {
      outcome: 'unknown',
      requests: [],
      message: '',
    });

    await ledger.closeIntent(intentId, { outcome: 'applied', requests });

    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining(`isn't recorded: applied (${logged})`),
    );
  });

  it('closes no intent that it doesn’t have', async () => {
    const { ledger } = await start();

    await expect(
      ledger.closeIntent('none', { outcome: 'applied', requests: [] }),
    ).rejects.toThrow(new NotFoundError('The ledger has no intent none'));
  });

  it('tells a set-up’s history, the newest first and a change in one', async () => {
    const { ledger, open, apply, append } = await start();
    await append('asked');
    await append('registered', ROLE, { name: 'reco' });
    await apply(CHANGE, undefined, ROLE, REQUESTS);
    await apply(CHANGE, undefined, OTHER_ROLE);
    const failed = await open(bucketChange(policy('Ours'), undefined));
    await ledger.closeIntent(failed, {
      outcome: 'failed',
      requests: REQUESTS,
      error: 'AccessDenied',
      message: 'The writer may not.',
    });
    const unknown = await open();
    await ledger.closeIntent(unknown, {
      outcome: 'unknown',
      requests: [],
      message: 'The run was gone.',
      closedBy: { person: 'user:default/ben', run: { taskId: 'task-2' } },
    });
    await open();
    const by = { person: ANA, taskId: 'task-1', stepId: 's3' };

    const { items } = await ledger.changes(ALL, { limit: 10 });

    expect(items).toMatchObject([
      { seq: 11, kind: 'change', outcome: 'open', requests: [] },
      {
        seq: 9,
        outcome: 'unknown',
        message:
          'The run was gone. Noticed by user:default/ben in task task-2.',
      },
      {
        seq: 7,
        outcome: 'failed',
        message: 'AccessDenied: The writer may not.',
        requests: REQUESTS,
      },
      {
        seq: 3,
        kind: 'change',
        ...by,
        change: CHANGE,
        outcome: 'applied',
        closedAt: expect.any(String),
        requests: REQUESTS,
      },
      {
        seq: 2,
        kind: 'registered',
        ...by,
        details: { name: 'reco' },
        requests: [],
      },
    ]);
    expect(items[3]).not.toHaveProperty('taskUser');
  });

  it('names who the task is of where somebody else started the attempt', async () => {
    const { database, ledger } = await start();
    await database.transaction(trx =>
      ledger.append(
        {
          kind: 'registered',
          role: ROLE,
          person: 'user:default/ben',
          run: RUN,
          details: {},
        },
        trx,
      ),
    );

    expect((await ledger.changes(ALL, { limit: 1 })).items).toMatchObject([
      { person: 'user:default/ben', taskUser: ANA },
    ]);
  });

  it('tells a history page by page, and only that of its range', async () => {
    const { ledger, append } = await start();
    for (let seq = 1; seq <= 6; seq++) {
      await append('registered');
    }
    const range = { ...UPPER_CASE, after: 1, upTo: 5 };
    const seqs = async (cursor?: string) => {
      const page = await ledger.changes(range, { limit: 2, cursor });
      return [page.items.map(({ seq }) => seq), page.nextCursor];
    };

    expect(await seqs()).toEqual([[5, 4], '4']);
    expect(await seqs('4')).toEqual([[3, 2], undefined]);
    await expect(seqs('x4')).rejects.toThrow('cursor: "x4" was given');
    expect(await seqs('10')).toEqual([[5, 4], '4']);
    await expect(seqs('4; drop')).rejects.toThrow(
      'cursor: "4; drop" was given, but a cursor must be the nextCursor of the previous page',
    );
  });

  it('knows what AWS holds because of a range', async () => {
    const { ledger, open, apply, append } = await start();
    await apply(bucketChange(undefined, policy('Old')));
    const late = await open(bucketChange(undefined, policy('Late'), 'late'));
    const revoked = await append('revoked');
    await ledger.closeIntent(late, { outcome: 'applied', requests: [] });
    await apply(bucketChange(undefined, policy('New')), { id: 'A' });
    await apply(CHANGE, undefined, OTHER_ROLE);

    expect(await ledger.lastRevocation(UPPER_CASE)).toBe(revoked);
    expect(await ledger.lastRevocation(OTHER_ROLE)).toBe(0);
    const again = await append('revoked', OTHER_ROLE);
    expect(await append('revoked', OTHER_ROLE)).toBe(again + 1);
    expect(await ledger.lastRevocation(OTHER_ROLE)).toBe(again + 1);
    expect(await ledger.holdings({ ...ROLE, after: revoked })).toEqual([
      {
        part: 's3',
        resource: BUCKET,
        after: policy('New'),
        readBack: { id: 'A' },
      },
    ]);
    expect(
      await ledger.holdings({ ...ROLE, after: 0, upTo: revoked }),
    ).toMatchObject([
      { resource: BUCKET, after: policy('Old') },
      { resource: 'late', after: policy('Late') },
    ]);
  });

  it('counts what may be there, and nothing that failed', async () => {
    const { ledger, open } = await start();
    await open(bucketChange(undefined, policy('Open'), 'open'));
    await ledger.closeIntent(
      await open(bucketChange(undefined, policy('No'), 'no')),
      { outcome: 'failed', requests: [], error: 'AccessDenied', message: 'no' },
    );

    expect(await ledger.holdings(ALL)).toEqual([
      { part: 's3', resource: 'open', after: policy('Open') },
    ]);
  });

  it('knows no open intent of which nothing is left', async () => {
    const { database, ledger, open } = await start();
    await open();
    await database('ledger_entries').update({ payload: null });

    expect(await ledger.openIntents({ role: ROLE })).toEqual([]);
  });

  it('tells the auditor who noticed an outcome that the run didn’t tell', async () => {
    const { ledger, open, told } = await start();
    await ledger.closeIntent(await open(), {
      outcome: 'unknown',
      requests: [],
      message: 'The run was gone.',
      closedBy: { person: 'user:default/ben', run: { taskId: 'task-2' } },
    });

    expect(told[1]).toMatchObject({
      person: 'user:default/ben',
      outcome: 'unknown',
    });
  });

  it('tells the auditor of each entry once it is committed, with the head and without policies', async () => {
    const { database, ledger, told, append, apply, auditor } = await start();
    await apply();
    await append('registered', ROLE, { name: 'reco' });
    // Portals don't log lower severities without configuration.
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'ledger-append',
        severityLevel: 'medium',
      }),
    );
    const head = await readHead(database);
    const meta = {
      accountId: ROLE.accountId,
      roleName: 'personalize-reco',
      taskId: 'task-1',
      person: ANA,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    };

    expect(told).toEqual([
      {
        ...meta,
        seq: 1,
        kind: 'intent',
        resource: BUCKET,
        operation: 'create',
      },
      {
        ...meta,
        seq: 2,
        kind: 'outcome',
        resource: BUCKET,
        operation: 'create',
        outcome: 'applied',
      },
      { ...meta, seq: 3, kind: 'registered', hash: head?.hash },
    ]);
    await expect(
      database.transaction(async trx => {
        await ledger.openIntent(
          { leaseId: 'lease', role: ROLE, run: RUN, change: CHANGE },
          ANA,
          trx,
        );
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(told).toHaveLength(3);
  });

  it('goes on when the auditor can’t be told, and logs the head', async () => {
    const database = await migratedDatabase(databases, id);
    const { logger, append, auditor } = await openLedger(database);
    auditor.createEvent.mockRejectedValue(new Error('disk full'));

    expect(await append('registered')).toBe(1);
    expect(await lastSeq(database)).toBe(1);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringMatching(
        /log lacks entry 1 of the ledger, with the hash [0-9a-f]{64}: Error: disk full/,
      ),
    );
  });

  it('keeps one chain when many processes append at once', async () => {
    const { database, ledger } = await start();

    await withSecondPool(database, async second => {
      const other = await openLedger(second);
      const one = await openLedger(database);
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          (index % 2 ? one : other).apply(
            bucketChange(undefined, policy(`S${index}`), `bucket-${index}`),
          ),
        ),
      );
    });

    expect(await ledger.verify()).toMatchObject({
      valid: true,
      entries: 200,
      head: { seq: 200 },
      problems: [],
    });
    expect(await ledger.openIntents({ role: ROLE })).toEqual([]);
    expect(await ledger.holdings(ALL)).toHaveLength(100);
  });

  it('makes up one key for all processes where none is configured, and warns', async () => {
    const database = await migratedDatabase(databases, id, { keys: [] });
    const [one, other] = await Promise.all([
      openLedger(database, { keys: [] }),
      openLedger(database, { keys: [] }),
    ]);
    await one.append('registered');
    await other.append('registered');

    expect(one.logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('personalize.ledger.keys is not configured'),
    );
    expect(await one.ledger.verify()).toMatchObject({
      valid: true,
      key: 'database',
    });
  });

  it('goes from one key to the next, and verifies what the old one signed', async () => {
    const database = await migratedDatabase(databases, id);
    await (await openLedger(database, { keys: [KEY] })).append('registered');
    const next = await openLedger(database, { keys: [NEXT_KEY, KEY] });
    await next.append('registered');

    expect(await next.ledger.verify()).toMatchObject({
      valid: true,
      key: 'configuration',
    });
    expect(
      await database('ledger_entries').orderBy('seq').pluck('key_id'),
    ).toEqual(['2026', '2027']);
  });

  it('records nothing where a key signed that this process lacks', async () => {
    const database = await migratedDatabase(databases, id, {
      keys: [NEXT_KEY],
    });
    await (await openLedger(database, { keys: [NEXT_KEY] })).append('asked');
    const old = await openLedger(database, { keys: [KEY] });

    await expect(old.append('asked')).rejects.toThrow(
      'The ledger records nothing, so we change nothing in AWS: its head is signed with the key "2027", which this process doesn\'t have. Add it to personalize.ledger.keys',
    );
  });

  it('records nothing on a head that was changed by hand, which would cover it up', async () => {
    const { database, append, open } = await start();
    await append('asked');
    await append('asked');
    const [first] = await database('ledger_entries').where({ seq: 1 });
    await database('ledger_entries').where({ seq: 2 }).delete();
    await database('ledger_head').update({ seq: 1, hash: first.hash });

    await expect(open()).rejects.toThrow(
      /records nothing.*somebody changed its head by hand/,
    );
  });
});
