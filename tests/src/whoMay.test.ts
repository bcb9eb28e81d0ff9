import { mockCredentials } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  ACCOUNT,
  Bench,
  BOUNDARY,
  denied,
  expectedRoleArn,
  failFirst,
  messagesOf,
  named,
  oneStepWith,
  personOf,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  shopRole,
  startBench,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

afterEach(async () => {
  await bench.restore();
});

const ACTIONS: [action: string, input: JsonObject][] = [
  ['personalize:plan', shopRequest],
  ['personalize:create-role', shopRole],
  ['personalize:harden-trust', shopRole],
  ['personalize:grant-kms', { ...shopRole, keys: [] }],
  ['personalize:grant-s3', { ...shopRole, buckets: [] }],
  ['personalize:grant-users', { ...shopRole, users: [] }],
];

async function expectRefusal(
  portal: Scaffolder,
  action: string,
  input: JsonObject,
  message: RegExp,
) {
  const result = await portal.runAction(action, input);

  expect(result.status).toBe('failed');
  expect(messagesOf(result)).toEqual([expect.stringMatching(message)]);
  expect(bench.endpoint.calls()).toEqual([]);
}

describe('every call to AWS', () => {
  it('names the task and the person', async () => {
    const portal = await bench.startPortal();
    const { taskId } = await portal.run(shopRequest, {
      person: 'user:default/ben',
    });

    expect(bench.endpoint.calls()).not.toEqual([]);
    for (const call of bench.endpoint.calls()) {
      expect(call.userAgent).toContain(`task/${taskId}`);
      expect(personOf(call)).toBe('user.default.ben');
    }
  });

  it('names the person who retried, and not the one who began', async () => {
    const portal = await bench.startPortal();
    failFirst(bench.endpoint, 1, named('s3:PutBucketPolicy'), denied);
    const { taskId, status } = await portal.run(shopRequest);
    expect(status).toBe('failed');
    bench.endpoint.clear();

    await portal.request('POST', `/v2/tasks/${taskId}/retry`, {
      authorization: mockCredentials.user.header('user:default/ben'),
    });
    expect((await portal.end(taskId)).status).toBe('completed');

    expect(bench.endpoint.calls().some(({ write }) => write)).toBe(true);
    for (const call of bench.endpoint.calls()) {
      expect(call.userAgent).toContain(`task/${taskId}`);
      expect(personOf(call)).toBe('user.default.ben');
    }
  });
});

describe('an attempt without a person', () => {
  it.each(ACTIONS)('%s is refused', async (action, input) => {
    const portal = await bench.startPortal();
    const { body } = await portal.request('POST', '/v2/tasks', {
      body: {
        templateRef: `template:default/${action.replace(':', '-')}`,
        values: { input },
      },
      authorization: mockCredentials.service.header(),
    });
    const result = await portal.end(String(body.id));

    expect(result.status).toBe('failed');
    expect(messagesOf(result)).toEqual([
      expect.stringMatching(/^NotAllowedError: No person started this run\. /),
    ]);
    expect(bench.endpoint.calls()).toEqual([]);
  });

  it('is refused in a dry run, too', async () => {
    const portal = await bench.startPortal();
    const { status } = await portal.request('POST', '/v2/dry-run', {
      body: {
        template: JSON.parse(
          JSON.stringify(oneStepWith('personalize:create-role', shopRole)),
        ),
        values: {},
        directoryContents: [],
      },
      authorization: mockCredentials.service.header(),
    });

    expect(status).toBe(403);
    expect(bench.endpoint.calls()).toEqual([]);
  });

  it('is refused when a service retries a person’s task', async () => {
    const portal = await bench.startPortal();
    failFirst(bench.endpoint, 1, named('iam:CreatePolicy'), denied);
    const { taskId } = await portal.run(shopRequest);
    bench.endpoint.clear();
    await portal.request('POST', `/v2/tasks/${taskId}/retry`, {
      authorization: mockCredentials.service.header(),
    });
    const result = await portal.end(taskId);

    expect(result.status).toBe('failed');
    expect(bench.endpoint.calls()).toEqual([]);
  });
});

describe('a person without permission', () => {
  /** Of the actions that need another one than most. */
  const PERMISSIONS: Record<string, string> = {
    'personalize:plan': 'personalize.plan.create',
    'personalize:grant-users': 'personalize.users.grant',
  };

  it.each(ACTIONS)('reads why from %s', async (action, input) => {
    const permission = PERMISSIONS[action] ?? 'personalize.setup.apply';
    await expectRefusal(
      await bench.startPortal({}, [permission]),
      action,
      input,
      new RegExp(
        `^NotAllowedError: user:default/ana has no permission ${permission} for account 123456789012, group:default/guests; nothing was called\\. `,
      ),
    );
  });

  it.each(['personalize:plan', 'personalize:create-role'])(
    'to adopt can’t adopt by %s, but create',
    async action => {
      const portal = await bench.startPortal({}, ['personalize.role.adopt']);
      const input = action === 'personalize:plan' ? shopRequest : shopRole;
      await expectRefusal(
        portal,
        action,
        { ...input, adopt: true },
        /^NotAllowedError: .*personalize\.role\.adopt for .*; nothing was called/,
      );
      expect((await portal.runAction(action, input)).status).toBe('completed');
    },
  );

  it.each<[string, JsonObject]>([
    ['personalize:harden-trust', {}],
    [
      'personalize:grant-kms',
      { keys: [{ keyId: 'alias/reco-data', workflows: ['import'] }] },
    ],
    [
      'personalize:grant-s3',
      { buckets: [{ bucket: 'reco-results', workflows: ['export'] }] },
    ],
  ])(
    'to adopt can’t change a role that somebody made by hand by %s either',
    async (action, input) => {
      const portal = await bench.startPortal({}, ['personalize.role.adopt']);
      const legacy = {
        ...shopRole,
        roleName: 'personalize-legacy',
        rolePath: '/service-role/',
        ...input,
      };
      const result = await portal.runAction(action, legacy);
      expect(messagesOf(result)).toEqual([
        expect.stringMatching(/^ConflictError: .* nobody has claimed it/),
      ]);
      const { error } = await portal.dryRun(
        {},
        { template: oneStepWith(action, legacy) },
      );
      expect(error?.message).toMatch(
        /user:default\/ana has no permission personalize\.role\.adopt for .*; nothing was changed/,
      );
      expect(bench.endpoint.calls().filter(({ write }) => write)).toEqual([]);
    },
  );

  it('is refused a dry run, too: the scaffolder takes any template for one', async () => {
    const portal = await bench.startPortal({}, ['personalize.setup.apply']);
    const { status, error } = await portal.dryRun(
      {},
      { template: oneStepWith('personalize:create-role', shopRole) },
    );

    expect(status).toBe(403);
    expect(error?.message).toContain('personalize.setup.apply');
    expect(bench.endpoint.calls()).toEqual([]);
  });
});

describe('outside of personalize.accounts', () => {
  it.each(ACTIONS)('%s refuses an account', async (action, input) => {
    await expectRefusal(
      await bench.startPortal(),
      action,
      { ...input, accountId: '012345678901' },
      /^InputError: accountId: "012345678901" was given, but the configuration personalize\.accounts allows 123456789012$/,
    );
  });

  it('the shipped template keeps the leading zeros of an account', async () => {
    const result = await (
      await bench.startPortal()
    ).run({ ...shopRequest, accountId: '012345678901' });

    expect(messagesOf(result)).toEqual([
      expect.stringMatching(/^InputError: accountId: "012345678901" was given/),
    ]);
  });

  it.each(ACTIONS)('%s refuses a Region', async (action, input) => {
    await expectRefusal(
      await bench.startPortal(),
      action,
      { ...input, region: 'eu-west-1' },
      /^InputError: region: "eu-west-1" was given, but the configuration personalize\.accounts\[0\]\.regions allows us-east-1 in account 123456789012$/,
    );
  });

  it('harden-trust lets Personalize of no other Region in', async () => {
    await expectRefusal(
      await bench.startPortal(),
      'personalize:harden-trust',
      { ...shopRole, regions: ['us-east-1', 'eu-west-1'] },
      /^InputError: regions: "eu-west-1" was given, but .*personalize\.accounts\[0\]\.regions allows us-east-1/,
    );
  });

  it('everything is where no account is configured', async () => {
    await expectRefusal(
      await bench.startPortal({ accounts: [] }),
      'personalize:create-role',
      shopRole,
      /^InputError: accountId: .*personalize\.accounts allows none$/,
    );
  });
});

describe('a guardrail', () => {
  it.each<
    [name: string, setting: JsonObject, change: JsonObject, refusal: string]
  >([
    [
      'roleNamePattern',
      { roleNamePattern: '^personalize-' },
      { roleName: 'shop' },
      'roleName: "shop" was given',
    ],
    [
      'rolePath',
      { rolePath: '/data/' },
      { rolePath: '/personalize/' },
      'rolePath: "/personalize/" was given',
    ],
    [
      'permissionsBoundary',
      { permissionsBoundary: BOUNDARY },
      {
        permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundaries/no-kms-boundary`,
      },
      `permissionsBoundary: "arn:aws:iam::${ACCOUNT}:policy/boundaries/no-kms-boundary" was given`,
    ],
    [
      'requiredTags',
      { requiredTags: ['cost-center'], allowedTags: ['*'] },
      { tags: { team: 'shop' } },
      'tags.cost-center: nothing was given',
    ],
    [
      'requiredTags',
      { requiredTags: ['cost-center'] },
      { tags: { 'cost-center': '' } },
      'tags.cost-center: "" was given',
    ],
    [
      'allowedTags',
      { allowedTags: ['team'] },
      { tags: { admin: 'true' } },
      'tags: "admin" was given',
    ],
    [
      'servicePolicy',
      { servicePolicy: 'scoped' },
      { servicePolicy: 'documented' },
      'servicePolicy: "documented" was given',
    ],
    [
      'sourceConditions',
      { sourceConditions: 'if-present' },
      { sourceConditions: 'none' },
      'sourceConditions: "none" was given',
    ],
  ])(
    '%s is named in the refusal of what it forbids',
    async (name, guardrails, change, refusal) => {
      await expectRefusal(
        await bench.startPortal({ guardrails }),
        'personalize:plan',
        { ...shopRequest, ...change },
        new RegExp(
          `^InputError: ${refusal.replace(
            /[.[\]]/g,
            '\\$&',
          )}, but the guardrail personalize\\.guardrails\\.${name} `,
        ),
      );
    },
  );

  it.each<[action: string, setting: JsonObject, input: JsonObject]>([
    ['personalize:create-role', { roleNamePattern: '^reco-' }, shopRole],
    ['personalize:harden-trust', { roleNamePattern: '^reco-' }, shopRole],
    [
      'personalize:grant-kms',
      { sourceConditions: 'required' },
      { ...shopRole, keys: [], sourceConditions: 'if-present' },
    ],
    [
      'personalize:grant-s3',
      { rolePath: '/data/' },
      { ...shopRole, buckets: [], rolePath: '/' },
    ],
  ])('holds in %s by itself, too', async (action, guardrails, input) => {
    await expectRefusal(
      await bench.startPortal({ guardrails }),
      action,
      input,
      /^InputError: .*the guardrail personalize\.guardrails\./,
    );
  });

  it.each<[string, JsonObject]>([
    ['personalize:grant-kms', { keys: [] }],
    ['personalize:grant-s3', { buckets: [] }],
  ])(
    'of a boundary keeps %s off a role that hasn’t it',
    async (action, input) => {
      const portal = await bench.startPortal({
        guardrails: {
          permissionsBoundary: BOUNDARY.replace(ACCOUNT, '{accountId}'),
        },
      });
      const { error } = await portal.dryRun(
        {},
        {
          template: oneStepWith(action, {
            ...shopRole,
            roleName: 'personalize-legacy',
            rolePath: '/service-role/',
            ...input,
          }),
        },
      );

      expect(error?.message).toMatch(
        new RegExp(
          `permissionsBoundary: ${BOUNDARY} was requested, but role .*personalize-legacy has none`,
        ),
      );
      expect(bench.endpoint.calls().filter(({ write }) => write)).toEqual([]);
    },
  );

  it('of a role name isn’t got round by a name that holds the pattern somewhere', async () => {
    await expectRefusal(
      await bench.startPortal({
        guardrails: { roleNamePattern: '^personalize-' },
      }),
      'personalize:create-role',
      { ...shopRole, roleName: 'my-personalize-shop' },
      /roleNamePattern/,
    );
  });

  it('fills in what a person left open: boundary, path and strictness', async () => {
    const portal = await bench.startPortal({
      guardrails: {
        permissionsBoundary: BOUNDARY,
        rolePath: '/data/',
        servicePolicy: 'documented',
        sourceConditions: 'required',
      },
    });
    const result = await portal.run(shopRequest);

    expect(result.status).toBe('completed');
    const { roles, policies, bucketPolicies } = await bench.state();
    expect(roles[SHOP_ROLE]).toMatchObject({
      arn: expectedRoleArn(SHOP_ROLE, '/data/'),
      permissionsBoundary: BOUNDARY,
      attached: [`arn:aws:iam::${ACCOUNT}:policy/data/${SHOP_ROLE}-service`],
    });
    // What a guardrail opens is for a person to ask for.
    expect(
      policies[`arn:aws:iam::${ACCOUNT}:policy/data/${SHOP_ROLE}-service`]
        .document.Statement[0].Resource,
    ).not.toBe('*');
    expect(
      bucketPolicies['reco-training-data']?.Statement.at(-1)?.Condition,
    ).toHaveProperty('StringEquals');
  });

  it('of tags lets the required ones through beside the allowed ones', async () => {
    const portal = await bench.startPortal({
      guardrails: { requiredTags: ['cost-center'], allowedTags: ['team'] },
    });
    const result = await portal.run({
      ...shopRequest,
      tags: { 'cost-center': '4711', team: 'shop' },
    });

    expect(result.status).toBe('completed');
    expect((await bench.state()).roles[SHOP_ROLE].tags).toEqual({
      'cost-center': '4711',
      team: 'shop',
      'personalize:managed': 'true',
    });
  });

  it.each<[string, JsonObject, RegExp]>([
    [
      'a pattern that is none',
      { guardrails: { roleNamePattern: '(' } },
      /personalize\.guardrails\.roleNamePattern/,
    ],
    [
      'an unknown strictness',
      { guardrails: { sourceConditions: 'strict' } },
      /personalize\.guardrails\.sourceConditions/,
    ],
    [
      'an account that is no account',
      { accounts: [{ accountId: '42', regions: ['us-east-1'] }] },
      /personalize\.accounts\[0\]\.accountId/,
    ],
    [
      'a Region without Personalize',
      { accounts: [{ accountId: ACCOUNT, regions: ['eu-north-1'] }] },
      /personalize\.accounts\[0\]\.regions/,
    ],
  ])('with %s stops the start', async (_what, personalize, message) => {
    await expect(bench.startPortal(personalize)).rejects.toThrow(message);
  });
});
