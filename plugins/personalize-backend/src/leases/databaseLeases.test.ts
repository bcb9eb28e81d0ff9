import { randomUUID } from 'node:crypto';
import {
  LeaseRequest,
  RunRef,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import {
  migratedDatabase,
  testDatabases,
  withSecondPool,
} from '../__testUtils__/databases';
import { DatabaseLeases, Lease } from './databaseLeases';

const BUCKET = 'arn:aws:s3:::reco-data';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1';

const by = (name: string, resource: string = BUCKET): LeaseRequest => {
  const run: RunRef = { taskId: `task-of-${name}` };
  return {
    resource,
    waiterId: randomUUID(),
    person: `user:default/${name}`,
    run,
  };
};

/** The lease that a response grants. */
function granted(answer: Lease): string {
  if (!answer.granted) {
    throw new Error(`Not granted: ${JSON.stringify(answer)}`);
  }
  return answer.leaseId;
}

// Leaves time for busy machines.
jest.setTimeout(300_000);

const databases = testDatabases();

describe.each(databases.eachSupportedId())('leases on %s', databaseId => {
  let database: Knex;
  let leases: DatabaseLeases;

  beforeEach(async () => {
    database = await migratedDatabase(databases, databaseId);
    leases = new DatabaseLeases(database, 15_000);
  });

  /** The holder has gone, and the time of the lease is over. */
  const runOut = () => database('leases').update({ expires_at: 0 });

  /** The waiter doesn't ask again in time. */
  const beLate = ({ waiterId }: LeaseRequest) =>
    database('lease_waiters')
      .where({ waiter_id: waiterId })
      .update({ seen_until: Date.now() });

  /** The waiter has gone for good. */
  const goAway = ({ waiterId }: LeaseRequest) =>
    database('lease_waiters')
      .where({ waiter_id: waiterId })
      .update({ seen_until: 0 });

  const hold = (leaseId: string, resource: string = BUCKET) =>
    database.transaction(trx => leases.requireHeld(leaseId, resource, trx));

  it('grants the turn at a resource that nobody is at', async () => {
    expect(await leases.request(by('ana'))).toEqual({
      granted: true,
      leaseId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      lastsMs: 15_000,
    });
  });

  it('tells who waits for whom, in which place, and when to ask again', async () => {
    await leases.request(by('ana'));

    expect(await leases.request(by('ben'))).toEqual({
      granted: false,
      position: 1,
      waitsFor: { person: 'user:default/ana', taskId: 'task-of-ana' },
      retryAfterMs: 150,
    });
    expect(await leases.request(by('cleo'))).toMatchObject({
      position: 2,
      waitsFor: { person: 'user:default/ana' },
      retryAfterMs: 250,
    });
  });

  it('asks nobody to wait longer than two seconds before asking again', async () => {
    await leases.request(by('ana'));
    const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
    for (const name of names) {
      await leases.request(by(name));
    }

    expect(await leases.request(by('zoe'))).toMatchObject({
      position: 31,
      retryAfterMs: 2_000,
    });
  });

  it('keeps the place of one who asks again', async () => {
    const [ana, ben, cleo] = [by('ana'), by('ben'), by('cleo')];
    const leaseId = granted(await leases.request(ana));
    await leases.request(ben);
    await leases.request(cleo);
    await leases.request(ben);
    await leases.release(leaseId);

    expect(await leases.request(cleo)).toMatchObject({
      granted: false,
      position: 2,
      waitsFor: { person: 'user:default/ben' },
    });
    expect(await leases.request(ben)).toMatchObject({ granted: true });
  });

  it('gives the same lease to its holder who asks again', async () => {
    const ana = by('ana');
    const leaseId = granted(await leases.request(ana));
    await leases.request(by('ben'));

    expect(granted(await leases.request(ana))).toBe(leaseId);
  });

  it('grants turns at different resources at the same time', async () => {
    await leases.request(by('ana'));

    expect(await leases.request(by('ben', KEY))).toMatchObject({
      granted: true,
    });
  });

  it('passes the lease of a dead holder on', async () => {
    const dead = granted(await leases.request(by('ana')));
    const ben = by('ben');
    await leases.request(ben);
    await runOut();

    expect(await leases.request(ben)).toMatchObject({ granted: true });
    await expect(leases.renew(dead)).rejects.toThrow(/was lost/);
    await expect(hold(dead)).rejects.toThrow(
      `The turn at ${BUCKET} was lost: it wasn't renewed in time`,
    );
  });

  it('keeps order when a dead holder is noticed by one who isn’t next', async () => {
    const [ben, cleo] = [by('ben'), by('cleo')];
    const dead = granted(await leases.request(by('ana')));
    await leases.request(ben);
    await leases.request(cleo);
    await runOut();

    expect(await leases.request(cleo)).toMatchObject({ granted: false });
    await expect(leases.renew(dead)).rejects.toThrow(/was lost/);
    expect(await leases.request(ben)).toMatchObject({ granted: true });
  });

  it('lets a holder who was late go on where nobody else asked', async () => {
    const leaseId = granted(await leases.request(by('ana')));
    await runOut();
    await leases.renew(leaseId);

    expect(await leases.request(by('ben'))).toMatchObject({ granted: false });
  });

  it.each<[string, (leaseId: string) => Promise<void>]>([
    ['renewed', leaseId => leases.renew(leaseId)],
    ['needed for a record', leaseId => hold(leaseId)],
  ])('prolongs a lease that is %s', async (_what, prolong) => {
    const leaseId = granted(await leases.request(by('ana')));
    await database('leases').update({ expires_at: 1 });
    await prolong(leaseId);
    const [{ expires_at: expiresAt }] = await database('leases');

    expect(Number(expiresAt)).toBeGreaterThan(1_000_000);
  });

  it('isn’t taken from a holder whose record is being written', async () => {
    await withSecondPool(database, async second => {
      const leaseId = granted(await leases.request(by('ana')));
      await runOut();
      const others = new DatabaseLeases(second, 15_000);
      const [answer] = await database.transaction(async trx => {
        await leases.requireHeld(leaseId, BUCKET, trx);
        return [others.request(by('ben'))];
      });

      expect(await answer).toMatchObject({ granted: false });
      await expect(leases.renew(leaseId)).resolves.toBeUndefined();
    });
  });

  it('doesn’t take a lease of one resource for another', async () => {
    const leaseId = granted(await leases.request(by('ana')));

    await expect(hold(leaseId, KEY)).rejects.toThrow(/at arn:aws:kms.* lost/);
  });

  it('isn’t held up by one who waits and is gone', async () => {
    const [ben, cleo] = [by('ben'), by('cleo')];
    const leaseId = granted(await leases.request(by('ana')));
    await leases.request(ben);
    await leases.request(cleo);
    await leases.release(leaseId);
    await goAway(ben);

    expect(await leases.request(cleo)).toMatchObject({ granted: true });
    expect(await database('lease_waiters')).toEqual([]);
  });

  it('passes over who is late, and gives the former place back to who comes after all', async () => {
    const [ben, cleo, dora] = [by('ben'), by('cleo'), by('dora')];
    const leaseId = granted(await leases.request(by('ana')));
    for (const waiter of [ben, cleo, dora]) {
      await leases.request(waiter);
    }
    await leases.release(leaseId);
    await beLate(ben);
    const turn = granted(await leases.request(cleo));

    expect(await leases.request(ben)).toMatchObject({ position: 1 });
    expect(await leases.request(dora)).toMatchObject({ position: 2 });
    await leases.release(turn);
    expect(await leases.request(dora)).toMatchObject({ granted: false });
    expect(await leases.request(ben)).toMatchObject({ granted: true });
  });

  it('waits for who is to ask again as long as for the holder of a turn', async () => {
    await leases.request(by('ana'));
    const from = Date.now();
    await leases.request(by('ben'));
    const [{ seen_until: seenUntil }] = await database('lease_waiters');

    expect(Number(seenUntil)).toBeGreaterThanOrEqual(from + 15_000);
    expect(Number(seenUntil)).toBeLessThanOrEqual(Date.now() + 16_000);
  });

  it('gives back a lease by the id it was asked for with, where the answer was lost', async () => {
    const ana = by('ana');
    await leases.request(ana);
    await leases.release(ana.waiterId);

    expect(await leases.request(by('ben'))).toMatchObject({ granted: true });
  });

  it('gives back a place in the queue', async () => {
    const [ben, cleo] = [by('ben'), by('cleo')];
    await leases.request(by('ana'));
    await leases.request(ben);
    await leases.request(cleo);
    await leases.release(ben.waiterId);

    expect(await leases.request(cleo)).toMatchObject({ position: 1 });
  });

  it('takes it that what isn’t known is given back already', async () => {
    await expect(leases.release(randomUUID())).resolves.toBeUndefined();
  });

  it('grants one of many who ask at once, from two processes', async () => {
    await withSecondPool(database, async second => {
      const others = new DatabaseLeases(second, 15_000);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? leases : others).request(by(`p${index}`)),
        ),
      );

      expect(answers.filter(answer => answer.granted)).toHaveLength(1);
    });
  });

  it('serves forty who wait, from two processes, in the order in which they came', async () => {
    await withSecondPool(database, async second => {
      const others = new DatabaseLeases(second, 15_000);
      const inProcess = (index: number) => (index % 2 ? leases : others);
      const first = granted(await leases.request(by('first')));
      const waiters = Array.from({ length: 40 }, (_, index) => by(`p${index}`));
      await Promise.all(
        waiters.map((waiter, index) => inProcess(index).request(waiter)),
      );
      const tickets = await database('lease_waiters').orderBy('ticket');
      await leases.release(first);

      const served: string[] = [];
      let atWork = 0;
      await Promise.all(
        waiters.map(async (waiter, index) => {
          let answer = await inProcess(index).request(waiter);
          while (!answer.granted) {
            answer = await inProcess(index).request(waiter);
          }
          atWork += 1;
          served.push(`${waiter.waiterId} beside ${atWork - 1}`);
          await inProcess(index).renew(answer.leaseId);
          atWork -= 1;
          await inProcess(index).release(answer.leaseId);
        }),
      );

      expect(served).toEqual(
        tickets.map(({ waiter_id: waiterId }) => `${waiterId} beside 0`),
      );
    });
  });

  it('holds no connection for those who wait', async () => {
    await leases.request(by('ana'));
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => leases.request(by(`p${index}`))),
    );

    expect(database.client.pool.numUsed()).toBe(0);
  });
});
