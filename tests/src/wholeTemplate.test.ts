import { PRESETS } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  Bench,
  BOUNDARY,
  callsByStep,
  databasesFolder,
  expectedBucketOnRole,
  expectedKeyOnRole,
  expectedMetrics,
  expectedOnBucket,
  expectedOnKey,
  expectedPolicyArn,
  expectedRoleArn,
  expectedScopedPolicy,
  expectedTrust,
  fullShopRequest,
  holdTogether,
  READ_ACTIONS,
  Scaffolder,
  SHOP_KEY_ACTIONS,
  SHOP_ROLE,
  SHOP_ROLE_KEY_ACTIONS,
  shopRequest,
  sidsInOrder,
  startBench,
  WRITE_ACTIONS,
  writesTo,
} from './support';

const BUCKET = 'reco-training-data';
const POLICY = expectedPolicyArn(SHOP_ROLE);

/** What people would have been given before; looked for each time. */
const POLICIES_OF_PEOPLE = PRESETS.map(preset =>
  POLICY.replace(/service$/, preset),
);

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

let bench: Bench;
let portal: Scaffolder;
let keyArn: string;

beforeAll(async () => {
  bench = await startBench();
  keyArn = bench.seeded.keys['alias/reco-data'];
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

/** Runs the shipped template, which must complete. */
async function complete(values = shopRequest) {
  const result = await portal.run(values);
  expect(result.log.filter(line => line.includes('Error'))).toEqual([]);
  expect(result.status).toBe('completed');
  return result;
}

const inputOnBucket = (role = SHOP_ROLE) =>
  expectedOnBucket(role, BUCKET, 'input/', READ_ACTIONS);
const outputOnBucket = (role = SHOP_ROLE) =>
  expectedOnBucket(role, BUCKET, 'output/', WRITE_ACTIONS);
const onKey = (role = SHOP_ROLE) =>
  expectedOnKey(role, keyArn, SHOP_KEY_ACTIONS);

describe('a first run', () => {
  it('leaves exactly what was asked for, and everything else as it was', async () => {
    const before = bench.seededState;
    await complete(fullShopRequest);

    const tags = {
      'cost-center': '4711',
      team: 'recommendations',
      'personalize:managed': 'true',
    };
    expect(await bench.state()).toEqual({
      roles: {
        ...before.roles,
        [SHOP_ROLE]: {
          arn: expectedRoleArn(SHOP_ROLE),
          path: '/personalize/',
          description: 'Recommendations of the shop',
          maxSessionDuration: 3600,
          permissionsBoundary: BOUNDARY,
          tags,
          trustPolicy: {
            Version: '2012-10-17',
            Statement: [expectedTrust(SHOP_ROLE)],
          },
          attached: [POLICY],
          inline: {
            PersonalizeKms: {
              Version: '2012-10-17',
              Statement: [
                expectedKeyOnRole(SHOP_ROLE, keyArn, SHOP_ROLE_KEY_ACTIONS),
              ],
            },
            PersonalizeS3: {
              Version: '2012-10-17',
              Statement: sidsInOrder([
                expectedBucketOnRole(SHOP_ROLE, BUCKET, 'input/', READ_ACTIONS),
                expectedBucketOnRole(
                  SHOP_ROLE,
                  BUCKET,
                  'output/',
                  WRITE_ACTIONS,
                ),
              ]),
            },
          },
        },
      },
      policies: {
        ...before.policies,
        [POLICY]: {
          document: {
            Version: '2012-10-17',
            Statement: [...expectedScopedPolicy, expectedMetrics],
          },
          tags,
          versions: 1,
        },
      },
      bucketPolicies: {
        ...before.bucketPolicies,
        [BUCKET]: {
          ...before.bucketPolicies[BUCKET],
          Statement: [
            ...(before.bucketPolicies[BUCKET]?.Statement ?? []),
            ...sidsInOrder([inputOnBucket(), outputOnBucket()]),
          ],
        },
      },
      people: before.people,
      keyPolicies: {
        ...before.keyPolicies,
        [keyArn]: {
          ...before.keyPolicies[keyArn],
          Statement: [...before.keyPolicies[keyArn].Statement, ...onKey()],
        },
      },
    });
  });

  it('keeps Id, version, order, repeated Sids and statements without one', async () => {
    const before = bench.seededState.bucketPolicies['click-archive'];
    expect(before).toMatchObject({
      Version: '2008-10-17',
      Id: 'Policy1386872500000',
    });
    await complete({
      ...shopRequest,
      s3: [
        { bucket: 'click-archive', prefix: 'clicks', workflows: ['import'] },
      ],
    });

    const after = await bench.state();
    expect(after.bucketPolicies['click-archive']).toEqual({
      ...before,
      Statement: [
        ...(before?.Statement ?? []),
        expectedOnBucket(SHOP_ROLE, 'click-archive', 'clicks/', READ_ACTIONS),
      ],
    });
    expect(after.keyPolicies[keyArn].Id).toBe('key-consolepolicy-3');
  });

  it('says what was done, and names the role', async () => {
    const { output } = await complete();

    expect(output.roleArn).toBe(expectedRoleArn(SHOP_ROLE));
    const [done] = output.text ?? [];
    for (const resource of [
      expectedRoleArn(SHOP_ROLE),
      POLICY,
      keyArn,
      `arn:aws:s3:::${BUCKET}`,
    ]) {
      expect(done.content).toContain(`\`${resource}\``);
    }
    expect(done.content).toContain(
      'Everything else in these policies is unchanged',
    );
    expect(done.content).not.toContain('Before you start');
  });

  it('makes exactly the changes that it planned, each with its documents', async () => {
    const { output } = await complete(fullShopRequest);
    const { plan, ...actions } = output.steps;

    expect(
      Object.values(actions).flatMap(step => step?.output.changes),
    ).toEqual(plan?.output.changes);
    expect(plan?.output.changes).toContainEqual({
      part: 'kms',
      resource: keyArn,
      operation: 'update',
      before: bench.seededState.keyPolicies[keyArn],
      after: (await bench.state()).keyPolicies[keyArn],
    });
  });

  it('writes in an order that can be finished and taken back from anywhere', async () => {
    await complete();

    expect(writesTo(bench.endpoint)).toEqual([
      `iam:CreatePolicy ${SHOP_ROLE}-service`,
      `iam:CreateRole ${SHOP_ROLE}`,
      `iam:AttachRolePolicy ${SHOP_ROLE}`,
      `iam:PutRolePolicy ${SHOP_ROLE}/PersonalizeKms`,
      `kms:PutKeyPolicy ${keyArn}`,
      `iam:PutRolePolicy ${SHOP_ROLE}/PersonalizeS3`,
      `s3:PutBucketPolicy ${BUCKET}`,
    ]);
  });
});

describe('every request', () => {
  it('to a bucket asks for the account that must own it', async () => {
    const owners: unknown[] = [];
    bench.endpoint.intercept((call, forward) => {
      if (call.service === 's3') {
        owners.push(call.request.headers['x-amz-expected-bucket-owner']);
      }
      return forward();
    });
    await complete();

    expect(owners.length).toBeGreaterThan(8);
    expect(new Set(owners)).toEqual(new Set([ACCOUNT]));
  });

  it('that writes a key policy leaves the check against a lock-out on', async () => {
    const bodies: string[] = [];
    bench.endpoint.intercept((call, forward) => {
      if (call.operation === 'PutKeyPolicy') {
        bodies.push(call.request.body.toString());
      }
      return forward();
    });
    await complete();
    await complete({ ...shopRequest, kms: [] });

    expect(bodies).toHaveLength(2);
    for (const body of bodies) {
      expect(body).not.toMatch(/Bypass/i);
    }
  });

  it('that creates the role creates it hardened, with its boundary', async () => {
    let born: URLSearchParams | undefined;
    bench.endpoint.intercept((call, forward) => {
      if (call.operation === 'CreateRole') {
        born = new URLSearchParams(call.request.body.toString());
      }
      return forward();
    });
    await complete(fullShopRequest);

    expect(JSON.parse(born?.get('AssumeRolePolicyDocument') ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [expectedTrust(SHOP_ROLE)],
    });
    expect(born?.get('PermissionsBoundary')).toBe(BOUNDARY);
  });
});

describe('a second run', () => {
  it('completes, writes nothing, and no action has changed anything', async () => {
    await complete(fullShopRequest);
    const after = await bench.state();
    bench.endpoint.clear();

    const { output } = await complete(fullShopRequest);

    expect(writesTo(bench.endpoint)).toEqual([]);
    expect(await bench.state()).toEqual(after);
    expect(
      Object.entries(output.steps).map(([id, step]) => [
        id,
        step?.output.changed,
        step?.output.changes,
      ]),
    ).toEqual(
      [
        'plan',
        'register',
        'create-role',
        'harden-trust',
        'grant-kms',
        'grant-s3',
        'verify',
      ].map(id => [id, false, []]),
    );
    expect(output.text?.[0].content).toContain('No changes needed.');
  });

  it('of a portal that was started anew writes nothing either', async () => {
    const settings = { databases: await databasesFolder() };
    portal = await bench.startPortal({}, [], settings);
    await complete();
    portal = await bench.startPortal({}, [], settings);
    bench.endpoint.clear();

    await complete();

    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('of a portal that has lost its ledger is refused, for the role is nobody’s there', async () => {
    await complete();
    portal = await bench.startPortal();
    bench.endpoint.clear();

    const { status, log } = await portal.run(shopRequest);

    expect(status).toBe('failed');
    expect(log).toContainEqual(
      expect.stringContaining(
        "the portal didn't create, according to the ledger",
      ),
    );
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('that gives the same request in other words writes nothing', async () => {
    await complete();
    bench.endpoint.clear();

    await complete({
      ...shopRequest,
      rolePath: '/personalize/',
      kms: [
        { keyId: keyArn, workflows: ['export'] },
        { keyId: 'alias/reco-data', workflows: ['dataset-group'] },
      ],
      s3: [
        { bucket: BUCKET, prefix: 'output', workflows: ['export'] },
        { bucket: BUCKET, prefix: 'input', workflows: ['import'] },
        { bucket: BUCKET, prefix: 'input/', workflows: ['import'] },
      ],
    });

    expect(writesTo(bench.endpoint)).toEqual([]);
  });
});

describe('the calls of each action', () => {
  /** Reads that don't need one another wait for AWS at the same time. */
  interface Calls {
    together: string[][];
    /** One after the other, after all of those. */
    then: string[];
  }

  const iam = (operation: string, policy?: string) =>
    `iam:${operation} ${policy ? `${SHOP_ROLE}/${policy}` : SHOP_ROLE}`;
  const kms = (operation: string) => `kms:${operation} ${keyArn}`;
  const s3 = (operation: string) => `s3:${operation} ${BUCKET}`;
  const theKey = 'kms:DescribeKey alias/reco-data';

  const bucketReads = () => [
    s3('GetBucketPolicy'),
    s3('GetBucketEncryption'),
    s3('GetBucketTagging'),
  ];
  const keyReads = () => [kms('GetKeyPolicy'), kms('ListResourceTags')];

  /** The plan of a set-up that stands already. */
  const standingPlan = (): Calls => ({
    together: [
      [
        iam('GetRole'),
        `iam:GetPolicy ${POLICY}`,
        `iam:GetPolicy ${BOUNDARY}`,
        ...POLICIES_OF_PEOPLE.map(arn => `iam:GetPolicy ${arn}`),
        'iam:GetAccountSummary',
        iam('ListRolePolicies'),
        theKey,
        s3('HeadBucket'),
      ],
      [
        iam('GetRolePolicy', 'PersonalizeKms'),
        iam('GetRolePolicy', 'PersonalizeS3'),
        ...keyReads(),
        ...bucketReads(),
        `iam:GetPolicyVersion ${POLICY}`,
        `iam:GetPolicyVersion ${BOUNDARY}`,
      ],
    ],
    then: [iam('ListAttachedRolePolicies')],
  });

  /**
   * Whatever the steps before have read or written; then a plan, for the set-up is
   * judged later by whether one is empty.
   */
  const verify = (): Calls => ({
    together: [
      [
        iam('GetRole'),
        // Somebody may have been given one by hand.
        ...POLICIES_OF_PEOPLE.map(arn => `iam:GetPolicy ${arn}`),
        theKey,
        s3('HeadBucket'),
      ],
      [
        iam('ListRolePolicies'),
        iam('ListAttachedRolePolicies'),
        kms('GetKeyPolicy'),
        s3('GetBucketPolicy'),
        s3('GetBucketEncryption'),
      ],
      [
        iam('GetRolePolicy', 'PersonalizeKms'),
        iam('GetRolePolicy', 'PersonalizeS3'),
        `iam:GetPolicy ${POLICY}`,
        `iam:GetPolicy ${BOUNDARY}`,
      ],
      [`iam:GetPolicyVersion ${POLICY}`, `iam:GetPolicyVersion ${BOUNDARY}`],
      ...standingPlan().together,
    ],
    then: standingPlan().then,
  });

  const firstRun = (): Record<string, Calls> => ({
    plan: {
      together: [
        [
          iam('GetRole'),
          `iam:GetPolicy ${POLICY}`,
          `iam:GetPolicy ${BOUNDARY}`,
          ...POLICIES_OF_PEOPLE.map(arn => `iam:GetPolicy ${arn}`),
          'iam:GetAccountSummary',
          iam('ListRolePolicies'),
          theKey,
          s3('HeadBucket'),
        ],
        keyReads(),
        bucketReads(),
      ],
      // A boundary is a policy, which is read in two calls. The names of all
      // roles are needed only where there is no role.
      then: [`iam:GetPolicyVersion ${BOUNDARY}`, 'iam:ListRoles'],
    },
    'create-role': {
      together: [
        [
          iam('GetRole'),
          `iam:GetPolicy ${POLICY}`,
          `iam:GetPolicy ${BOUNDARY}`,
          'iam:GetAccountSummary',
        ],
      ],
      then: [
        `iam:GetPolicyVersion ${BOUNDARY}`,
        'iam:ListRoles',
        `iam:CreatePolicy ${SHOP_ROLE}-service`,
        iam('CreateRole'),
        iam('GetRole'),
        iam('AttachRolePolicy'),
      ],
    },
    'harden-trust': {
      together: [[iam('GetRole'), 'iam:GetAccountSummary']],
      then: [],
    },
    'grant-kms': {
      together: [
        [iam('GetRole'), iam('ListRolePolicies'), theKey],
        [...keyReads()],
      ],
      then: [
        `iam:GetPolicy ${BOUNDARY}`,
        `iam:GetPolicyVersion ${BOUNDARY}`,
        iam('GetRolePolicy', 'PersonalizeKms'),
        iam('PutRolePolicy', 'PersonalizeKms'),
        iam('GetRolePolicy', 'PersonalizeKms'),
        kms('GetKeyPolicy'),
        kms('PutKeyPolicy'),
        kms('GetKeyPolicy'),
      ],
    },
    'grant-s3': {
      together: [
        [iam('GetRole'), iam('ListRolePolicies'), s3('HeadBucket')],
        [...bucketReads(), iam('GetRolePolicy', 'PersonalizeKms')],
      ],
      then: [
        `iam:GetPolicy ${BOUNDARY}`,
        `iam:GetPolicyVersion ${BOUNDARY}`,
        iam('GetRolePolicy', 'PersonalizeS3'),
        iam('PutRolePolicy', 'PersonalizeS3'),
        iam('GetRolePolicy', 'PersonalizeS3'),
        s3('GetBucketPolicy'),
        s3('PutBucketPolicy'),
        s3('GetBucketPolicy'),
      ],
    },
    register: { together: [], then: [iam('GetRole')] },
    verify: verify(),
  });

  const secondRun = (): Record<string, Calls> => ({
    plan: standingPlan(),
    'create-role': {
      together: [
        [
          iam('GetRole'),
          `iam:GetPolicy ${POLICY}`,
          `iam:GetPolicy ${BOUNDARY}`,
          'iam:GetAccountSummary',
        ],
        [`iam:GetPolicyVersion ${POLICY}`, `iam:GetPolicyVersion ${BOUNDARY}`],
      ],
      then: [iam('ListAttachedRolePolicies')],
    },
    'harden-trust': firstRun()['harden-trust'],
    'grant-kms': {
      together: [
        [iam('GetRole'), iam('ListRolePolicies'), theKey],
        [
          iam('GetRolePolicy', 'PersonalizeKms'),
          iam('GetRolePolicy', 'PersonalizeS3'),
          ...keyReads(),
        ],
      ],
      then: [`iam:GetPolicy ${BOUNDARY}`, `iam:GetPolicyVersion ${BOUNDARY}`],
    },
    'grant-s3': {
      together: [
        [iam('GetRole'), iam('ListRolePolicies'), s3('HeadBucket')],
        [
          iam('GetRolePolicy', 'PersonalizeKms'),
          iam('GetRolePolicy', 'PersonalizeS3'),
          ...bucketReads(),
        ],
      ],
      then: [`iam:GetPolicy ${BOUNDARY}`, `iam:GetPolicyVersion ${BOUNDARY}`],
    },
    register: { together: [], then: [iam('GetRole')] },
    verify: verify(),
  });

  async function expectCalls(expected: Record<string, Calls>) {
    bench.endpoint.clear();
    const missed = holdTogether(
      bench.endpoint,
      Object.fromEntries(
        Object.entries(expected).map(([step, { together }]) => [
          step,
          together,
        ]),
      ),
    );
    await complete(fullShopRequest);

    const made = callsByStep(bench.endpoint);
    expect(
      Object.fromEntries(
        Object.entries(made).map(([step, calls]) => [step, [...calls].sort()]),
      ),
    ).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([step, { together, then }]) => [
          step,
          [...together.flat(), ...then].sort(),
        ]),
      ),
    );
    expect(missed()).toEqual([]);
    for (const [step, { together, then }] of Object.entries(expected)) {
      expect(without(together.flat(), made[step])).toEqual(then);
    }
  }

  function without(calls: string[], all: string[]): string[] {
    const left = [...all];
    for (const call of calls) {
      left.splice(left.indexOf(call), 1);
    }
    return left;
  }

  it('are these in a first and in a second run', async () => {
    await expectCalls(firstRun());
    await expectCalls(secondRun());
  });
});

describe('a run that asks for less than the last one', () => {
  it('takes away the prefix that is no longer asked for, and nothing else', async () => {
    await complete();
    const before = await bench.state();
    await complete({
      ...shopRequest,
      s3: [{ bucket: BUCKET, prefix: 'input/', workflows: ['import'] }],
    });

    const after = await bench.state();
    expect(after.bucketPolicies[BUCKET]?.Statement).toEqual([
      ...(bench.seededState.bucketPolicies[BUCKET]?.Statement ?? []),
      inputOnBucket(),
    ]);
    expect(after.roles[SHOP_ROLE].inline.PersonalizeS3.Statement).toEqual([
      expectedBucketOnRole(SHOP_ROLE, BUCKET, 'input/', READ_ACTIONS),
    ]);
    expect(after.keyPolicies).toEqual(before.keyPolicies);
  });

  it('takes away workflows that are no longer asked for', async () => {
    await complete();
    await complete({
      ...shopRequest,
      kms: [{ keyId: 'alias/reco-data', workflows: ['import'] }],
    });

    const after = await bench.state();
    const importActions = SHOP_KEY_ACTIONS.filter(
      action => action !== 'kms:GenerateDataKeyWithoutPlaintext',
    );
    expect(after.keyPolicies[keyArn].Statement.slice(-2)).toEqual(
      expectedOnKey(SHOP_ROLE, keyArn, importActions),
    );
  });

  it('takes away a bucket, whose policy is as before, and shows it as a delete beforehand', async () => {
    const buckets = [BUCKET, 'reco-results'];
    await complete({
      ...shopRequest,
      s3: buckets.map(bucket => ({ bucket, workflows: ['batch'] })),
    });
    expect(
      (await bench.state()).bucketPolicies['reco-results']?.Statement,
    ).toHaveLength(1);

    bench.endpoint.clear();
    const { output } = await complete({
      ...shopRequest,
      s3: [{ bucket: BUCKET, workflows: ['batch'] }],
    });

    expect(output.steps.plan?.output.changes).toContainEqual(
      expect.objectContaining({
        resource: 'arn:aws:s3:::reco-results',
        operation: 'delete',
      }),
    );
    expect(output.steps.plan?.output.warnings).toContainEqual(
      expect.objectContaining({
        resource: 'arn:aws:s3:::reco-results',
        message: expect.stringContaining('no longer listed'),
      }),
    );
    // Access goes first; the role's policy is the record of it.
    expect(writesTo(bench.endpoint)).toEqual([
      's3:DeleteBucketPolicy reco-results',
      `iam:PutRolePolicy ${SHOP_ROLE}/PersonalizeS3`,
    ]);
    const after = await bench.state();
    expect(after.bucketPolicies['reco-results']).toBeUndefined();
    expect(after.roles[SHOP_ROLE].inline.PersonalizeS3.Statement).toHaveLength(
      1,
    );
  });

  it('takes away the last key when the list is empty', async () => {
    await complete();
    bench.endpoint.clear();
    const { output } = await complete({ ...shopRequest, kms: [] });

    const after = await bench.state();
    expect(after.keyPolicies).toEqual(bench.seededState.keyPolicies);
    expect(Object.keys(after.roles[SHOP_ROLE].inline)).toEqual([
      'PersonalizeS3',
    ]);
    expect(writesTo(bench.endpoint)).toEqual([
      `kms:PutKeyPolicy ${keyArn}`,
      `iam:DeleteRolePolicy ${SHOP_ROLE}/PersonalizeKms`,
    ]);
    expect(output.steps['grant-kms']?.output.changed).toBe(true);
  });

  // AWS needs nothing on the role for an import, so the role's own policy has
  // nothing of such a key. The ledger has.
  it('takes away the last key also where it was granted for imports alone', async () => {
    await complete({
      ...shopRequest,
      kms: [{ keyId: 'alias/reco-data', workflows: ['import'] }],
    });
    expect((await bench.state()).keyPolicies).not.toEqual(
      bench.seededState.keyPolicies,
    );
    await complete({ ...shopRequest, kms: [] });

    expect((await bench.state()).keyPolicies).toEqual(
      bench.seededState.keyPolicies,
    );
  });

  it('takes away the last key when the list is left out', async () => {
    await complete();
    const { kms, ...withoutKeys } = shopRequest;
    expect(kms).toBeDefined();
    await complete(withoutKeys);

    expect((await bench.state()).keyPolicies).toEqual(
      bench.seededState.keyPolicies,
    );
  });

  it('skips the step on keys where there never was one', async () => {
    const { output } = await complete({ ...shopRequest, kms: [] });

    expect(Object.keys(output.steps)).not.toContain('grant-kms');
    expect(Object.keys(callsByStep(bench.endpoint))).not.toContain('grant-kms');
    expect(
      Object.values(callsByStep(bench.endpoint))
        .flat()
        .filter(call => call.startsWith('kms:')),
    ).toEqual([]);
  });
});

describe('a run that asks for more', () => {
  it('adds a prefix beside those that are there, which stay as they are', async () => {
    await complete();
    const before = await bench.state();
    const [input, output] = [inputOnBucket(), outputOnBucket()];
    bench.endpoint.clear();
    await portal.run({
      ...shopRequest,
      s3: [
        { bucket: BUCKET, prefix: 'input/', workflows: ['import'] },
        { bucket: BUCKET, prefix: 'output/', workflows: ['export'] },
        {
          bucket: BUCKET,
          prefix: 'users/delete/',
          workflows: ['data-deletion'],
        },
      ],
    });

    const after = await bench.state();
    const statements = after.bucketPolicies[BUCKET]?.Statement;
    expect(statements).toEqual([
      ...(before.bucketPolicies[BUCKET]?.Statement ?? []),
      expectedOnBucket(SHOP_ROLE, BUCKET, 'users/delete/', READ_ACTIONS),
    ]);
    expect(statements).toEqual(expect.arrayContaining([input, output]));
    expect(writesTo(bench.endpoint)).toEqual([
      `iam:PutRolePolicy ${SHOP_ROLE}/PersonalizeS3`,
      `s3:PutBucketPolicy ${BUCKET}`,
    ]);
  });

  it('gives one prefix what all its entries ask for', async () => {
    await complete({
      ...shopRequest,
      s3: [
        { bucket: BUCKET, prefix: 'data', workflows: ['import'] },
        { bucket: BUCKET, prefix: 'data/', workflows: ['export'] },
      ],
    });

    expect(
      (await bench.state()).bucketPolicies[BUCKET]?.Statement?.at(-1),
    ).toEqual(
      expectedOnBucket(SHOP_ROLE, BUCKET, 'data/', [
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
      ]),
    );
  });

  it('gives a key one pair of statements, by whichever names it is asked for', async () => {
    const { output } = await complete({
      ...shopRequest,
      kms: [
        { keyId: 'alias/reco-data', workflows: ['dataset-group'] },
        { keyId: keyArn, workflows: ['export'] },
        { keyId: keyArn.split('/')[1], workflows: ['batch'] },
      ],
    });

    expect(output.steps['grant-kms']?.output.keys).toEqual([
      { keyArn, statementIds: onKey().map(({ Sid }) => Sid) },
    ]);
    expect((await bench.state()).keyPolicies[keyArn].Statement).toEqual([
      ...bench.seededState.keyPolicies[keyArn].Statement,
      ...onKey(),
    ]);
  });

  it('brings description, tags, metrics and strictness to what is asked now', async () => {
    await complete();
    await complete({
      ...shopRequest,
      description: 'Another description',
      tags: { team: 'shop' },
      cloudWatchMetrics: true,
      servicePolicy: 'documented',
      sourceConditions: 'required',
    });

    const after = await bench.state();
    expect(after.roles[SHOP_ROLE]).toMatchObject({
      description: 'Another description',
      tags: { team: 'shop', 'personalize:managed': 'true' },
    });
    expect(after.policies[POLICY]).toMatchObject({
      document: {
        Statement: [
          {
            Sid: 'PersonalizeApi',
            Effect: 'Allow',
            Action: 'personalize:*',
            Resource: '*',
          },
          expectedMetrics,
        ],
      },
      versions: 2,
    });
    const strict = {
      StringEquals: { 'aws:SourceAccount': '123456789012' },
      ArnLike: {
        'aws:SourceArn': 'arn:aws:personalize:us-east-1:123456789012:*',
      },
    };
    expect(
      after.bucketPolicies[BUCKET]?.Statement?.slice(-2).map(
        ({ Condition }) => Condition,
      ),
    ).toEqual([strict, strict]);
    expect(
      after.keyPolicies[keyArn].Statement.slice(-2).map(
        ({ Condition }) => Condition,
      ),
    ).toEqual([undefined, strict]);
  });
});

describe('two set-ups on one bucket and key', () => {
  const newsRequest = {
    ...shopRequest,
    name: 'news',
    roleName: 'personalize-news',
  };

  it('stand side by side, and one goes without the other', async () => {
    await complete();
    const shopAlone = await bench.state();
    await complete(newsRequest);

    const both = await bench.state();
    expect(both.bucketPolicies[BUCKET]?.Statement).toEqual([
      ...(shopAlone.bucketPolicies[BUCKET]?.Statement ?? []),
      ...sidsInOrder([
        inputOnBucket('personalize-news'),
        outputOnBucket('personalize-news'),
      ]),
    ]);
    expect(both.keyPolicies[keyArn].Statement).toEqual([
      ...shopAlone.keyPolicies[keyArn].Statement,
      ...onKey('personalize-news'),
    ]);

    await complete({
      ...newsRequest,
      kms: [],
      s3: [{ bucket: 'reco-results', workflows: ['metrics'] }],
    });
    const after = await bench.state();
    expect(after.bucketPolicies[BUCKET]).toEqual(
      shopAlone.bucketPolicies[BUCKET],
    );
    expect(after.keyPolicies).toEqual(shopAlone.keyPolicies);
    expect(after.roles[SHOP_ROLE]).toEqual(shopAlone.roles[SHOP_ROLE]);
  });

  it('are both there when they run at the same time', async () => {
    const results = await Promise.all([
      portal.run(shopRequest),
      portal.run(newsRequest),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'completed',
      'completed',
    ]);

    const after = await bench.state();
    expect(after.bucketPolicies[BUCKET]?.Statement).toEqual(
      expect.arrayContaining([
        ...(bench.seededState.bucketPolicies[BUCKET]?.Statement ?? []),
        inputOnBucket(),
        outputOnBucket(),
        inputOnBucket('personalize-news'),
        outputOnBucket('personalize-news'),
      ]),
    );
    expect(after.keyPolicies[keyArn].Statement).toEqual(
      expect.arrayContaining([
        ...bench.seededState.keyPolicies[keyArn].Statement,
        ...onKey(),
        ...onKey('personalize-news'),
      ]),
    );
  });
});
