import { mockServices } from '@backstage/backend-test-utils';
import { ConflictError } from '@backstage/errors';
import { Finding } from '@personalize-portal/backstage-plugin-personalize-common';
import { RecordedCheck, Setup } from '../setups/setups';
import { ACCOUNT, OTHER_ACCOUNT, setupOf } from './__testUtils__/setups';
import { DriftRounds } from './driftRounds';

const RESPONSE: RecordedCheck = {
  status: 'ok',
  before: 'ok',
  findings: [],
  checkedAt: '2026-11-02T00:00:00.000Z',
};

interface Portal {
  setups: Setup[];
  check?: (setup: Setup, signal?: AbortSignal) => Promise<Finding[] | void>;
  frequencyMs?: number;
  concurrency?: number;
  /** Entity refs that the catalog has. */
  known?: string[];
  isCatalogDown?: boolean;
}

function portal({
  setups,
  check = async () => {},
  frequencyMs = 120_000,
  concurrency = 2,
  known = ['group:default/reco'],
  isCatalogDown = false,
}: Portal) {
  const checked: string[] = [];
  const owners: [string, boolean][] = [];
  const told: string[][] = [];
  const logger = mockServices.logger.mock();
  const rounds = new DriftRounds({
    logger,
    config: { frequencyMs, concurrency, quietMs: 0 },
    auth: mockServices.auth(),
    catalog: {
      async getEntitiesByRefs({ entityRefs }) {
        if (isCatalogDown) {
          throw new Error('catalog is down');
        }
        return {
          items: entityRefs.map(ref =>
            known.includes(ref)
              ? { apiVersion: 'v1', kind: 'Group', metadata: { name: 'x' } }
              : undefined,
          ),
        };
      },
    },
    notices: {
      async tellOfRound(items) {
        told.push(items.map(({ name }) => name));
      },
    },
    checks: {
      async check(setup, { signal, onNews } = {}) {
        checked.push(setup.item.name);
        const findings = await check(setup, signal);
        setup.item.checkedAt = new Date().toISOString();
        if (setup.item.status === 'drifted') {
          onNews?.(setup.item);
        }
        return { ...RESPONSE, findings: findings ?? [] };
      },
    },
    setups: {
      async list({ status }) {
        const matching = setups.filter(
          ({ item }) => !status || item.status === status,
        );
        return { items: [], totalItems: matching.length };
      },
      async dueForCheck(limit, except = []) {
        return setups
          .filter(
            ({ item }) =>
              item.status !== 'revoked' && !except.includes(item.accountId),
          )
          .sort((a, b) =>
            (a.item.checkedAt ?? '').localeCompare(b.item.checkedAt ?? ''),
          )
          .slice(0, limit);
      },
      async setOwnerMissing(name, missing) {
        owners.push([name, missing]);
      },
    },
  });
  return {
    checked,
    owners,
    told,
    logger,
    run: (signal = new AbortController().signal) => rounds.run(signal),
  };
}

const named = (count: number, more = {}) =>
  Array.from({ length: count }, (_, index) => setupOf(`s${index}`, more));

describe('a round of checks', () => {
  it('checks the share of its time, and those first that waited longest', async () => {
    const setups = named(10);
    const { run, checked } = portal({ setups, frequencyMs: 600_000 });
    await run();
    expect(checked).toEqual(['s0', 's1']);

    await run();
    expect(checked).toEqual(['s0', 's1', 's2', 's3']);
  });

  it('has checked every set-up once when the time is over', async () => {
    const setups = named(37);
    const { run, checked } = portal({ setups, frequencyMs: 1_800_000 });
    for (let round = 0; round < 30; round++) {
      await run();
    }

    expect([...checked].sort()).toEqual(
      setups.map(({ item }) => item.name).sort(),
    );
  });

  it('checks each of 1,000 once in its time, whatever can’t be checked, and starves none', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    try {
      const times = new Map<string, number[]>();
      const { run } = portal({
        setups: named(1_000),
        frequencyMs: 1_800_000,
        concurrency: 4,
        check: async ({ item: { name } }) => {
          // More set-ups than a round checks, and first in line.
          if (/^s1?\d\d$/.test(name)) {
            throw new ConflictError('A run may be changing');
          }
          times.set(name, [...(times.get(name) ?? []), Date.now()]);
        },
      });
      for (let minute = 0; minute < 180; minute++) {
        await run();
        jest.advanceTimersByTime(60_000);
      }

      expect(times.size).toBe(810);
      const gaps = [...times.values()].flatMap(at =>
        at.slice(1).map((time, index) => (time - at[index]) / 60_000),
      );
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(29);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(31);
    } finally {
      jest.useRealTimers();
    }
  });

  it('leaves those that were checked lately, and those that were taken back', async () => {
    const { run, checked } = portal({
      setups: [
        ...named(1, { checkedAt: new Date().toISOString() }),
        setupOf('old', { checkedAt: '2026-11-01T00:00:00.000Z' }),
        setupOf('gone', { status: 'revoked' }),
      ],
    });
    await run();

    expect(checked).toEqual(['old']);
  });

  it('checks no more at a time than configured', async () => {
    let [now, most] = [0, 0];
    const { run, checked } = portal({
      setups: named(9),
      concurrency: 3,
      frequencyMs: 2_000,
      check: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise(resolve => setImmediate(resolve));
        now -= 1;
      },
    });
    await run();

    expect(checked).toHaveLength(6);
    expect(most).toBe(3);
  });

  it('leaves an account alone once AWS throttles it, and goes on with the others', async () => {
    const { run, checked } = portal({
      setups: [
        ...named(6),
        setupOf('other', { accountId: OTHER_ACCOUNT }),
        setupOf('another', { accountId: OTHER_ACCOUNT }),
      ],
      concurrency: 1,
      check: async ({ item }) =>
        item.accountId === ACCOUNT
          ? [
              {
                id: 'role:exists',
                kind: 'obstacle',
                outcome: 'unknown',
                subjects: {
                  outcome: 'unknown',
                  cause: 'throttled',
                  message: "AWS didn't tell.",
                  remedy: 'Run again.',
                },
              },
            ]
          : [],
    });
    await run();

    expect(checked).toEqual(['s0', 'other', 'another']);
  });

  it('tells of all that it found once, at its end', async () => {
    const setups = ['s0', 's1', 's2', 's3'].map(name =>
      setupOf(name, { status: name === 's1' ? 'ok' : 'drifted' }),
    );
    const { run, told } = portal({ setups });
    await run();

    expect(told).toEqual([['s0', 's2']]);
  });

  it('goes on where a run is at work at one', async () => {
    const { run, checked } = portal({
      setups: named(4),
      concurrency: 1,
      check: async ({ item }) => {
        if (item.name === 's0') {
          throw new ConflictError('A run may be changing');
        }
      },
    });
    await run();

    expect(checked).toEqual(['s0', 's1', 's2', 's3']);
  });

  it('ends with its signal', async () => {
    const controller = new AbortController();
    const { run, checked, owners, logger } = portal({
      setups: named(6),
      concurrency: 1,
      known: [],
      check: async (_setup, signal) => {
        controller.abort(new Error('shut down'));
        signal?.throwIfAborted();
      },
    });
    await run(controller.signal);

    expect(checked).toEqual(['s0']);
    expect(owners).toEqual([]);
    expect(logger.info).not.toHaveBeenCalled();
  });

  it('does nothing where nothing is registered', async () => {
    const { run, checked } = portal({ setups: [] });
    await run();

    expect(checked).toEqual([]);
  });
});

describe('the owners of what was checked', () => {
  const setups = () => [
    setupOf('there'),
    setupOf('left', { owner: 'group:default/gone' }),
    setupOf('back', { ownerMissing: true }),
    setupOf('still-gone', { owner: 'group:default/gone', ownerMissing: true }),
  ];

  it('are noted where the catalog doesn’t have them, or has them again', async () => {
    const { run, owners } = portal({ setups: setups(), frequencyMs: 2_000 });
    await run();
    await run();

    expect(owners).toEqual([
      ['left', true],
      ['back', false],
    ]);
  });

  it('stay as they are noted while the catalog can’t be asked', async () => {
    const { run, owners, logger } = portal({
      setups: setups(),
      isCatalogDown: true,
    });
    await run();

    expect(owners).toEqual([]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/next round tries again.*catalog is down/),
    );
  });
});
