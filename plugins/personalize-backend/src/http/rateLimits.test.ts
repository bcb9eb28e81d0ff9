import {
  migratedDatabase,
  testDatabases,
  withSecondPool,
} from '../__testUtils__/databases';
import { ANA, as, BEN, Portal, startPortal } from '../__testUtils__/portal';
import { RATE_LIMITS, RequestCounts } from './rateLimits';

const databases = testDatabases();
jest.setTimeout(120_000);

describe('whoever asks too often', () => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await startPortal();
  });

  afterAll(() => portal.stop());

  it.each([
    ['POST', '/plan', RATE_LIMITS.plan],
    ['POST', '/setups/reco/check', RATE_LIMITS.check],
    ['GET', '/accounts/111111111111/buckets', RATE_LIMITS.lookUp],
    ['GET', '/ledger/verify', RATE_LIMITS.verify],
  ] as const)(
    '%s %s is told when to ask again, and nobody else is',
    async (method, path, { limit, called }) => {
      const ask = (person: string) =>
        portal.call(
          method,
          path,
          as.person(person),
          method === 'POST' ? {} : undefined,
        );
      for (let asked = 0; asked < limit; asked++) {
        expect((await ask(ANA)).status).not.toBe(429);
      }
      expect((await ask(BEN)).status).not.toBe(429);
      const { status, body } = await ask(ANA);
      const { headers } = await fetch(portal.address + path, {
        method,
        headers: { authorization: as.person(ANA) },
      });

      const wait = Number(headers.get('retry-after'));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(60);
      expect(status).toBe(429);
      expect(body.error).toEqual({
        name: 'TooManyRequestsError',
        message: expect.stringMatching(
          new RegExp(`allows ${limit} ${called} a minute.* in \\d+ seconds`),
        ),
      });
    },
  );
});

describe.each(databases.eachSupportedId())('requests counted on %s', id => {
  it('are counted by subject, over all processes', async () => {
    const database = await migratedDatabase(databases, id);
    await withSecondPool(database, async second => {
      const counts = [database, second].map(one => new RequestCounts(one));
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          counts[index % 2].increment(`plan ${ANA}`),
        ),
      );

      expect(await counts[0].increment(`plan ${ANA}`)).toMatchObject({
        totalHits: 21,
      });
      expect(await counts[1].increment(`plan ${BEN}`)).toMatchObject({
        totalHits: 1,
      });
    });
  });

  it('are counted anew when their minute is over', async () => {
    const database = await migratedDatabase(databases, id);
    const counts = new RequestCounts(database);
    await counts.increment('check');
    const { resetTime } = await counts.increment('check');
    await database('request_counts').decrement('since', 60_000);

    const anew = await counts.increment('check');
    expect(anew.totalHits).toBe(1);
    expect(Number(anew.resetTime)).toBeGreaterThanOrEqual(Number(resetTime));
    expect((await counts.increment('check')).totalHits).toBe(2);
  });
});
