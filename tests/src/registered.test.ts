import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { mockCredentials } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  Bench,
  denied,
  expectedRoleArn,
  failFirst,
  failureOf,
  fullShopRequest,
  messagesOf,
  named,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  shopRole,
  startBench,
  writesTo,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const RECO = 'group:default/recommendations';
const ORDERS = 'group:default/orders';
const ROSA = 'user:default/rosa';
const BEN = 'user:default/ben';
const OMAR = 'user:default/omar';

const everything = { accounts: ['*'], buckets: ['*'], keys: ['*'] };

/** Everybody may be granted everything; whose a set-up is decides alone. */
const teams = {
  'group:default/guests': everything,
  [RECO]: everything,
  [ORDERS]: everything,
};

const settings = {
  groups: { [ROSA]: [RECO], [BEN]: [RECO], [OMAR]: [ORDERS] },
  platformTeams: ['group:default/guests'],
};

const rosasRequest: JsonObject = { ...shopRequest, owner: RECO };

let bench: Bench;
let portal: Scaffolder;

beforeAll(async () => {
  bench = await startBench();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(async () => {
  portal = await bench.startPortal({ teams }, [], settings);
});

afterEach(async () => {
  await bench.restore();
});

async function complete(values: JsonObject, person: string) {
  const result = await portal.run(values, { person });
  expect(failureOf(result)).toBeUndefined();
  expect(result.status).toBe('completed');
  return result;
}

const setUp = async () => (await portal.api('GET', '/setups/shop')).body;

/** The recorded changes, oldest first. */
async function history(): Promise<JsonObject[]> {
  const { body } = await portal.api('GET', '/setups/shop/changes');
  const { items }: { items: JsonObject[] } = JSON.parse(JSON.stringify(body));
  return items.reverse();
}

const verify = (input: JsonObject, person?: string) =>
  portal.runAction('personalize:verify', input, { person });

describe('a run', () => {
  it('ends with an entity, which stands, and all that was changed is on record', async () => {
    const { output, taskId } = await complete(rosasRequest, ROSA);

    expect(output).toMatchObject({
      entityRef: 'resource:default/shop',
      passed: true,
      links: [expect.objectContaining({ entityRef: 'resource:default/shop' })],
    });
    expect(await setUp()).toMatchObject({
      owner: RECO,
      roleArn: expectedRoleArn(SHOP_ROLE),
      status: 'ok',
      taskId,
      requestedBy: ROSA,
      failing: [],
    });
    const changes = (await history()).filter(({ kind }) => kind === 'change');
    expect(changes).toEqual(
      writesTo(bench.endpoint).map(() =>
        expect.objectContaining({
          outcome: 'applied',
          person: ROSA,
          taskId,
          requests: [
            expect.objectContaining({ requestId: expect.any(String) }),
          ],
        }),
      ),
    );
    expect((await portal.api('GET', '/ledger/verify')).body).toMatchObject({
      valid: true,
      problems: [],
    });
  });

  it('and its revoke write nothing to AWS of which the ledger has no entry with the answer’s id', async () => {
    await complete(
      {
        ...fullShopRequest,
        users: [
          {
            preset: 'read-only',
            principals: [
              {
                type: 'account-role',
                roleName: 'personalize-ops',
                users: ['dmitri'],
              },
              {
                type: 'permission-set',
                name: 'ShopAnalysts',
              },
            ],
          },
        ],
      },
      'user:default/guest',
    );
    const { status } = await portal.run(
      { name: 'shop' },
      { templateRef: 'template:default/personalize-permissions-revoke' },
    );
    expect(status).toBe('completed');

    const recorded = (await history()).flatMap(({ requests }) =>
      [requests].flat(),
    );
    expect(recorded).toEqual(
      bench.endpoint
        .calls()
        .filter(({ write }) => write)
        .map(({ service, operation }) => ({
          operation: `${service}:${operation}`,
          requestId: expect.any(String),
        })),
    );
    expect(recorded.length).toBeGreaterThan(20);
  });

  it('that is only tried records nothing and registers nothing', async () => {
    const { output } = await portal.dryRun(rosasRequest, { person: ROSA });

    expect(output.entityRef).toBe('resource:default/shop');
    expect((await portal.api('GET', '/setups/shop')).status).toBe(404);
    expect((await portal.api('GET', '/ledger/verify')).body).toMatchObject({
      entries: 0,
    });
  });

  it('that is retried by another is on record with both', async () => {
    // The portal's own policy lets platform people alone retry another's task.
    portal = await bench.startPortal({ teams }, [], {
      groups: settings.groups,
    });
    failFirst(bench.endpoint, 1, named('s3:PutBucketPolicy'), denied);
    const { taskId } = await portal.run(rosasRequest, { person: ROSA });
    await portal.request('POST', `/v2/tasks/${taskId}/retry`, {
      authorization: mockCredentials.user.header(BEN),
    });

    expect((await portal.end(taskId)).status).toBe('completed');
    const changes = (await history()).filter(({ kind }) => kind === 'change');
    expect(changes.at(0)).toMatchObject({ person: ROSA, taskId });
    expect(changes.at(0)).not.toHaveProperty('taskUser');
    expect(changes.at(-1)).toMatchObject({
      person: BEN,
      taskUser: ROSA,
      taskId,
    });
  });
});

describe('a run that fails half-way', () => {
  it('is pending, with what it did and what AWS refused, and finished by the next', async () => {
    failFirst(bench.endpoint, 1, named('s3:PutBucketPolicy'), denied);
    const failed = await portal.run(rosasRequest, { person: ROSA });

    expect(failed.status).toBe('failed');
    expect(failureOf(failed)).toContain('s3:PutBucketPolicy');
    expect((await history()).at(-1)).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('AccessDenied'),
      requests: [{ operation: 's3:PutBucketPolicy', requestId: 'REQ-42' }],
    });
    expect(await setUp()).toMatchObject({ status: 'pending' });

    await complete(rosasRequest, ROSA);
    expect(await setUp()).toMatchObject({ status: 'ok' });
  });

  it('is pending where it made nothing, too, and says why', async () => {
    failFirst(bench.endpoint, 1, named('iam:CreatePolicy'), denied);
    const failed = await portal.run(rosasRequest, { person: ROSA });

    expect(failureOf(failed)).toMatch(/^AwsOperationError: iam:CreatePolicy/);
    expect(await setUp()).toMatchObject({ status: 'pending' });
  });

  it('isn’t registered where the request was refused as a whole', async () => {
    await portal.run(
      { ...rosasRequest, s3: [{ bucket: 'nowhere', workflows: ['import'] }] },
      { person: ROSA },
    );
    expect((await portal.api('GET', '/setups/shop')).status).toBe(404);
  });
});

describe('a name', () => {
  it('that is taken is refused before anything is written, with whose it is', async () => {
    await complete(rosasRequest, ROSA);
    bench.endpoint.clear();
    const refused = await portal.run(
      { ...rosasRequest, roleName: 'personalize-news', owner: ORDERS },
      { person: OMAR },
    );

    expect(refused.status).toBe('failed');
    expect(failureOf(refused)).toMatch(/^ConflictError: name: "shop" .*reco/);
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('can’t be given to a role that has another', async () => {
    await complete(rosasRequest, ROSA);
    bench.endpoint.clear();
    const refused = await portal.run(
      { ...rosasRequest, name: 'shop-2' },
      { person: ROSA },
    );

    expect(failureOf(refused)).toMatch(/^ConflictError: .*shop/);
    expect(writesTo(bench.endpoint)).toEqual([]);
  });
});

describe('the proof of a set-up by its name', () => {
  it('is of what was asked for last, and decides how it stands', async () => {
    await complete(rosasRequest, ROSA);
    bench.endpoint.clear();
    const proven = await verify({ name: 'shop' }, ROSA);

    expect(proven.status).toBe('completed');
    const ids = checkIds(proven.output.steps.step?.output.checks);
    expect(ids).toEqual(
      expect.arrayContaining([
        's3:service:reco-training-data/input/',
        's3:service:reco-training-data/output/',
      ]),
    );
    expect(writesTo(bench.endpoint)).toEqual([]);

    await bench.aws.s3.send(
      new DeleteBucketPolicyCommand({ Bucket: 'reco-training-data' }),
    );
    expect((await verify({ name: 'shop' }, ROSA)).status).toBe('failed');
    expect(await setUp()).toMatchObject({ status: 'failed' });

    await complete(rosasRequest, ROSA);
    expect(await setUp()).toMatchObject({ status: 'ok', failing: [] });
  });

  it('at the end of its run is by the checks by which it is judged later', async () => {
    await complete(rosasRequest, ROSA);
    const { checks } = await setUp();

    const later = await portal.api('POST', '/setups/shop/check');

    expect(checkIds(later.body.checks)).toEqual(checkIds(checks));
    expect(checkIds(checks)).toContain(
      'stands:arn:aws:s3:::reco-training-data',
    );
  });

  it('can’t be had for less than was asked for', async () => {
    await complete(rosasRequest, ROSA);
    bench.endpoint.clear();
    const attempts: [JsonObject, RegExp][] = [
      [
        { s3: [] },
        /^InputError: s3: \[\] was given, but the last request for set-up shop/,
      ],
      [
        { ...shopRole, roleName: 'personalize-news' },
        /^InputError: roleName: "personalize-news" was given, but set-up shop is registered with personalize-shop/,
      ],
    ];
    for (const [more, message] of attempts) {
      expect(failureOf(await verify({ name: 'shop', ...more }, ROSA))).toMatch(
        message,
      );
    }
    expect(bench.endpoint.calls()).toEqual([]);
    expect(await setUp()).toMatchObject({ status: 'ok' });
  });

  it('is of the people whom another template added, too', async () => {
    const access = (preset: string, name: string) => ({
      preset,
      principals: [{ type: 'permission-set', name }],
    });
    await complete(
      { ...shopRequest, users: [access('read-only', 'ShopAnalysts')] },
      'user:default/ana',
    );
    const added = await portal.run(
      { ...shopRole, users: [access('model-builder', 'ShopModels')] },
      { templateRef: 'template:default/personalize-user-access' },
    );
    expect(added.status).toBe('completed');

    const proven = await verify({ name: 'shop' });
    expect(failureOf(proven)).toBeUndefined();
    const proof = messagesOf(proven).join('\n');
    expect(proof).toContain('ShopAnalysts');
    expect(proof).toContain('ShopModels');
  });
});

describe('a set-up of another team', () => {
  beforeEach(async () => {
    await complete(rosasRequest, ROSA);
    bench.endpoint.clear();
  });

  it('isn’t told apart from one that there isn’t, by its name', async () => {
    const refusals = await Promise.all(
      ['shop', 'nowhere'].map(async name =>
        failureOf(await verify({ name }, OMAR))?.replace(name, 'NAME'),
      ),
    );

    expect(refusals[0]).toMatch(/^NotAllowedError: name: user:default\/omar/);
    expect(refusals[0]).toBe(refusals[1]);
    expect(bench.endpoint.calls()).toEqual([]);
    expect(failureOf(await verify({ name: 'nowhere' }))).toMatch(
      /^NotFoundError: /,
    );
  });

  it.each<[string, JsonObject]>([
    ['personalize:create-role', {}],
    ['personalize:harden-trust', {}],
    ['personalize:grant-kms', { keys: [] }],
    ['personalize:grant-s3', { buckets: [] }],
    ['personalize:grant-users', { users: [] }],
    ['personalize:verify', {}],
  ])(
    'is nothing to %s for whoever has the permission for their own, and isn’t named',
    async (action, input) => {
      const refused = await portal.runAction(
        action,
        { ...shopRole, ...input },
        { person: OMAR },
      );

      expect(refused.status).toBe('failed');
      expect(failureOf(refused)).toMatch(
        /^NotAllowedError: user:default\/omar can't act on role personalize-shop in account 123456789012: it belongs to somebody else. Nothing was called/,
      );
      expect(bench.endpoint.calls()).toEqual([]);
    },
  );

  it('is taken over by those alone who have the permission for both', async () => {
    const register = (owner: string, person: string) =>
      portal.runAction(
        'personalize:register',
        { ...shopRole, name: 'shop', owner },
        { person },
      );

    expect(failureOf(await register(ORDERS, OMAR))).toMatch(
      /^NotAllowedError: /,
    );
    expect(await setUp()).toMatchObject({ owner: RECO });

    const taken = await register('group:default/guests', 'user:default/ana');
    expect(taken.output.steps.step?.output).toMatchObject({
      changed: true,
      entityRef: 'resource:default/shop',
    });
    expect(await setUp()).toMatchObject({ owner: 'group:default/guests' });
    expect((await history()).map(({ kind }) => kind)).toContain('transferred');
  });
});

function checkIds(checks: unknown): unknown[] {
  return Array.isArray(checks) ? checks.map(check => Object(check).id) : [];
}
