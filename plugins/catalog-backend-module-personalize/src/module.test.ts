import { setTimeout } from 'node:timers/promises';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import { FakeBackend } from './__testUtils__/fakeBackend';
import { setupItem } from './__testUtils__/setups';
import catalogModulePersonalize from '.';

const BUCKET = 'arn:aws:s3:::reco-data';
const STATUS = 'personalize.aws/status';

jest.setTimeout(300_000);

let backend: FakeBackend;
let stop: () => Promise<void> = async () => {};

beforeEach(() => {
  backend = new FakeBackend();
});
afterEach(async () => {
  await stop();
  stop = async () => {};
});

/** A portal with the real catalog. */
async function startPortal(catalog = {}) {
  const scheduler = mockServices.scheduler();
  const portal = await startTestBackend({
    features: [
      catalogPlugin,
      catalogModulePersonalize,
      backend.plugin,
      eventsServiceFactory,
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'https://portal.example.com' },
          catalog: {
            processingInterval: { seconds: 1 },
            stitchingStrategy: { pollingInterval: { milliseconds: 50 } },
          },
          personalize: { catalog },
        },
      }),
    ],
  });
  stop = () => portal.stop();
  const round = () => scheduler.triggerTask('personalize-entities');
  // As the portal's scheduler does at the start.
  void round();
  const api = `http://127.0.0.1:${portal.server.port()}/api/catalog`;

  async function entities(): Promise<Map<string, Entity>> {
    const response = await fetch(`${api}/entities?filter=kind=resource`, {
      headers: { authorization: mockCredentials.service.header() },
    });
    const found: Entity[] = await response.json();
    return new Map(found.map(entity => [entity.metadata.name, entity]));
  }

  return {
    entities,
    /** Waits until the catalog shows something. */
    async until(
      isSo: (found: Map<string, Entity>) => boolean,
    ): Promise<Map<string, Entity>> {
      for (;;) {
        const found = await entities();
        if (isSo(found)) {
          return found;
        }
        await setTimeout(50);
      }
    },
    /** The regular round. */
    round,
  };
}

const statusOf = (entity: Entity | undefined) =>
  entity?.metadata.annotations?.[STATUS];

describe('the catalog', () => {
  it('shows from the start what is registered, on however many pages', async () => {
    backend.pageSize = 2;
    ['one', 'two', 'three', 'four', 'five'].forEach(name =>
      backend.put(setupItem(name)),
    );
    const portal = await startPortal();

    const found = await portal.until(({ size }) => size === 5);
    expect([...found.keys()].sort()).toEqual([
      'five',
      'four',
      'one',
      'three',
      'two',
    ]);
  });

  it('shows by an event what was registered, with the buckets it depends on', async () => {
    const portal = await startPortal();
    backend.put(setupItem('shop', { buckets: [BUCKET] }));
    await backend.tell('shop');

    const found = await portal.until(
      all => all.has('shop') && all.has('aws-s3-reco-data'),
    );
    expect(found.get('shop')).toMatchObject({
      spec: { type: 'personalize-permissions', owner: 'group:default/reco' },
      relations: expect.arrayContaining([
        { type: 'dependsOn', targetRef: 'resource:default/aws-s3-reco-data' },
      ]),
    });
  });

  it('shows by an event how a set-up stands now', async () => {
    backend.put(setupItem('shop'));
    const portal = await startPortal();
    await portal.until(all => statusOf(all.get('shop')) === 'ok');
    backend.put(setupItem('shop', { status: 'drifted' }));
    await backend.tell('shop');

    const found = await portal.until(
      all => statusOf(all.get('shop')) === 'drifted',
    );
    expect(found.size).toBe(1);
  });

  it('asks once for a set-up of which several events tell in a row', async () => {
    backend.put(setupItem('shop'));
    const portal = await startPortal();
    await portal.until(all => all.has('shop'));
    backend.requests = [];
    backend.put(setupItem('shop', { status: 'failed' }));
    await Promise.all(['shop', 'shop', 'shop'].map(name => backend.tell(name)));
    await portal.until(all => statusOf(all.get('shop')) === 'failed');

    expect(backend.requests).toEqual(['/setups/shop']);
  });

  it('shows in the next regular round what a lost event would have told', async () => {
    backend.put(setupItem('shop'));
    const portal = await startPortal();
    await portal.until(all => all.has('shop'));
    backend.put(setupItem('shop', { status: 'drifted' }));
    backend.put(setupItem('news'));
    await portal.round();

    const found = await portal.until(
      all => statusOf(all.get('shop')) === 'drifted' && all.has('news'),
    );
    expect(found.size).toBe(2);
  });

  it('shows a bucket that two set-ups share once, until neither depends on it', async () => {
    backend.put(setupItem('shop', { buckets: [BUCKET] }));
    const portal = await startPortal();
    await portal.until(all => all.has('aws-s3-reco-data'));
    backend.put(
      setupItem('news', {
        buckets: [BUCKET],
        owner: 'group:default/news',
        registeredAt: '2026-11-02T00:00:00.000Z',
      }),
    );
    await backend.tell('news');
    const both = await portal.until(all => all.has('news'));
    expect(both.get('aws-s3-reco-data')?.spec?.owner).toBe(
      'group:default/reco',
    );

    backend.put(setupItem('shop'));
    await backend.tell('shop');
    await portal.until(
      all => all.get('aws-s3-reco-data')?.spec?.owner === 'group:default/news',
    );

    backend.put(setupItem('news'));
    await backend.tell('news');
    const none = await portal.until(all => !all.has('aws-s3-reco-data'));
    expect([...none.keys()].sort()).toEqual(['news', 'shop']);
  });

  it('marks what was taken back, and lets it go later', async () => {
    backend.put(setupItem('shop', { buckets: [BUCKET] }));
    const portal = await startPortal({ keepRevoked: { days: 7 } });
    await portal.until(all => all.has('aws-s3-reco-data'));
    const daysAgo = (days: number) =>
      new Date(Date.now() - days * 86_400_000).toISOString();
    backend.put(
      setupItem('shop', { status: 'revoked', revokedAt: daysAgo(6) }),
    );
    await backend.tell('shop');
    const marked = await portal.until(
      all => statusOf(all.get('shop')) === 'revoked',
    );
    expect(marked.get('shop')?.metadata.tags).toEqual(['revoked']);
    await portal.until(all => !all.has('aws-s3-reco-data'));

    backend.put(
      setupItem('shop', { status: 'revoked', revokedAt: daysAgo(8) }),
    );
    await portal.round();
    await portal.until(({ size }) => size === 0);
  });

  it('shows once what was taken back and is registered anew, spelled otherwise', async () => {
    const revoked = {
      status: 'revoked',
      revokedAt: new Date().toISOString(),
    } as const;
    const replace = async (item: ReturnType<typeof setupItem>) => {
      backend.setups.clear();
      backend.put(item);
      await backend.tell(item.name);
    };
    const portal = await startPortal();
    for (const name of ['Shop', 'shop']) {
      await replace(setupItem(name, revoked));
      await portal.until(all => all.has(name));
    }
    await replace(setupItem('Shop'));

    const found = await portal.until(all => all.has('Shop'));
    expect([...found.values()].map(statusOf)).toEqual(['ok']);
  });

  it('takes out what isn’t registered any more', async () => {
    backend.put(setupItem('shop'));
    const portal = await startPortal();
    await portal.until(all => all.has('shop'));
    backend.setups.clear();
    await backend.tell('shop');

    expect((await portal.until(({ size }) => size === 0)).size).toBe(0);
  });

  it('asks again where the backend isn’t up yet', async () => {
    backend.failures = 1;
    backend.put(setupItem('shop'));
    const portal = await startPortal();

    await portal.until(all => all.has('shop'));
    expect(backend.requests).toEqual(['/setups', '/setups']);
  });
});

it('doesn’t start with a wrong configuration', async () => {
  await expect(startPortal({ keepRevoked: 'for ever' })).rejects.toThrow(
    /personalize\.catalog\.keepRevoked/,
  );
});
