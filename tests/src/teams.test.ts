import { TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-kms';
import {
  DeleteBucketTaggingCommand,
  PutBucketTaggingCommand,
} from '@aws-sdk/client-s3';
import { mockCredentials } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  ACCOUNT,
  Bench,
  denied,
  failFirst,
  messagesOf,
  named,
  oneStepWith,
  Scaffolder,
  shopRequest,
  shopRole,
  startBench,
  TaskResult,
  writesTo,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const RECO = 'group:default/recommendations';
const rosa = 'user:default/rosa';
const omar = 'user:default/omar';

/** As `npm start` has them. */
const teams = {
  'group:default/guests': { accounts: ['*'], buckets: ['*'], keys: ['*'] },
  [RECO]: {
    accounts: [ACCOUNT],
    buckets: ['reco-*'],
    keys: ['alias/reco-*'],
  },
};

const settings = {
  groups: { [rosa]: [RECO], [omar]: ['group:default/orders'] },
  platformTeams: ['group:default/guests'],
};

const rosasRequest = { ...shopRequest, owner: RECO };

const bucketsOf = (bucket: string, more: JsonObject = {}): JsonObject => ({
  ...shopRole,
  buckets: [{ bucket, workflows: ['import'], ...more }],
});

const keysOf = (keyId: string): JsonObject => ({
  ...shopRole,
  keys: [{ keyId, workflows: ['import'] }],
});

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

async function startPortal(): Promise<Scaffolder> {
  return bench.startPortal({ teams }, [], settings);
}

/** Has Rosa create the role, which is hers then. */
async function createRosasRole(portal: Scaffolder): Promise<void> {
  const { status } = await portal.runAction(
    'personalize:create-role',
    shopRole,
    { person: rosa },
  );
  expect(status).toBe('completed');
  bench.endpoint.clear();
}

/** Refused, and AWS holds what it held. */
async function expectRefused(result: TaskResult, message: RegExp) {
  expect(messagesOf(result)).toEqual([expect.stringMatching(message)]);
  expect(result.status).toBe('failed');
  expect(writesTo(bench.endpoint)).toEqual([]);
}

const notGiven = (what: string) =>
  new RegExp(
    `^NotAllowedError: ${what} isn't available to ${RECO}\\. personalize\\.teams\\['${RECO}'\\]\\..* no tag personalize:owner .*Nothing was changed`,
    's',
  );

describe('a team', () => {
  it('sets up for itself what it may be granted', async () => {
    const portal = await startPortal();
    for (const [action, input] of [
      ['personalize:plan', rosasRequest],
      ['personalize:create-role', shopRole],
      ['personalize:grant-kms', keysOf('alias/reco-data')],
      ['personalize:grant-s3', bucketsOf('reco-training-data')],
    ] as const) {
      const { status, log } = await portal.runAction(action, input, {
        person: rosa,
      });
      expect([action, status, status === 'completed' || log]).toEqual([
        action,
        'completed',
        true,
      ]);
    }
    const { bucketPolicies } = await bench.state();
    expect(bucketPolicies['reco-training-data']).not.toEqual(
      bench.seededState.bucketPolicies['reco-training-data'],
    );
  });

  it.each<[action: string, input: JsonObject, what: string]>([
    [
      'personalize:plan',
      {
        ...rosasRequest,
        s3: [{ bucket: 'click-archive', workflows: ['import'] }],
      },
      'Bucket click-archive',
    ],
    [
      'personalize:grant-s3',
      bucketsOf('click-archive'),
      'Bucket click-archive',
    ],
    [
      'personalize:grant-s3',
      bucketsOf('click-archive', { prefix: 'reco/' }),
      'Prefix reco/ of bucket click-archive',
    ],
    [
      'personalize:grant-s3',
      bucketsOf('no-such-bucket'),
      'Bucket no-such-bucket',
    ],
    [
      'personalize:plan',
      { ...rosasRequest, kms: keysOf('alias/orders').keys },
      'Key alias/orders',
    ],
    ['personalize:grant-kms', keysOf('alias/orders'), 'Key alias/orders'],
  ])('is refused by %s what is another’s: %#', async (action, input, what) => {
    const portal = await startPortal();
    await createRosasRole(portal);
    await expectRefused(
      await portal.runAction(action, input, { person: rosa }),
      notGiven(what),
    );
    const { status, error } = await portal.dryRun(
      {},
      { template: oneStepWith(action, input), person: rosa },
    );
    expect(status).toBe(403);
    expect(`NotAllowedError: ${error?.message}`).toMatch(notGiven(what));
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('is refused a key of another by its ARN, and given its own by it', async () => {
    const portal = await startPortal();
    const { keys } = bench.seeded;
    const theirs = keys['alias/orders'];
    await createRosasRole(portal);
    await expectRefused(
      await portal.runAction('personalize:grant-kms', keysOf(theirs), {
        person: rosa,
      }),
      notGiven(`Key ${theirs}`),
    );

    for (const name of [
      keys['alias/reco-data'],
      keys['alias/reco-data'].split('/')[1],
    ]) {
      const { status } = await portal.runAction(
        'personalize:grant-kms',
        keysOf(name),
        { person: rosa },
      );
      expect(status).toBe('completed');
    }
  });

  it('is refused a bucket of another account without a call to AWS', async () => {
    const portal = await startPortal();
    await expectRefused(
      await portal.runAction(
        'personalize:grant-s3',
        bucketsOf('partner-catalogue', { bucketOwner: '210987654321' }),
        { person: rosa },
      ),
      /^NotAllowedError: Bucket partner-catalogue of account 210987654321 isn't available to .*Nothing was called/s,
    );
    expect(bench.endpoint.calls()).toEqual([]);
  });

  it('that may use a prefix isn’t given the bucket', async () => {
    const portal = await bench.startPortal(
      {
        teams: {
          [RECO]: { accounts: ['*'], buckets: ['reco-training-data/users/*'] },
        },
      },
      [],
      settings,
    );
    await createRosasRole(portal);
    for (const prefix of ['', 'items/', 'users-of-others/']) {
      await expectRefused(
        await portal.runAction(
          'personalize:grant-s3',
          bucketsOf('reco-training-data', { prefix }),
          { person: rosa },
        ),
        notGiven(
          prefix
            ? `Prefix ${prefix} of bucket reco-training-data`
            : 'Bucket reco-training-data',
        ),
      );
    }
    const { status } = await portal.runAction(
      'personalize:grant-s3',
      bucketsOf('reco-training-data', { prefix: 'users/clicks/' }),
      { person: rosa },
    );
    expect(status).toBe('completed');
  });

  it('can’t set up for another team', async () => {
    const portal = await startPortal();
    await expectRefused(
      await portal.run(shopRequest, { person: rosa }),
      /^NotAllowedError: owner: "group:default\/guests" was given, but user:default\/rosa belongs to group:default\/recommendations; nothing was called\./,
    );
    expect(bench.endpoint.calls()).toEqual([]);
  });

  it('gets no account that isn’t its own', async () => {
    const portal = await bench.startPortal(
      {
        accounts: [
          {
            accountId: ACCOUNT,
            regions: ['us-east-1'],
            endpoint: bench.endpoint.endpoint,
          },
          { accountId: '210987654321', regions: ['us-east-1'] },
        ],
        teams: { [RECO]: { ...teams[RECO], accounts: ['210987654321'] } },
      },
      ['personalize.policy.read'],
      { groups: settings.groups },
    );
    await expectRefused(
      await portal.runAction('personalize:create-role', shopRole, {
        person: rosa,
      }),
      /^NotAllowedError: accountId: account 123456789012 isn't available to group:default\/recommendations\. personalize\.teams\['group:default\/recommendations'\]\.accounts gives 210987654321\. Nothing was called\./,
    );
    expect(bench.endpoint.calls()).toEqual([]);
  });
});

describe('the tag personalize:owner', () => {
  const bucket = 'finance-vpc-only';
  let key: string;

  beforeEach(async () => {
    const { s3, kms } = bench.aws;
    key = bench.seeded.keys['alias/orders'];
    await s3.send(
      new PutBucketTaggingCommand({
        Bucket: bucket,
        Tagging: { TagSet: [{ Key: 'personalize:owner', Value: RECO }] },
      }),
    );
    await kms.send(
      new TagResourceCommand({
        KeyId: key,
        Tags: [{ TagKey: 'personalize:owner', TagValue: 'recommendations' }],
      }),
    );
  });

  afterEach(async () => {
    const { s3, kms } = bench.aws;
    await s3.send(new DeleteBucketTaggingCommand({ Bucket: bucket }));
    await kms.send(
      new UntagResourceCommand({ KeyId: key, TagKeys: ['personalize:owner'] }),
    );
  });

  const taggedRequest = {
    ...rosasRequest,
    kms: [{ keyId: 'alias/orders', workflows: ['import'] }],
    s3: [{ bucket, workflows: ['import'] }],
  };

  it('gives a team what the configuration doesn’t', async () => {
    const portal = await startPortal();
    const { status, log } = await portal.runAction(
      'personalize:plan',
      taggedRequest,
      { person: rosa },
    );

    expect([status, status === 'completed' || log]).toEqual([
      'completed',
      true,
    ]);
  });

  it('gives it where no team is configured, and nothing else does', async () => {
    const portal = await bench.startPortal({ teams: undefined }, [], {
      groups: settings.groups,
    });
    expect(
      (
        await portal.runAction('personalize:plan', taggedRequest, {
          person: rosa,
        })
      ).status,
    ).toBe('completed');
    await expectRefused(
      await portal.runAction('personalize:plan', rosasRequest, {
        person: rosa,
      }),
      /^NotAllowedError: Prefix input\/ of bucket reco-training-data isn't available to group:default\/recommendations\. personalize\.teams has no entry for them, and the bucket has no tag personalize:owner/,
    );
  });

  it('gives it to no other team', async () => {
    const portal = await bench.startPortal({
      teams: { 'group:default/guests': { accounts: ['*'] } },
    });
    await expectRefused(
      await portal.runAction('personalize:plan', {
        ...taggedRequest,
        owner: 'group:default/guests',
      }),
      /^NotAllowedError: Bucket finance-vpc-only isn't available to group:default\/guests.*Key alias\/orders isn't available to group:default\/guests/s,
    );
  });
});

describe('a template made to reach the bucket of another team', () => {
  const template = oneStepWith(
    'personalize:grant-s3',
    bucketsOf('click-archive'),
  );
  const hidden = {
    ...template,
    metadata: { ...template.metadata, name: 'free-lunch' },
  };

  it('is refused as one of the catalog', async () => {
    const portal = await bench.startPortal({ teams }, [], {
      ...settings,
      templates: [hidden],
    });
    await createRosasRole(portal);
    await expectRefused(
      await portal.run(
        {},
        { templateRef: 'template:default/free-lunch', person: rosa },
      ),
      notGiven('Bucket click-archive'),
    );
  });

  it('is refused as one that comes along with a dry run', async () => {
    const portal = await startPortal();
    const { status, error } = await portal.dryRun(
      {},
      { template: hidden, person: rosa },
    );
    expect(status).toBe(403);
    expect(error?.message).toMatch(/^Bucket click-archive isn't available to/);
    expect(writesTo(bench.endpoint)).toEqual([]);
  });
});

describe('a role that another team set up', () => {
  it.each<[action: string, input: JsonObject]>([
    ['personalize:plan', { ...rosasRequest, s3: [], kms: [] }],
    ['personalize:create-role', { ...shopRole, description: 'Mine' }],
    ['personalize:harden-trust', shopRole],
    ['personalize:grant-s3', { ...shopRole, buckets: [] }],
    ['personalize:grant-kms', { ...shopRole, keys: [] }],
    [
      'personalize:grant-users',
      {
        ...shopRole,
        users: [
          {
            preset: 'admin',
            principals: [
              {
                type: 'account-role',
                roleName: 'personalize-mine',
                users: ['ana'],
              },
            ],
          },
        ],
      },
    ],
  ])('can’t be changed, nor passed on, by %s', async (action, input) => {
    const portal = await startPortal();
    await portal.runAction('personalize:create-role', shopRole);
    await portal.runAction('personalize:grant-s3', bucketsOf('click-archive'));
    bench.endpoint.clear();

    await expectRefused(
      await portal.runAction(action, input, { person: rosa }),
      /^NotAllowedError: user:default\/rosa can't act on role personalize-shop in account 123456789012: it belongs to somebody else. Nothing was called/,
    );
  });
});

describe('a role that another team gave to its people', () => {
  const theirs = { ...shopRole, roleName: 'personalize-analysts' };

  it.each<[action: string, input: JsonObject]>([
    [
      'personalize:plan',
      {
        ...rosasRequest,
        ...theirs,
        kms: [],
        s3: bucketsOf('reco-training-data').buckets,
      },
    ],
    ['personalize:create-role', theirs],
    ['personalize:harden-trust', theirs],
    ['personalize:grant-s3', { ...bucketsOf('reco-training-data'), ...theirs }],
    ['personalize:grant-kms', { ...keysOf('alias/reco-data'), ...theirs }],
    [
      'personalize:grant-users',
      {
        ...theirs,
        users: [
          {
            preset: 'admin',
            principals: [
              {
                type: 'account-role',
                roleName: 'personalize-mine',
                users: ['ana'],
              },
            ],
          },
        ],
      },
    ],
  ])('isn’t made one of Personalize by %s', async (action, input) => {
    const portal = await startPortal();
    await portal.runAction('personalize:create-role', shopRole);
    const { status } = await portal.runAction('personalize:grant-users', {
      ...shopRole,
      users: [
        {
          preset: 'read-only',
          principals: [
            {
              type: 'account-role',
              roleName: theirs.roleName,
              users: ['ana'],
            },
          ],
        },
      ],
    });
    expect(status).toBe('completed');
    bench.endpoint.clear();

    await expectRefused(
      await portal.runAction(action, input, { person: rosa }),
      /^ConflictError: roleName: role (.*\/personalize-analysts is a role for people|personalize-analysts in account 123456789012 belongs to (no set-up|user:default\/ana))/,
    );
  });
});

describe('a task that another person retries', () => {
  /**
   * The portal's own policy lets platform people alone retry another's task; that of
   * this one opens all tasks, and shows set-ups to nobody.
   */
  const startPortalOfOpenTasks = () =>
    bench.startPortal(
      { teams, platformTeams: settings.platformTeams },
      ['personalize.setup.read'],
      { groups: settings.groups },
    );

  /** Ana may, and AWS turns her away. */
  async function failedTask(portal: Scaffolder) {
    await portal.runAction('personalize:create-role', shopRole);
    failFirst(bench.endpoint, 1, named('s3:PutBucketPolicy'), denied);
    const { taskId, status } = await portal.runAction(
      'personalize:grant-s3',
      bucketsOf('click-archive'),
    );
    expect(status).toBe('failed');
    bench.endpoint.clear();
    return taskId;
  }

  async function retry(portal: Scaffolder, taskId: string, person: string) {
    const before = (await portal.end(taskId)).log.length;
    const { status } = await portal.request(
      'POST',
      `/v2/tasks/${taskId}/retry`,
      { authorization: mockCredentials.user.header(person) },
    );
    expect(status).toBeLessThan(300);
    const result = await portal.end(taskId);
    return { ...result, log: result.log.slice(before) };
  }

  it.each([rosa, omar])(
    'is refused %s, whose role it isn’t, without a call to AWS',
    async person => {
      const portal = await startPortalOfOpenTasks();
      const taskId = await failedTask(portal);
      await expectRefused(
        await retry(portal, taskId, person),
        /^NotAllowedError: user:default\/\w+ can't act on role personalize-shop in account 123456789012: it belongs to somebody else. Nothing was called/,
      );
      expect(bench.endpoint.calls()).toEqual([]);
    },
  );

  it('is refused where it is for a team that isn’t that person’s', async () => {
    const portal = await startPortalOfOpenTasks();
    failFirst(bench.endpoint, 1, named('iam:CreatePolicy'), denied);
    const { taskId } = await portal.run(shopRequest);
    bench.endpoint.clear();
    await expectRefused(
      await retry(portal, taskId, rosa),
      /^NotAllowedError: owner: "group:default\/guests" was given, but user:default\/rosa/,
    );
    expect(bench.endpoint.calls()).toEqual([]);
  });

  it('goes on where that person may, too', async () => {
    const portal = await startPortal();
    const taskId = await failedTask(portal);
    const { status } = await retry(portal, taskId, 'user:default/ben');

    expect(status).toBe('completed');
  });
});

describe('the portal’s policy', () => {
  const legacy = {
    ...shopRole,
    roleName: 'personalize-legacy',
    rolePath: '/service-role/',
  };
  const people = (principal: JsonObject): JsonObject => ({
    ...shopRole,
    users: [{ preset: 'read-only', principals: [principal] }],
  });
  const fromOutside = people({
    type: 'saml-role',
    roleName: 'personalize-analysts',
    provider: `arn:aws:iam::${ACCOUNT}:saml-provider/company-idp`,
  });
  const fromInside = people({
    type: 'account-role',
    roleName: 'personalize-analysts',
    users: ['ana'],
  });

  it.each<[what: string, action: string, input: JsonObject, name: string]>([
    [
      'adopt a role',
      'personalize:create-role',
      { ...legacy, adopt: true },
      'role\\.adopt',
    ],
    [
      'let people in from outside the account',
      'personalize:grant-users',
      fromOutside,
      'users\\.grant for account 123456789012, group:default/recommendations and access by saml-role',
    ],
    [
      'plan it',
      'personalize:plan',
      { ...rosasRequest, users: fromOutside.users },
      'users\\.grant',
    ],
  ])('lets no data team %s', async (_what, action, input, name) => {
    const portal = await startPortal();
    await expectRefused(
      await portal.runAction(action, input, { person: rosa }),
      new RegExp(
        `^NotAllowedError: user:default/rosa has no permission personalize\\.${name}`,
      ),
    );
    expect(bench.endpoint.calls()).toEqual([]);
  });

  it('lets a platform team do so', async () => {
    const portal = await startPortal();
    expect(
      (
        await portal.runAction('personalize:create-role', {
          ...legacy,
          adopt: true,
        })
      ).status,
    ).toBe('completed');
    await portal.runAction('personalize:create-role', shopRole);
    expect(
      (await portal.runAction('personalize:grant-users', fromOutside)).status,
    ).toBe('completed');
  });

  it('lets no data team pass on a role that was adopted, whatever others gave it', async () => {
    const portal = await startPortal();
    await portal.runAction('personalize:create-role', {
      ...legacy,
      adopt: true,
    });
    await portal.runAction('personalize:register', {
      ...legacy,
      name: 'legacy',
      owner: RECO,
    });
    bench.endpoint.clear();

    await expectRefused(
      await portal.runAction(
        'personalize:grant-users',
        { ...fromInside, ...legacy },
        { person: rosa },
      ),
      /^NotAllowedError: user:default\/rosa has no permission personalize\.role\.adopt .*; nothing was changed/,
    );
  });

  it('lets a data team give access within the account', async () => {
    const portal = await startPortal();
    await portal.runAction('personalize:create-role', shopRole, {
      person: rosa,
    });
    const { status } = await portal.runAction(
      'personalize:grant-users',
      fromInside,
      { person: rosa },
    );
    expect(status).toBe('completed');
  });

  it('hides from a data team what others wrote, and shows it to a platform team', async () => {
    const portal = await startPortal();
    const input = { ...shopRequest, kms: [] };
    const shown = async (owner: string, person?: string) =>
      JSON.stringify(
        (
          await portal.runAction(
            'personalize:plan',
            { ...input, owner },
            { person },
          )
        ).output.steps.step?.output.changes,
      );
    const forRosa = await shown(RECO, rosa);
    const forAna = await shown('group:default/guests');

    expect(forAna).toContain('aws:SecureTransport');
    expect(forRosa).not.toContain('aws:SecureTransport');
    expect(forRosa).toMatch(/"redacted":"sha256:[0-9a-f]{64}"/);
    expect(forRosa).toContain('"personalize.amazonaws.com"');
  });
});
