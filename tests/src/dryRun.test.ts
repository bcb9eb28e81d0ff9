import {
  Bench,
  callsByStep,
  expectedRoleArn,
  fullShopRequest,
  oneStepWith,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  shopRole,
  startBench,
  writesTo,
  TaskOutput,
} from './support';

const STEPS = [
  'plan',
  'register',
  'create-role',
  'harden-trust',
  'grant-kms',
  'grant-s3',
  'verify',
];

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

let bench: Bench;
let portal: Scaffolder;

beforeAll(async () => {
  bench = await startBench();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(async () => {
  portal = await bench.startPortal();
});

afterEach(async () => {
  await bench.restore();
});

const changesOf = (
  steps: Awaited<ReturnType<Scaffolder['run']>>['output']['steps'],
) =>
  Object.fromEntries(
    Object.entries(steps).map(([id, step]) => [id, step?.output.changes]),
  );

describe('a dry run of the shipped template', () => {
  it('reads AWS in each action and writes nothing', async () => {
    const { status } = await portal.dryRun(fullShopRequest);

    expect(status).toBe(200);
    expect(Object.keys(callsByStep(bench.endpoint)).sort()).toEqual(
      [...STEPS].sort(),
    );
    expect(writesTo(bench.endpoint)).toEqual([]);
    expect(await bench.state()).toEqual(bench.seededState);
  });

  it('shows the changes that the run then makes, step by step', async () => {
    const dry = await portal.dryRun(fullShopRequest);
    const real = await portal.run(fullShopRequest);

    expect(real.status).toBe('completed');
    expect(Object.keys(dry.output.steps)).toEqual(STEPS);
    expect(changesOf(dry.output.steps)).toEqual(changesOf(real.output.steps));
    const beforeTheProof = ({ text = [] }: TaskOutput) =>
      text.map(({ content }) => content.split('### What we checked')[0]);
    expect(beforeTheProof(dry.output)).toEqual(beforeTheProof(real.output));
    expect(beforeTheProof(dry.output)).not.toEqual(['']);
    expect(dry.output.steps.plan?.output.changes).not.toEqual([]);
  });

  it('knows everything of a new role but its unique id', async () => {
    const dry = await portal.dryRun(shopRequest);
    const real = await portal.run(shopRequest);

    const { roleId, ...known } =
      real.output.steps['create-role']?.output ?? Object();
    expect(roleId).toMatch(/^AROA/);
    expect(dry.output.steps['create-role']?.output).toEqual(known);
    expect(dry.output.roleArn).toBe(expectedRoleArn(SHOP_ROLE));
    for (const step of ['harden-trust', 'grant-kms', 'grant-s3']) {
      expect(dry.output.steps[step]).toEqual(real.output.steps[step]);
    }
  });

  it('on what stands already shows nothing to do', async () => {
    await portal.run(shopRequest);
    const { output } = await portal.dryRun(shopRequest);

    expect(
      Object.entries(output.steps).map(([id, step]) => [
        id,
        step?.output.changed,
        step?.output.changes,
      ]),
    ).toEqual(STEPS.map(id => [id, false, []]));
  });

  it('on what stands already shows what would be updated and deleted, and leaves it', async () => {
    await portal.run({
      ...shopRequest,
      s3: [
        { bucket: 'reco-training-data', workflows: ['import'] },
        { bucket: 'reco-results', workflows: ['export'] },
      ],
    });
    const before = await bench.state();
    const smaller = {
      ...shopRequest,
      kms: [],
      tags: { team: 'shop' },
      s3: [{ bucket: 'reco-training-data', workflows: ['batch'] }],
    };
    bench.endpoint.clear();
    const dry = await portal.dryRun(smaller);

    expect(writesTo(bench.endpoint)).toEqual([]);
    expect(await bench.state()).toEqual(before);
    const role = expectedRoleArn(SHOP_ROLE);
    expect(
      dry.output.steps.plan?.output.changes.map(
        ({ operation, resource }) => `${operation} ${resource}`,
      ),
    ).toEqual([
      `update ${role}#tags`,
      `update ${bench.seeded.keys['alias/reco-data']}`,
      `delete ${role}#inline-policy/PersonalizeKms`,
      'delete arn:aws:s3:::reco-results',
      `update ${role}#inline-policy/PersonalizeS3`,
      'update arn:aws:s3:::reco-training-data',
    ]);
    const real = await portal.run(smaller);
    expect(changesOf(dry.output.steps)).toEqual(changesOf(real.output.steps));
  });

  it('names nobody’s task in the user agent, but the person', async () => {
    await portal.dryRun(shopRequest, { person: 'user:default/ben' });

    for (const { userAgent } of bench.endpoint.calls()) {
      expect(userAgent).toContain('task/dry-run');
      expect(userAgent).toContain('person/user.default.ben');
    }
  });
});

describe('a dry run that can’t succeed', () => {
  it('answers 400 with field, value and rule for a bad request', async () => {
    const { status, error } = await portal.dryRun({
      ...shopRequest,
      tags: { 'aws:team': 'x' },
    });

    expect(status).toBe(400);
    expect(error).toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/^tags: "aws:team" was given, but /),
    });
    expect(bench.endpoint.calls()).toEqual([]);
  });

  it('answers 400 for what the form refuses', async () => {
    const { status } = await portal.dryRun({ ...shopRequest, bucket: 'x' });

    expect(status).toBe(400);
    expect(bench.endpoint.calls()).toEqual([]);
  });

  it('answers 400 for a bucket that doesn’t exist', async () => {
    const { status, error } = await portal.dryRun({
      ...shopRequest,
      s3: [{ bucket: 'no-such-bucket', workflows: ['import'] }],
    });

    expect(status).toBe(400);
    expect(error?.message).toMatch(
      /^s3\[0\]\.bucket: "no-such-bucket" was given, but no such bucket exists/,
    );
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('answers 409 for a role that is somebody else’s', async () => {
    const { status, error } = await portal.dryRun({
      ...shopRequest,
      roleName: 'personalize-legacy',
      rolePath: '/service-role/',
    });

    expect(status).toBe(409);
    expect(error).toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(/personalize-legacy.*adopt: true/),
    });
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('answers 400 outside of the configured accounts', async () => {
    const { status, error } = await portal.dryRun({
      ...shopRequest,
      accountId: '210987654321',
    });

    expect(status).toBe(400);
    expect(error?.message).toMatch(
      /^accountId: "210987654321" was given, but .*personalize\.accounts allows 123456789012$/,
    );
    expect(bench.endpoint.calls()).toEqual([]);
  });

  it('answers with AWS’s name, operation and request id where AWS refuses a read', async () => {
    bench.endpoint.intercept(async (call, forward) =>
      call.operation === 'GetBucketPolicy'
        ? call.fault({
            status: 403,
            code: 'AccessDenied',
            message: 'Access Denied',
            requestId: 'REQ-7',
          })
        : forward(),
    );
    const { error } = await portal.dryRun(shopRequest);

    expect(error?.message).toMatch(
      /^s3:GetBucketPolicy on bucket reco-training-data failed with AccessDenied: Access Denied \(request id REQ-7\)\. /,
    );
  });
});

describe('a dry run of one action alone', () => {
  it.each([
    ['personalize:create-role', {}],
    ['personalize:harden-trust', {}],
    [
      'personalize:grant-kms',
      { keys: [{ keyId: 'alias/reco-data', workflows: ['export'] }] },
    ],
    [
      'personalize:grant-s3',
      { buckets: [{ bucket: 'reco-results', workflows: ['export'] }] },
    ],
  ])('%s plans for a role that doesn’t exist yet', async (action, more) => {
    const { status, output } = await portal.dryRun(
      {},
      { template: oneStepWith(action, { ...shopRole, ...more }) },
    );

    expect(status).toBe(200);
    expect(output.steps.step?.output.changed).toBe(
      action !== 'personalize:harden-trust',
    );
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it.each([
    ['personalize:harden-trust', {}],
    [
      'personalize:grant-kms',
      { keys: [{ keyId: 'alias/reco-data', workflows: ['export'] }] },
    ],
    [
      'personalize:grant-s3',
      { buckets: [{ bucket: 'reco-results', workflows: ['export'] }] },
    ],
  ])(
    '%s in earnest asks that the role is claimed first',
    async (action, more) => {
      const { status, log } = await portal.runAction(action, {
        ...shopRole,
        ...more,
      });

      expect(status).toBe('failed');
      expect(log.join('\n')).toMatch(
        /ConflictError: roleName: role personalize-shop in account 123456789012 belongs to no set-up and nobody has claimed it; nothing was called\. First register it/,
      );
      expect(writesTo(bench.endpoint)).toEqual([]);
    },
  );
});
