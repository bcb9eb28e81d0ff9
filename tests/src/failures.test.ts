import { setTimeout } from 'node:timers/promises';
import { JsonObject } from '@backstage/types';
import { PolicyStatement } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AccountState,
  Bench,
  databasesFolder,
  denied,
  describeCall,
  expectedOnBucket,
  expectedOnKey,
  failFirst,
  fullShopRequest,
  meanwhile,
  failureOf,
  messagesOf,
  named,
  putBucketPolicy,
  putKeyPolicy,
  putTrustPolicy,
  READ_ACTIONS,
  Scaffolder,
  SECRET,
  SHOP_KEY_ACTIONS,
  SHOP_ROLE,
  shopRequest,
  sidsInOrder,
  startBench,
  stepOf,
  StoredPolicy,
  WRITE_ACTIONS,
  writesTo,
} from './support';

const BUCKET = 'reco-training-data';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

let bench: Bench;
let portal: Scaffolder;
let keyArn: string;
/** What an undisturbed run leaves. */
let done: AccountState;

beforeAll(async () => {
  bench = await startBench();
  keyArn = bench.seeded.keys['alias/reco-data'];
  portal = await bench.startPortal();
  await complete(shopRequest);
  done = await bench.state();
  await bench.restore();
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

async function complete(values: JsonObject) {
  expect((await portal.run(values)).status).toBe('completed');
}

/** What somebody else writes meanwhile. */
const foreign = (resource: string): PolicyStatement => ({
  Sid: 'WrittenMeanwhile',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::210987654321:root' },
  Action: resource.startsWith('arn:aws:kms') ? 'kms:Decrypt' : 's3:GetObject',
  Resource: resource,
});
const onBucketMeanwhile = foreign(`arn:aws:s3:::${BUCKET}/shared/*`);

async function writeBucketPolicy(
  edit: (statements: PolicyStatement[]) => PolicyStatement[],
  from?: StoredPolicy,
) {
  const policy = from ?? (await bench.state()).bucketPolicies[BUCKET];
  await putBucketPolicy(bench.aws.s3, BUCKET, {
    ...policy,
    Statement: edit(policy?.Statement ?? []),
  });
}

async function writeKeyPolicy(
  edit: (statements: PolicyStatement[]) => PolicyStatement[],
) {
  const policy = (await bench.state()).keyPolicies[keyArn];
  await putKeyPolicy(bench.aws.kms, keyArn, {
    ...policy,
    Statement: edit(policy.Statement),
  });
}

const ownOnBucket = sidsInOrder([
  expectedOnBucket(SHOP_ROLE, BUCKET, 'input/', READ_ACTIONS),
  expectedOnBucket(SHOP_ROLE, BUCKET, 'output/', WRITE_ACTIONS),
]);
const ownOnKey = () => expectedOnKey(SHOP_ROLE, keyArn, SHOP_KEY_ACTIONS);

async function statementsOnBucket() {
  return (await bench.state()).bucketPolicies[BUCKET]?.Statement ?? [];
}

describe('a write that AWS refuses', () => {
  const isThere = shopRequest;
  const smaller = {
    ...shopRequest,
    kms: [],
    s3: [{ bucket: 'reco-results', workflows: ['export'] }],
  };

  it.each<
    [
      operation: string,
      resource: string,
      request: JsonObject,
      first: JsonObject | undefined,
    ]
  >([
    [
      'iam:CreatePolicy',
      'policy personalize-shop-service',
      shopRequest,
      undefined,
    ],
    ['iam:CreateRole', 'role personalize-shop', shopRequest, undefined],
    [
      'iam:AttachRolePolicy',
      'arn:aws:iam::123456789012:policy/personalize/personalize-shop-service on role personalize-shop',
      shopRequest,
      undefined,
    ],
    [
      'iam:PutRolePolicy',
      'inline policy PersonalizeKms of role personalize-shop',
      shopRequest,
      undefined,
    ],
    ['kms:PutKeyPolicy', 'KEY', shopRequest, undefined],
    ['s3:PutBucketPolicy', `bucket ${BUCKET}`, shopRequest, undefined],
    [
      'iam:UpdateRole',
      'role personalize-shop',
      { ...isThere, description: 'New' },
      isThere,
    ],
    [
      'iam:TagRole',
      'role personalize-shop',
      { ...isThere, tags: { team: 'x' } },
      isThere,
    ],
    [
      'iam:CreatePolicyVersion',
      'arn:aws:iam::123456789012:policy/personalize/personalize-shop-service',
      { ...isThere, cloudWatchMetrics: true },
      isThere,
    ],
    [
      'iam:DeleteRolePolicy',
      'inline policy PersonalizeKms of role personalize-shop',
      smaller,
      isThere,
    ],
    [
      's3:DeleteBucketPolicy',
      'bucket reco-results',
      shopRequest,
      { ...smaller, kms: shopRequest.kms },
    ],
    [
      'iam:UpdateAssumeRolePolicy',
      'role personalize-legacy',
      {
        ...shopRequest,
        roleName: 'personalize-legacy',
        rolePath: '/service-role/',
        adopt: true,
      },
      undefined,
    ],
  ])(
    '%s is named with resource, request id and what to do',
    async (operation, resource, request, first) => {
      if (first) {
        await complete(first);
      }
      failFirst(bench.endpoint, Infinity, named(operation), denied);
      const result = await portal.run(request);

      expect(result.status).toBe('failed');
      const where = resource === 'KEY' ? keyArn : resource;
      const [said, nextStep] =
        failureOf(result)?.split(' (request id REQ-42). ') ?? [];
      expect(said).toBe(
        `AwsOperationError: ${operation} on ${where} failed with AccessDenied: You are not allowed to do this.`,
      );
      expect(nextStep).toMatch(/^The portal's role.*portal-role command/);
      expect(result.log.join('\n')).not.toMatch(
        new RegExp(`${SECRET}|Signature|LOCALACCESSKEY|\\n +at `),
      );
    },
  );

  it('is tried once: what AWS refuses now it refuses again', async () => {
    failFirst(bench.endpoint, Infinity, named('s3:PutBucketPolicy'), denied);
    await portal.run(shopRequest);

    expect(
      writesTo(bench.endpoint).filter(call => /PutBucketPolicy/.test(call)),
    ).toHaveLength(1);
  });

  it('for a principal that was deleted long ago says where to look', async () => {
    failFirst(bench.endpoint, Infinity, named('s3:PutBucketPolicy'), {
      status: 400,
      code: 'MalformedPolicy',
      message: 'Invalid principal in policy',
      requestId: 'REQ-43',
    });
    const result = await portal.run(shopRequest);

    expect(failureOf(result)).toMatch(
      /^AwsOperationError: s3:PutBucketPolicy on bucket reco-training-data failed with MalformedPolicy: Invalid principal in policy \(request id REQ-43\)\. .*AROA/,
    );
  });
});

describe('a run that breaks off', () => {
  const writes = [
    `iam:CreatePolicy ${SHOP_ROLE}-service`,
    `iam:CreateRole ${SHOP_ROLE}`,
    `iam:AttachRolePolicy ${SHOP_ROLE}`,
    `iam:PutRolePolicy ${SHOP_ROLE}/PersonalizeKms`,
    'kms:PutKeyPolicy',
    `iam:PutRolePolicy ${SHOP_ROLE}/PersonalizeS3`,
    `s3:PutBucketPolicy ${BUCKET}`,
  ];

  it('could break off at each of these writes', async () => {
    await portal.run(shopRequest);
    expect(
      writesTo(bench.endpoint).map(call => call.replace(` ${keyArn}`, '')),
    ).toEqual(writes);
  });

  it.each(writes)('before %s is finished by the next one', async write => {
    failFirst(bench.endpoint, 1, named(write), denied);
    expect((await portal.run(shopRequest)).status).toBe('failed');
    expect((await portal.run(shopRequest)).status).toBe('completed');

    expect(await bench.state()).toEqual(done);
  });

  it.each(writes)(
    'after %s, whose answer got lost, is finished by the next one of a portal started anew',
    async write => {
      const settings = { databases: await databasesFolder() };
      portal = await bench.startPortal({}, [], settings);
      const answerAgain = bench.endpoint.intercept(async (call, forward) => {
        const answer = await forward();
        return describeCall(call).startsWith(write)
          ? call.fault({ status: 500, code: 'InternalFailure', message: '' })
          : answer;
      });
      expect((await portal.run(shopRequest)).status).toBe('failed');
      answerAgain();
      portal = await bench.startPortal({}, [], settings);
      expect((await portal.run(shopRequest)).status).toBe('completed');

      expect(await bench.state()).toEqual(done);
    },
  );

  it.each([
    's3:DeleteBucketPolicy reco-results',
    `iam:PutRolePolicy ${SHOP_ROLE}/PersonalizeS3`,
    'kms:PutKeyPolicy',
    `iam:DeleteRolePolicy ${SHOP_ROLE}/PersonalizeKms`,
  ])(
    'while it takes access away, before %s, is finished by the next one',
    async write => {
      const larger = {
        ...shopRequest,
        s3: [
          { bucket: BUCKET, prefix: 'input/', workflows: ['import'] },
          { bucket: BUCKET, prefix: 'output/', workflows: ['export'] },
          { bucket: 'reco-results', workflows: ['export'] },
        ],
      };
      const smaller = { ...shopRequest, kms: [] };
      await portal.run(larger);
      failFirst(bench.endpoint, 1, named(write), denied);
      expect((await portal.run(smaller)).status).toBe('failed');
      expect((await portal.run(smaller)).status).toBe('completed');

      const after = await bench.state();
      expect(after.bucketPolicies).toEqual(done.bucketPolicies);
      expect(after.keyPolicies).toEqual(bench.seededState.keyPolicies);
      expect(Object.keys(after.roles[SHOP_ROLE].inline)).toEqual([
        'PersonalizeS3',
      ]);
    },
  );

  it('goes on over throttling by itself', async () => {
    failFirst(bench.endpoint, 1, named('iam:CreateRole'), {
      status: 400,
      code: 'Throttling',
      message: 'Rate exceeded',
    });
    failFirst(bench.endpoint, 1, named('s3:GetBucketPolicy'), {
      status: 503,
      code: 'SlowDown',
      message: 'Please reduce your request rate.',
    });
    expect((await portal.run(shopRequest)).status).toBe('completed');

    expect(await bench.state()).toEqual(done);
  });
});

describe('what passes by itself', () => {
  it('is a new role that KMS doesn’t accept yet: the run waits, and keeps what others write meanwhile', async () => {
    let times = 0;
    failFirst(
      bench.endpoint,
      2,
      named('kms:PutKeyPolicy'),
      {
        status: 400,
        code: 'MalformedPolicyDocumentException',
        message:
          'Policy contains a statement with one or more invalid principals.',
      },
      async () => {
        times++;
        if (times === 1) {
          await writeKeyPolicy(statements => [...statements, foreign(keyArn)]);
        }
      },
    );
    const result = await portal.run(shopRequest);

    expect(result.status).toBe('completed');
    expect(
      messagesOf(result).filter(line => /trying again/.test(line)),
    ).toEqual([
      expect.stringMatching(/doesn't accept a principal .*again in 1 s$/),
      expect.stringMatching(/doesn't accept a principal .*again in 2 s$/),
    ]);
    expect((await bench.state()).keyPolicies[keyArn].Statement).toEqual([
      ...bench.seededState.keyPolicies[keyArn].Statement,
      foreign(keyArn),
      ...ownOnKey(),
    ]);
  });

  it('isn’t a key policy that is malformed for another reason', async () => {
    failFirst(bench.endpoint, Infinity, named('kms:PutKeyPolicy'), {
      status: 400,
      code: 'MalformedPolicyDocumentException',
      message: 'The new key policy will not allow you to update it.',
    });
    const result = await portal.run(shopRequest);

    expect(result.status).toBe('failed');
    expect(
      writesTo(bench.endpoint).filter(call => /PutKeyPolicy/.test(call)),
    ).toHaveLength(1);
  });

  it('is a bucket that S3 is changing for somebody else, whose change stays', async () => {
    failFirst(
      bench.endpoint,
      1,
      named('s3:PutBucketPolicy'),
      {
        status: 409,
        code: 'OperationAborted',
        message:
          'A conflicting conditional operation is currently in progress against this resource.',
      },
      () => writeBucketPolicy(statements => [...statements, onBucketMeanwhile]),
    );
    const result = await portal.run(shopRequest);

    expect(result.status).toBe('completed');
    expect(result.log).toContainEqual(
      expect.stringContaining(`S3 is busy with another change of bucket`),
    );
    expect(await statementsOnBucket()).toEqual([
      ...(bench.seededState.bucketPolicies[BUCKET]?.Statement ?? []),
      onBucketMeanwhile,
      ...ownOnBucket,
    ]);
  });

  it('is an answer older than our own write, after the write and in the next run', async () => {
    const old = JSON.stringify(bench.seededState.bucketPolicies[BUCKET]);
    let stale = 0;
    bench.endpoint.intercept(async (call, forward) => {
      const answer = await forward();
      if (call.operation !== 'GetBucketPolicy' || stale === 0) {
        return answer;
      }
      stale--;
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(old),
      };
    });
    meanwhile(bench.endpoint, 1, named('s3:PutBucketPolicy'), {
      after: async () => {
        stale = 2;
      },
    });
    const first = await portal.run(shopRequest);
    stale = 1;
    const second = await portal.run(shopRequest);

    for (const result of [first, second]) {
      expect(result.status).toBe('completed');
      expect(result.log).toContainEqual(
        expect.stringContaining('AWS still returns the old version'),
      );
    }
    expect(
      writesTo(bench.endpoint).filter(call => /PutBucketPolicy/.test(call)),
    ).toHaveLength(1);
    expect(await bench.state()).toEqual(done);
  });
});

describe('somebody else who writes at the same time', () => {
  // grant-s3 reads the policy to plan, then reads it again right before the write.
  const reRead = (step: string, operation: string) =>
    [
      2,
      (
        call: { request: { headers: NodeJS.Dict<string | string[]> } },
        name: string,
      ) =>
        name.startsWith(operation) &&
        stepOf({ userAgent: String(call.request.headers['user-agent']) }) ===
          step,
    ] as const;

  it('between plan and write keeps what they wrote on a bucket', async () => {
    meanwhile(bench.endpoint, ...reRead('grant-s3', 's3:GetBucketPolicy'), {
      before: () =>
        writeBucketPolicy(statements => [onBucketMeanwhile, ...statements]),
    });
    expect((await portal.run(shopRequest)).status).toBe('completed');

    expect(await statementsOnBucket()).toEqual([
      onBucketMeanwhile,
      ...(bench.seededState.bucketPolicies[BUCKET]?.Statement ?? []),
      ...ownOnBucket,
    ]);
  });

  it('between plan and write keeps what they wrote on a key', async () => {
    meanwhile(bench.endpoint, ...reRead('grant-kms', 'kms:GetKeyPolicy'), {
      before: () =>
        writeKeyPolicy(statements => [...statements, foreign(keyArn)]),
    });
    expect((await portal.run(shopRequest)).status).toBe('completed');

    expect((await bench.state()).keyPolicies[keyArn].Statement).toEqual([
      ...bench.seededState.keyPolicies[keyArn].Statement,
      foreign(keyArn),
      ...ownOnKey(),
    ]);
  });

  it('between plan and write is named where they took a statement away', async () => {
    meanwhile(bench.endpoint, ...reRead('grant-s3', 's3:GetBucketPolicy'), {
      before: () =>
        writeBucketPolicy(statements =>
          statements.filter(({ Sid }) => Sid !== 'PartnerReadsCatalogue'),
        ),
    });
    const result = await portal.run(shopRequest);

    expect(result.log).toContainEqual(
      expect.stringMatching(
        /warn.*Something else changed the policy of bucket reco-training-data between plan and write.*"PartnerReadsCatalogue"/,
      ),
    );
    expect((await statementsOnBucket()).map(({ Sid }) => Sid)).not.toContain(
      'PartnerReadsCatalogue',
    );
  });

  it('right after the write, on top of an older policy, is merged with, and what was lost is named', async () => {
    const old = bench.seededState.bucketPolicies[BUCKET];
    meanwhile(bench.endpoint, 1, named('s3:PutBucketPolicy'), {
      after: () =>
        writeBucketPolicy(
          statements => [...statements, onBucketMeanwhile],
          old,
        ),
    });
    const result = await portal.run(shopRequest);

    expect(result.status).toBe('completed');
    expect(result.log).toContainEqual(
      expect.stringMatching(
        /warn.*Something else changed the policy of bucket reco-training-data right after the write.*PersonalizeS3/,
      ),
    );
    expect(await statementsOnBucket()).toEqual([
      ...(old?.Statement ?? []),
      onBucketMeanwhile,
      ...ownOnBucket,
    ]);
  });

  it('after each of our writes ends the run, which says what to look for', async () => {
    let times = 0;
    bench.endpoint.intercept(async (call, forward) => {
      const answer = await forward();
      if (call.operation === 'PutBucketPolicy') {
        times++;
        await writeBucketPolicy(
          () => [{ ...onBucketMeanwhile, Sid: `WrittenMeanwhile${times}` }],
          bench.seededState.bucketPolicies[BUCKET],
        );
      }
      return answer;
    });
    const result = await portal.run(shopRequest);

    expect(result.status).toBe('failed');
    expect(failureOf(result)).toMatch(
      /^ConflictError: the policy of bucket reco-training-data was changed by something else after each of 4 writes.*CloudTrail/,
    );
  });

  it('of the trust policy is merged with, too', async () => {
    const values = {
      ...shopRequest,
      roleName: 'personalize-legacy',
      rolePath: '/service-role/',
      adopt: true,
    };
    const denyPartner: PolicyStatement = {
      Sid: 'WrittenMeanwhile',
      Effect: 'Deny',
      Principal: { AWS: 'arn:aws:iam::210987654321:root' },
      Action: 'sts:AssumeRole',
    };
    const before = bench.seededState.roles['personalize-legacy'].trustPolicy;
    meanwhile(bench.endpoint, ...reRead('harden-trust', 'iam:GetRole '), {
      before: () =>
        putTrustPolicy(bench.aws.iam, 'personalize-legacy', {
          ...before,
          Statement: [...before.Statement, denyPartner],
        }),
    });
    expect((await portal.run(values)).status).toBe('completed');

    const [allow, deny] = (await bench.state()).roles['personalize-legacy']
      .trustPolicy.Statement;
    expect(allow.Condition).toBeDefined();
    expect(deny).toEqual(denyPartner);
  });

  it('who edited our statement is shown in the plan, and it is brought back', async () => {
    const settings = { databases: await databasesFolder() };
    portal = await bench.startPortal({}, [], settings);
    await portal.run(shopRequest);
    await writeBucketPolicy(statements =>
      statements.map(statement =>
        statement.Sid === ownOnBucket[0].Sid
          ? { ...statement, Action: 's3:*' }
          : statement,
      ),
    );
    portal = await bench.startPortal({}, [], settings);
    const { output } = await portal.run(shopRequest);

    expect(output.steps.plan?.output.changes).toEqual([
      expect.objectContaining({
        resource: `arn:aws:s3:::${BUCKET}`,
        operation: 'update',
      }),
    ]);
    expect(await bench.state()).toEqual(done);
  });

  it('who wrote something else under our Sid is left alone: the run stops and names it', async () => {
    await writeBucketPolicy(statements => [
      ...statements,
      {
        Sid: ownOnBucket[0].Sid,
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:DeleteObject',
        Resource: `arn:aws:s3:::${BUCKET}/*`,
      },
    ]);
    const before = await bench.state();
    const result = await portal.run(shopRequest);

    expect(messagesOf(result)).toEqual([
      expect.stringMatching(
        `^ConflictError: Statement "${ownOnBucket[0].Sid}" in the policy of bucket ${BUCKET} has the Sid of this set-up's own statement, but it is a Deny`,
      ),
    ]);
    expect(writesTo(bench.endpoint)).toEqual([]);
    expect(await bench.state()).toEqual(before);
  });
});

describe('a cancelled task', () => {
  /** The scaffolder asks once a second whether a task is cancelled. */
  const UNTIL_HEARD_MS = 2_500;

  it.each([
    ['iam:CreateRole', 2],
    ['kms:PutKeyPolicy', 5],
  ])(
    'waits for the answer to %s and makes no further write, and a later run finishes',
    async (operation, writes) => {
      let taskId = '';
      meanwhile(bench.endpoint, 1, named(operation), {
        before: async () => {
          await portal.request('POST', `/v2/tasks/${taskId}/cancel`);
          await setTimeout(UNTIL_HEARD_MS);
        },
      });
      const { body } = await portal.create(shopRequest);
      taskId = String(body.id);
      const cancelled = await portal.end(taskId);

      expect(cancelled.status).not.toBe('completed');
      expect(messagesOf(cancelled).at(-1)).toMatch(/abort|cancel/i);
      expect(writesTo(bench.endpoint)).toHaveLength(writes);
      expect(writesTo(bench.endpoint).at(-1)).toContain(operation);
      expect((await portal.run(shopRequest)).status).toBe('completed');
      expect(await bench.state()).toEqual(done);
    },
  );

  it('waits for no answer to a read', async () => {
    let taskId = '';
    const arrived = new Promise<void>(resolve => {
      meanwhile(bench.endpoint, 1, named('kms:DescribeKey'), {
        before: async () => {
          await portal.request('POST', `/v2/tasks/${taskId}/cancel`);
          // The task ends while AWS still has the call.
          await portal.end(taskId);
        },
        after: async () => resolve(),
      });
    });
    const { body } = await portal.create(shopRequest);
    taskId = String(body.id);
    const cancelled = await portal.end(taskId);
    await arrived;

    expect(cancelled.status).not.toBe('completed');
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('doesn’t sit out a minute of waiting', async () => {
    failFirst(bench.endpoint, Infinity, named('kms:PutKeyPolicy'), {
      status: 400,
      code: 'MalformedPolicyDocumentException',
      message:
        'Policy contains a statement with one or more invalid principals.',
    });
    let taskId = '';
    meanwhile(bench.endpoint, 1, named('kms:PutKeyPolicy'), {
      before: async () => {
        await portal.request('POST', `/v2/tasks/${taskId}/cancel`);
      },
    });
    const { body } = await portal.create(shopRequest);
    taskId = String(body.id);
    const cancelled = await portal.end(taskId);

    expect(cancelled.status).not.toBe('completed');
    expect(writesTo(bench.endpoint).at(-1)).toMatch(/^kms:PutKeyPolicy/);
  });
});

it('says which address of an account can’t be reached', async () => {
  const unreachable = await bench.startPortal({
    accounts: [
      {
        accountId: '123456789012',
        regions: ['us-east-1'],
        endpoint: 'http://127.0.0.1:9',
      },
    ],
  });
  const result = await unreachable.run(fullShopRequest);

  expect(messagesOf(result)).toEqual([
    expect.stringMatching(
      /^AwsOperationError: \w+:\w+ on .*ECONNREFUSED 127\.0\.0\.1:9 \(request id none, no answer came\)/,
    ),
  ]);
});
