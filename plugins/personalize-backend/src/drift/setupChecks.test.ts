import { mockServices } from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  AwsFailure,
  Baseline,
  Finding,
  HistoryItem,
  judgeSetup,
  obstacleFinding,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AwsOperationError,
  AwsSessions,
  SessionOptions,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { CheckResult, Setup, StoredSetup } from '../setups/setups';
import { ACCOUNT, failedFinding, setupOf } from './__testUtils__/setups';
import { SetupChecks } from './setupChecks';

/** The error that explains why a session couldn't be opened. */
function refusal(name: string, status?: number): AwsOperationError {
  const answer = Object.assign(new Error('no'), {
    name,
    $metadata: { httpStatusCode: status, requestId: 'r-1' },
  });
  return new AwsOperationError(
    { operation: 'iam:GetRole', resource: 'personalize-shop' },
    answer,
  );
}

interface Portal {
  open?: AwsSessions['open'];
  history?: HistoryItem[];
  /** Called before AWS is read. */
  reading?(history: HistoryItem[]): void;
  /** The set-up at each read. */
  looks?: (Setup | undefined)[];
  setup?: Setup;
  /** The status after the check before. */
  before?: SetupStatus;
}

function portal({
  open,
  history = [],
  reading = () => {},
  looks = [],
  setup = setupOf('shop'),
  before = 'unknown',
}: Portal = {}) {
  const recorded: CheckResult[] = [];
  const told: StoredSetup[] = [];
  const opened: SessionOptions[] = [];
  const audit: JsonObject[] = [];
  const auditor = mockServices.auditor.mock();
  auditor.createEvent.mockImplementation(
    async ({ eventId, severityLevel = 'low', meta }) => {
      const event = { eventId, severityLevel, ...meta };
      return {
        async success(options) {
          audit.push({ ...event, ...options?.meta });
        },
        async fail({ error }) {
          audit.push({ ...event, error: error.message });
        },
      };
    },
  );
  const checks = new SetupChecks({
    auditor,
    logger: mockServices.logger.mock(),
    guardrails: {},
    accessAnalyzer: { checkNoNewAccess: false },
    quietMs: 120_000,
    ledger: {
      changes: async () => ({ items: history.slice(0, 1) }),
      roleIds: async () => ({}),
      setupStatements: async () => ({}),
    },
    notices: {
      async tell(items) {
        told.push(...items);
      },
    },
    sessions: {
      async open(options) {
        opened.push(options);
        reading(history);
        if (!open) {
          throw refusal('ExpiredToken', 403);
        }
        return open(options);
      },
    },
    setups: {
      byName: async () => (looks.length > 0 ? looks.shift() : setup),
      roleRecord: async () => ({
        holdings: [],
        asked: {},
        openIntents: [],
        written: {},
      }),
      runChanges: async () => ({ madeBy: 'setup', since: 0, changes: [] }),
      async recordCheck(_name, result) {
        recorded.push(result);
        return {
          ...result,
          checkedAt: '2026-11-02T00:00:00.000Z',
          before,
        };
      },
    },
  });
  return { checks, setup, recorded, told, opened, audit };
}

const entry = (more: Partial<HistoryItem>): HistoryItem => ({
  seq: 1,
  kind: 'change',
  at: '2026-11-01T00:00:00.000Z',
  taskId: 'task-1',
  requests: [],
  ...more,
});

describe('a check', () => {
  it('reads with the reader role, in the name of who asks', async () => {
    const { checks, setup, opened } = portal();
    await checks.check(setup, { person: 'user:default/ana' });
    await checks.check(setup);

    expect(opened).toEqual([
      expect.objectContaining({
        accountId: ACCOUNT,
        region: 'us-east-1',
        access: 'read',
        identity: { taskId: 'check', person: 'user:default/ana' },
      }),
      expect.objectContaining({
        identity: { taskId: 'check', person: 'scheduled' },
      }),
    ]);
  });

  it.each<[string, Error, RegExp, AwsFailure | undefined]>([
    [
      'the credentials are gone',
      refusal('InvalidClientTokenId', 403),
      /^AWS can't be read: iam:GetRole on personalize-shop failed with InvalidClientTokenId \(request id r-1\)$/,
      'credentials',
    ],
    [
      'AWS doesn’t answer',
      refusal('ECONNREFUSED'),
      /failed with ECONNREFUSED/,
      'unanswered',
    ],
    [
      'the account is no longer configured',
      new NotAllowedError('Account is outside of personalize.accounts'),
      /^The set-up can't be read: Account is outside/,
      undefined,
    ],
  ])('is unknown where %s', async (_case, error, title, cause) => {
    const { checks, setup, recorded, told } = portal({
      before: 'ok',
      open: async () => {
        throw error;
      },
    });

    expect(await checks.check(setup)).toMatchObject({
      status: 'unknown',
      checkedAt: '2026-11-02T00:00:00.000Z',
      findings: [
        {
          id: 'aws:readable',
          outcome: 'unknown',
          subjects: {
            message: expect.stringMatching(title),
            remedy: expect.any(String),
            ...(cause ? { cause } : {}),
          },
        },
      ],
    });
    expect(recorded).toMatchObject([{ status: 'unknown' }]);
    expect(told).toEqual([setup.item]);
  });

  it('is unknown where AWS throttles to the end, and says so', async () => {
    const { checks, setup, recorded } = portal({
      open: async () => {
        throw refusal('Throttling', 400);
      },
    });

    expect(await checks.check(setup)).toMatchObject({
      status: 'unknown',
      findings: [{ id: 'aws:readable', subjects: { cause: 'throttled' } }],
    });
    expect(recorded).toMatchObject([{ status: 'unknown' }]);
  });

  const drifted = setupOf('shop', { status: 'drifted' });

  it('of the portal’s own is told when it holds in two looks in a row', async () => {
    const first = portal({ setup: drifted, before: 'ok' });
    await first.checks.check(drifted);
    expect(first.told).toEqual([]);

    const second = portal({ setup: drifted, before: 'drifted' });
    await second.checks.check(drifted);
    expect(second.told).toEqual([drifted.item]);
  });

  it('of a person is told at once', async () => {
    const { checks, told } = portal({ setup: drifted, before: 'ok' });
    await checks.check(drifted, { person: 'user:default/ana' });

    expect(told).toEqual([drifted.item]);
  });

  const BUCKET = 'arn:aws:s3:::reco-data';
  const stands: Finding = {
    id: `stands:${BUCKET}`,
    kind: 'changed-outside',
    outcome: 'failed',
    subjects: { holder: BUCKET, sids: [] },
  };
  it.each<[string, Finding, number]>([
    [
      'what a former version couldn’t tell either',
      obstacleFinding('s3:usable:b', {
        outcome: 'warning',
        message: 'm',
        remedy: 'r',
      }),
      0,
    ],
    [
      'a default key that it warned of, where an export is asked for',
      {
        id: 's3:default-key:reco-data',
        kind: 'default-key',
        outcome: 'failed',
        subjects: { bucket: 'reco-data', keyArn: 'k', use: 'unusable' },
      },
      0,
    ],
    [
      'what its plan warned of, and no check',
      {
        id: `plan:s3:${BUCKET}`,
        kind: 'plan-warning',
        outcome: 'warning',
        subjects: { message: 'm', lasts: 'attention' },
      },
      0,
    ],
    ['what failed in its plan', stands, 0],
    [
      'ours that is missing in another bucket',
      {
        ...stands,
        id: `${stands.id}-2`,
        subjects: { holder: `${BUCKET}-2`, sids: [] },
      },
      1,
    ],
    ['a role that is gone', failedFinding, 1],
    [
      'a principal in the trust that it hadn’t seen',
      {
        id: 'added:trust:Backdoor',
        kind: 'added',
        outcome: 'warning',
        subjects: { to: 'trust', who: [], excess: [], passesRoles: false },
      },
      1,
    ],
  ])('after an upgrade: %s is told %#', async (_what, found, times) => {
    const baseline: Baseline = {
      broken: [`s3:update:${BUCKET}`],
      foreign: [],
      adopted: [],
      former: [
        's3:usable:b',
        's3:default-key:reco-data',
        'elsewhere:trust:Partner',
        failedFinding.id,
      ],
    };
    const { status, failing } = judgeSetup([found], {
      baseline,
      now: new Date(),
    });
    const setup = { ...setupOf('shop', { status, failing }), baseline };
    for (const by of [{}, { person: 'user:default/ana' }]) {
      const { checks, told } = portal({ setup, before: status });
      await checks.check(setup, by);
      expect(told).toHaveLength(times);
    }
  });

  it('of a round is left to the round to tell', async () => {
    const { checks, told } = portal({ setup: drifted, before: 'drifted' });
    const news: StoredSetup[] = [];
    await checks.check(drifted, { onNews: item => news.push(item) });

    expect(news).toEqual([drifted.item]);
    expect(told).toEqual([]);
  });

  it('of a round that a person joins is told at once', async () => {
    const { checks, setup, told } = portal({
      setup: setupOf('shop', { status: 'unknown' }),
      before: 'ok',
    });
    const left: string[] = [];
    await Promise.all([
      checks.check(setup, { onNews: ({ name }) => left.push(name) }),
      checks.check(setup, { person: 'user:default/ana' }),
    ]);

    expect(told).toHaveLength(1);
    expect(left).toEqual([]);
  });

  it.each([
    [59, 0],
    [61, 1],
  ])(
    'of a set-up that is pending for %i minutes is told %i times',
    async (minutes, times) => {
      const pending: Setup = {
        ...setupOf('shop', { status: 'pending' }),
        pendingSince: new Date(Date.now() - minutes * 60_000).toISOString(),
      };
      const { checks, told } = portal({ setup: pending, before: 'pending' });
      await checks.check(pending);
      await checks.check(pending, { person: 'user:default/ana' });

      expect(told).toHaveLength(2 * times);
    },
  );

  it('records nothing where it is ended', async () => {
    const controller = new AbortController();
    const { checks, setup, recorded } = portal({
      open: async () => {
        controller.abort(new Error('shut down'));
        throw refusal('AbortError');
      },
    });

    await expect(
      checks.check(setup, { signal: controller.signal }),
    ).rejects.toThrow('shut down');
    expect(recorded).toEqual([]);
  });

  it('is made once for all who ask meanwhile, and again afterwards', async () => {
    const { checks, setup, opened, audit } = portal();
    await Promise.all([checks.check(setup), checks.check(setup)]);
    expect(opened).toHaveLength(1);
    expect(audit).toHaveLength(2);

    await checks.check(setup);
    expect(opened).toHaveLength(2);
  });

  it('of the portal’s own that comes to nothing is made again for a person who asked meanwhile', async () => {
    const controller = new AbortController();
    const { checks, setup, recorded } = portal({
      reading: () => controller.abort(new Error('the round is over')),
    });
    const own = checks.check(setup, { signal: controller.signal });
    const asked = checks.check(setup, { person: 'user:default/ana' });

    await expect(own).rejects.toThrow('the round is over');
    expect(await asked).toMatchObject({ status: 'unknown' });
    expect(recorded).toHaveLength(1);
  });

  const setup = setupOf('shop');
  it.each<[string, Setup | undefined, RegExp]>([
    [
      'was taken back',
      setupOf('shop', { status: 'revoked' }),
      /shop was removed/,
    ],
    ['is gone', undefined, /shop was removed/],
    [
      'was run again',
      setupOf('shop', { appliedAt: '2026-11-03T00:00:00.000Z' }),
      /changed by a run during the check/,
    ],
    [
      'was proven again',
      {
        ...setup,
        baseline: { broken: ['role:exists'], foreign: [], adopted: [] },
      },
      /changed by a run during the check/,
    ],
  ])('counts for nothing where the set-up %s meanwhile', async (...args) => {
    const [, later, message] = args;
    const { checks, recorded } = portal({ looks: [setup, later] });

    await expect(
      checks.check(setup, { person: 'user:default/ana' }),
    ).rejects.toThrow(message);
    expect(recorded).toEqual([]);
  });

  it('isn’t made of a set-up that was taken back', async () => {
    const { checks, opened } = portal({
      looks: [setupOf('shop', { status: 'revoked' })],
    });

    await expect(checks.check(setup)).rejects.toMatchObject({
      name: 'ConflictError',
    });
    expect(opened).toEqual([]);
  });

  it.each([
    ['was recorded', entry({ at: new Date().toISOString() })],
    ['was closed', entry({ closedAt: new Date().toISOString() })],
  ])(
    'of the portal’s own is left where a change %s just now',
    async (_how, last) => {
      const { checks, opened } = portal({ history: [last] });

      await expect(checks.check(setup)).rejects.toThrow(
        'A run may be changing set-up shop',
      );
      expect(opened).toEqual([]);
      await checks.check(setup, { person: 'user:default/ana' });
      expect(opened).toHaveLength(1);
    },
  );

  it.each<[string, (history: HistoryItem[]) => void]>([
    [
      'recorded a change',
      history => history.unshift(entry({ seq: 2, outcome: 'applied' })),
    ],
    [
      'closed one',
      history => {
        const [last] = history.splice(0);
        history.push({ ...last, outcome: 'unknown' });
      },
    ],
  ])('counts for nothing where a run %s meanwhile', async (_how, reading) => {
    const { checks, recorded } = portal({
      history: [entry({ outcome: 'open' })],
      reading,
    });

    await expect(
      checks.check(setup, { person: 'user:default/ana' }),
    ).rejects.toThrow('changed by a run during the check');
    expect(recorded).toEqual([]);
  });

  it('isn’t made by anybody while a change is being made, but of one that was left open', async () => {
    const madeBefore = (minutes: number) =>
      entry({
        outcome: 'open',
        at: new Date(Date.now() - minutes * 60_000).toISOString(),
      });
    for (const by of [{}, { person: 'user:default/ana' }]) {
      const { checks, recorded } = portal({ history: [madeBefore(5)] });
      await expect(checks.check(setup, by)).rejects.toThrow(
        'A run is changing set-up shop',
      );
      expect(recorded).toEqual([]);
    }

    const { checks, recorded } = portal({ history: [madeBefore(11)] });
    await checks.check(setup);
    expect(recorded).toHaveLength(1);
  });

  it('of the portal’s own is made where the last change is old', async () => {
    const { checks, recorded } = portal({ history: [entry({})] });
    await checks.check(setup);

    expect(recorded).toHaveLength(1);
  });

  it('is told to the auditor, with who asked and what came of it', async () => {
    const { checks, audit } = portal({ looks: [setup, setup, setup] });
    await checks.check(setup, { person: 'user:default/ana' });
    await checks.check(setupOf('shop')).catch(() => {});
    const { checks: busy, audit: refused } = portal({
      history: [entry({ at: new Date().toISOString() })],
    });
    await busy.check(setup).catch(() => {});

    const common = {
      eventId: 'setup-check',
      severityLevel: 'medium',
      setup: 'shop',
      accountId: ACCOUNT,
      roleName: 'personalize-shop',
    };
    expect(audit[0]).toEqual({
      ...common,
      person: 'user:default/ana',
      status: 'unknown',
    });
    expect(refused).toEqual([
      {
        ...common,
        person: 'scheduled',
        error: expect.stringContaining('A run may be changing'),
      },
    ]);
  });
});
