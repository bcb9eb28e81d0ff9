import { setTimeout } from 'node:timers/promises';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { mockCredentials } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  Bench,
  denied,
  describeCall,
  expectedRoleArn,
  failFirst,
  failureOf,
  messagesOf,
  named,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  shopRole,
  startBench,
  stepOf,
  TaskResult,
  writesTo,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const RECO = 'group:default/recommendations';
const ORDERS = 'group:default/orders';
const PLATFORM = 'group:default/platform';
const ROSA = 'user:default/rosa';
const BEN = 'user:default/ben';
const OMAR = 'user:default/omar';
const PIA = 'user:default/pia';
/** In no group, as the guest of a new app. */
const STRANGER = 'user:development/guest';

const everything = { accounts: ['*'], buckets: ['*'], keys: ['*'] };

const USER_ACCESS = {
  templateRef: 'template:default/personalize-user-access',
};
const REVOKE = {
  templateRef: 'template:default/personalize-permissions-revoke',
};

const rosas: JsonObject = { ...shopRequest, owner: RECO };
const omars: JsonObject = { ...shopRequest, name: 'orders', owner: ORDERS };

const operators = (roleName: string): JsonObject[] => [
  {
    preset: 'admin',
    principals: [{ type: 'account-role', roleName, users: ['dmitri'] }],
  },
];

let bench: Bench;
let portal: Scaffolder;

beforeAll(async () => {
  bench = await startBench();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

/** A portal whose policy allows everybody everything, as that of a new app does. */
beforeEach(async () => {
  portal = await bench.startPortal(
    {
      teams: {
        [RECO]: everything,
        [ORDERS]: everything,
        [PLATFORM]: everything,
      },
      platformTeams: [PLATFORM],
    },
    [],
    {
      groups: {
        [ROSA]: [RECO],
        [BEN]: [RECO],
        [OMAR]: [ORDERS],
        [PIA]: [PLATFORM],
        [STRANGER]: [],
      },
    },
  );
});

afterEach(async () => {
  await bench.restore();
});

async function complete(
  values: JsonObject,
  options: Parameters<Scaffolder['run']>[1],
) {
  const result = await portal.run(values, options);
  expect([result.status, failureOf(result)]).toEqual(['completed', undefined]);
  return result;
}

/** Refused with a reason, and nothing is written. */
async function expectRefusal(attempt: Promise<TaskResult>, reason: RegExp) {
  bench.endpoint.clear();
  const result = await attempt;
  expect(result.status).toBe('failed');
  expect(failureOf(result)).toMatch(reason);
  expect(writesTo(bench.endpoint)).toEqual([]);
}

const setUp = async (name = 'shop') => {
  const { status, body } = await portal.api('GET', `/setups/${name}`);
  return status === 200 ? body : status;
};

/** Does something while a step makes its first call that matches; once. */
function whileStep(
  step: string,
  call: string,
  what: () => Promise<void>,
): () => boolean {
  let isDone = false;
  bench.endpoint.intercept(async (intercepted, forward) => {
    const userAgent = intercepted.request.headers['user-agent'] ?? '';
    if (
      !isDone &&
      stepOf({ userAgent }) === step &&
      describeCall(intercepted).startsWith(call)
    ) {
      isDone = true;
      await what();
    }
    return forward();
  });
  return () => isDone;
}

/** Deletes the role of the set-up by hand. */
async function deleteRole(): Promise<void> {
  const { iam } = bench.aws;
  const RoleName = SHOP_ROLE;
  const { AttachedPolicies = [] } = await iam.send(
    new ListAttachedRolePoliciesCommand({ RoleName }),
  );
  for (const { PolicyArn } of AttachedPolicies) {
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  }
  const { PolicyNames = [] } = await iam.send(
    new ListRolePoliciesCommand({ RoleName }),
  );
  for (const PolicyName of PolicyNames) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  }
  await iam.send(new DeleteRoleCommand({ RoleName }));
}

/** Creates it by hand, with our tag. */
async function createRole(): Promise<void> {
  await bench.aws.iam.send(
    new CreateRoleCommand({
      RoleName: SHOP_ROLE,
      Path: '/personalize/',
      Tags: [{ Key: 'personalize:managed', Value: 'true' }],
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'personalize.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    }),
  );
}

describe('a run', () => {
  it('lets no other team act on its role, and ends as if nobody had tried', async () => {
    let intruder: TaskResult | undefined;
    whileStep('grant-s3', 'iam:GetRole', async () => {
      intruder = await portal.run(
        { ...shopRole, users: operators('personalize-intruders') },
        { person: OMAR, ...USER_ACCESS },
      );
    });
    const { output } = await complete(rosas, { person: ROSA });

    expect(intruder).toMatchObject({ status: 'failed' });
    expect(messagesOf(intruder ?? { log: [] })).toEqual([
      expect.stringMatching(
        /^NotAllowedError: user:default\/omar can't act on role personalize-shop in account 123456789012: it belongs to group:default\/recommendations \(set-up "shop"\)/,
      ),
    ]);
    expect(output.passed).toBe(true);
    const { roles, policies } = await bench.state();
    expect(roles).not.toHaveProperty('personalize-intruders');
    expect(
      Object.keys(policies).filter(arn => arn.endsWith(`${SHOP_ROLE}-admin`)),
    ).toEqual([]);
    const check = await portal.api('POST', '/setups/shop/check', {
      person: ROSA,
    });
    expect(check.body).toMatchObject({ status: 'ok' });
  });

  it('has a set-up that is found from the first moment, and is pending', async () => {
    let during: unknown;
    whileStep('create-role', 'iam:GetRole', async () => {
      during = await setUp();
    });
    await complete(rosas, { person: ROSA });

    expect(during).toMatchObject({
      owner: RECO,
      status: 'pending',
      requestedBy: ROSA,
    });
    expect(await setUp()).toMatchObject({ status: 'ok' });
  });

  it.each<[string, RegExp, () => Promise<TaskResult>]>([
    [
      'handed over',
      /ConflictError: Nothing more is written: role personalize-shop in account 123456789012 belongs to group:default\/orders \(shop\) since this run began/,
      () =>
        portal.runAction(
          'personalize:register',
          { ...shopRole, name: 'shop', owner: ORDERS },
          { person: PIA },
        ),
    ],
    [
      'taken back',
      /ConflictError: Nothing more is written: role personalize-shop in account 123456789012 was removed in the meantime/,
      () => portal.run({ name: 'shop' }, { person: BEN, ...REVOKE }),
    ],
  ])('writes no more once its set-up is %s', async (...row) => {
    const [, reason, act] = row;
    let other: TaskResult | undefined;
    // All that a plan rests on is read by then, and nothing is written yet.
    whileStep('grant-s3', 's3:GetBucketPolicy', async () => {
      other = await act();
      bench.endpoint.clear();
    });
    const result = await portal.run(rosas, { person: ROSA });

    expect(other).toMatchObject({ status: 'completed' });
    expect(result.status).toBe('failed');
    expect(failureOf(result)).toMatch(reason);
    expect(writesTo(bench.endpoint)).toEqual([]);
  });
});

describe('a run that was cancelled half-way', () => {
  /** The scaffolder asks once a second whether a task is cancelled. */
  const UNTIL_HEARD_MS = 2_500;

  async function cancelled(): Promise<void> {
    let taskId = '';
    whileStep('grant-s3', 'iam:GetRole', async () => {
      await portal.request('POST', `/v2/tasks/${taskId}/cancel`, {
        authorization: mockCredentials.user.header(ROSA),
      });
      await setTimeout(UNTIL_HEARD_MS);
    });
    const { body } = await portal.create(rosas, { person: ROSA });
    taskId = String(body.id);
    expect((await portal.end(taskId)).status).not.toBe('completed');
  }

  it('leaves a pending set-up that its team takes back by its name', async () => {
    await cancelled();
    expect(await setUp()).toMatchObject({ owner: RECO, status: 'pending' });
    await expectRefusal(
      portal.run(omars, { person: OMAR }),
      /role personalize-shop/,
    );

    await complete({ name: 'shop' }, { person: BEN, ...REVOKE });
    expect(await bench.state()).toEqual(bench.seededState);
  });

  it('is finished by one more', async () => {
    await cancelled();
    const { output } = await complete(rosas, { person: BEN });

    expect(output.passed).toBe(true);
    expect(await setUp()).toMatchObject({ status: 'ok' });
  });
});

describe('a set-up that was taken back by force and left its role', () => {
  beforeEach(async () => {
    await complete(rosas, { person: ROSA });
    await bench.aws.iam.send(
      new PutRolePolicyCommand({
        RoleName: SHOP_ROLE,
        PolicyName: 'Notebook',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::click-archive/*',
            },
          ],
        }),
      }),
    );
    await complete({ name: 'shop', force: true }, { person: ROSA, ...REVOKE });
  });

  it('is not for another team, unless it adopts the role', async () => {
    expect((await bench.state()).roles).toHaveProperty(SHOP_ROLE);
    await expectRefusal(
      portal.run(omars, { person: OMAR }),
      /^NotAllowedError: user:default\/omar can't act on role personalize-shop, which a set-up left in account/,
    );
    await complete({ ...omars, adopt: true }, { person: OMAR });
    expect(await setUp('orders')).toMatchObject({ owner: ORDERS });
  });

  it('is for its team, without adopting it', async () => {
    await complete(rosas, { person: BEN });
    expect(await setUp()).toMatchObject({ owner: RECO });
  });
});

describe('a role that somebody deleted and created again by hand', () => {
  beforeEach(async () => {
    await complete(rosas, { person: ROSA });
    await deleteRole();
    await createRole();
    bench.letAMinutePass();
  });

  it('is not the set-up’s any more, whatever tag it has, until it is adopted', async () => {
    const another =
      /^ConflictError: roleName: role arn:aws:iam::123456789012:role\/personalize\/personalize-shop isn't the one that the portal created or adopted: somebody deleted that one and created another/;
    await expectRefusal(portal.run(rosas, { person: ROSA }), another);
    await expectRefusal(
      portal.runAction(
        'personalize:grant-s3',
        { ...shopRole, buckets: rosas.s3 },
        { person: ROSA },
      ),
      another,
    );
    const check = await portal.api('POST', '/setups/shop/check', {
      person: ROSA,
    });
    expect(check.body).toMatchObject({ status: 'drifted' });

    await complete({ ...rosas, adopt: true }, { person: ROSA });
    expect(await setUp()).toMatchObject({ status: 'ok' });
  });
});

describe('what people of a team get access by', () => {
  const ops = 'personalize-shop-ops';

  it('is given nothing more by another team', async () => {
    await complete({ ...rosas, users: operators(ops) }, { person: ROSA });
    const theirs = { ...omars, roleName: 'personalize-orders' };
    const reason =
      /^ConflictError: users: role personalize-shop-ops in account 123456789012 belongs to group:default\/recommendations/;
    await expectRefusal(
      portal.run({ ...theirs, users: operators(ops) }, { person: OMAR }),
      reason,
    );

    await complete(theirs, { person: OMAR });
    await expectRefusal(
      portal.run(
        {
          ...shopRole,
          roleName: 'personalize-orders',
          users: operators(ops),
        },
        { person: OMAR, ...USER_ACCESS },
      ),
      reason,
    );
  });

  it('is shared by the set-ups of the team', async () => {
    await complete({ ...rosas, users: operators(ops) }, { person: ROSA });
    await complete(
      {
        ...rosas,
        name: 'basket',
        roleName: 'personalize-basket',
        users: operators(ops),
      },
      { person: BEN },
    );

    expect((await bench.state()).roles[ops].attached).toHaveLength(2);
  });
});

describe('where the policy allows everybody everything', () => {
  const acts: [string, (person: string) => Promise<TaskResult>][] = [
    [
      'runs the template again',
      person => portal.run({ ...rosas, kms: [] }, { person }),
    ],
    [
      'grants buckets',
      person =>
        portal.runAction(
          'personalize:grant-s3',
          { ...shopRole, buckets: [] },
          { person },
        ),
    ],
    [
      'hardens the trust',
      person =>
        portal.runAction('personalize:harden-trust', shopRole, { person }),
    ],
    [
      'gives people access',
      person =>
        portal.run(
          { ...shopRole, users: operators('personalize-strangers') },
          { person, ...USER_ACCESS },
        ),
    ],
    [
      'adopts the role',
      person =>
        portal.runAction(
          'personalize:create-role',
          { ...shopRole, adopt: true },
          { person },
        ),
    ],
    [
      'proves it',
      person =>
        portal.runAction('personalize:verify', { name: 'shop' }, { person }),
    ],
    [
      'takes it back',
      person =>
        portal.run({ name: 'shop', force: true }, { person, ...REVOKE }),
    ],
  ];

  beforeEach(async () => {
    await complete(rosas, { person: ROSA });
  });

  it.each([STRANGER, OMAR])('%s does nothing to it', async person => {
    const before = await bench.state();
    for (const [, act] of acts) {
      await expectRefusal(
        act(person),
        /^NotAllowedError: (.* can't act on role personalize-shop in account .*|owner: "group:default\/recommendations" was given, but)/,
      );
    }
    for (const route of ['check', 'discard']) {
      const { status, body } = await portal.api(
        'POST',
        `/setups/shop/${route}`,
        { person },
      );
      expect([status, body]).toEqual([
        403,
        expect.objectContaining({
          error: expect.objectContaining({
            message: expect.stringMatching(/can't act on set-up shop in/),
          }),
        }),
      ]);
    }
    expect(await bench.state()).toEqual(before);
    expect(await setUp()).toMatchObject({ owner: RECO, status: 'ok' });
  });

  it('a platform person checks it, runs it again, hands it over and takes it back', async () => {
    const check = await portal.api('POST', '/setups/shop/check', {
      person: PIA,
    });
    expect(check).toMatchObject({ status: 200, body: { status: 'ok' } });
    await complete(rosas, { person: PIA });
    await complete({ ...rosas, owner: ORDERS }, { person: PIA });
    expect(await setUp()).toMatchObject({ owner: ORDERS, status: 'ok' });
    await expectRefusal(
      portal.run(rosas, { person: ROSA }),
      /can't act on role personalize-shop/,
    );
    await complete({ name: 'shop' }, { person: PIA, ...REVOKE });
    expect(await bench.state()).toEqual(bench.seededState);
  });

  it('a platform person sets up nothing new for a team that isn’t theirs', async () => {
    await expectRefusal(
      portal.run(
        { ...rosas, name: 'new', roleName: 'personalize-new' },
        { person: PIA },
      ),
      /^NotAllowedError: owner: /,
    );
  });
});

describe('a run that another person retries', () => {
  it.each<[string, string, 'completed' | 'failed']>([
    ['of the same team', BEN, 'completed'],
    ['of another team', OMAR, 'failed'],
  ])('%s', async (_who, person, status) => {
    failFirst(bench.endpoint, 1, named('s3:PutBucketPolicy'), denied);
    const { taskId } = await portal.run(rosas, { person: ROSA });
    await portal.request('POST', `/v2/tasks/${taskId}/retry`, {
      authorization: mockCredentials.user.header(person),
    });

    expect(await portal.end(taskId)).toMatchObject({ status });
  });
});

describe('a role without a set-up', () => {
  const create = (person: string) =>
    portal.runAction('personalize:create-role', shopRole, { person });
  const access = (person: string) =>
    portal.run(
      { ...shopRole, users: operators('personalize-shop-ops') },
      { person, ...USER_ACCESS },
    );

  it('is the person’s who created it, until that person registers it for a team', async () => {
    expect(await create(ROSA)).toMatchObject({ status: 'completed' });
    const mine =
      /^NotAllowedError: user:default\/\w+ can't act on role personalize-shop/;
    await expectRefusal(access(BEN), mine);
    await expectRefusal(portal.run(omars, { person: OMAR }), mine);
    expect(await access(ROSA)).toMatchObject({ status: 'completed' });

    await complete(rosas, { person: ROSA });
    expect(await access(BEN)).toMatchObject({ status: 'completed' });
  });

  it('is taken back by the role, and free then', async () => {
    await create(ROSA);
    const revoke = (person: string) =>
      portal.runAction('personalize:revoke', shopRole, { person });
    await expectRefusal(revoke(OMAR), /can't act on role personalize-shop/);
    expect(await revoke(ROSA)).toMatchObject({ status: 'completed' });

    expect(await bench.state()).toEqual(bench.seededState);
    expect(await create(OMAR)).toMatchObject({ status: 'completed' });
  });

  it('that nobody claimed is given nothing, whatever tag it has', async () => {
    await createRole();
    const actions: [string, JsonObject][] = [
      ['personalize:harden-trust', {}],
      ['personalize:grant-kms', { keys: [] }],
      ['personalize:grant-s3', { buckets: [] }],
      ['personalize:grant-users', { users: [] }],
    ];
    for (const [action, more] of actions) {
      await expectRefusal(
        portal.runAction(action, { ...shopRole, ...more }, { person: ROSA }),
        /^ConflictError: roleName: role personalize-shop in account 123456789012 belongs to no set-up and nobody has claimed it/,
      );
    }
    await expectRefusal(
      portal.run(rosas, { person: ROSA }),
      new RegExp(
        `^ConflictError: roleName: the account has a role ${expectedRoleArn(
          SHOP_ROLE,
        )} that the portal didn't create, according to the ledger`,
      ),
    );
  });
});

describe('what claims nothing', () => {
  it('is a run that was refused in its plan, and a dry run', async () => {
    await expectRefusal(
      portal.run(
        { ...rosas, s3: [{ bucket: 'no-such-bucket', workflows: ['import'] }] },
        { person: ROSA },
      ),
      /no-such-bucket/,
    );
    const { output } = await portal.dryRun(
      { ...rosas, users: operators('personalize-shop-ops') },
      { person: ROSA },
    );
    expect(output.passed).toBe(true);

    expect((await portal.api('GET', '/ledger/verify')).body).toMatchObject({
      entries: 0,
    });
    await complete(
      { ...omars, users: operators('personalize-shop-ops') },
      { person: OMAR },
    );
  });

  it.each(['personalize.setup.apply', 'personalize.setup.check'])(
    'is a run whose later steps would lack %s: its plan says so',
    async permission => {
      portal = await bench.startPortal(undefined, [permission]);
      await expectRefusal(
        portal.run(shopRequest),
        new RegExp(`has no permission ${permission} for account`),
      );
      expect(await setUp()).toBe(404);
    },
  );
});
