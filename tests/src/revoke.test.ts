import {
  CreateCampaignCommand,
  CreateDatasetGroupCommand,
  CreateMetricAttributionCommand,
  CreateRecommenderCommand,
  CreateSolutionCommand,
  DeleteDatasetGroupCommand,
  DeleteMetricAttributionCommand,
  PersonalizeClient,
} from '@aws-sdk/client-personalize';
import {
  CreateGrantCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms';
import {
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { JsonObject } from '@backstage/types';
import {
  ACCOUNT,
  Bench,
  denied,
  failFirst,
  fullShopRequest,
  messagesOf,
  named,
  REGION,
  revokeTemplate,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  startBench,
  writesTo,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const TEMPLATE = {
  templateRef: 'template:default/personalize-permissions-revoke',
};
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/personalize/${SHOP_ROLE}`;

const PEOPLE = [
  {
    preset: 'read-only',
    principals: [
      { type: 'account-role', roleName: 'personalize-ops', users: ['dmitri'] },
      { type: 'permission-set', name: 'ShopAnalysts' },
    ],
  },
];

let bench: Bench;
let portal: Scaffolder;
let personalize: PersonalizeClient;

/** Of what a test made in the account that isn't brought back to what was seeded. */
let cleanUp: () => Promise<void>;

beforeAll(async () => {
  bench = await startBench();
  personalize = new PersonalizeClient({
    region: REGION,
    endpoint: bench.endpoint.endpoint,
    credentials: { accessKeyId: 'somebody', secretAccessKey: 'else' },
  });
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(async () => {
  cleanUp = async () => {};
  portal = await bench.startPortal();
});

afterEach(async () => {
  await cleanUp();
  await bench.restore();
});

/** Sets it up, and forgets the calls. */
async function setUp(more: JsonObject = {}) {
  const { status, log } = await portal.run({ ...shopRequest, ...more });
  expect([status, log.filter(line => line.includes('Error'))]).toEqual([
    'completed',
    [],
  ]);
  bench.endpoint.clear();
}

const revoke = (values: JsonObject = {}) =>
  portal.run({ name: 'shop', ...values }, TEMPLATE);

/** Takes it back, which must go well. */
async function revokeAll(values: JsonObject = {}) {
  const result = await revoke(values);
  expect([
    result.status,
    messagesOf(result).filter(line => line.includes('Error')),
  ]).toEqual(['completed', []]);
  return result;
}

const statusOf = async () =>
  (await portal.api('GET', '/setups/shop')).body.status;

const outputOf = ({
  output,
}: {
  output: { steps: { revoke?: { output: JsonObject } } };
}) => output.steps.revoke?.output;

describe('a set-up that is taken back by its name', () => {
  it('leaves the account as it was before, and is marked', async () => {
    await setUp({ ...fullShopRequest, users: PEOPLE });

    const result = await revokeAll();

    expect(await bench.state()).toEqual(bench.seededState);
    expect(outputOf(result)).toMatchObject({
      changed: true,
      kept: [],
      blockers: [],
      removed: expect.arrayContaining([ROLE_ARN]),
    });
    expect(await statusOf()).toBe('revoked');
    expect((await portal.api('GET', '/ledger/verify')).body.valid).toBe(true);
  });

  it('shows all of it in a dry run, which writes nothing', async () => {
    await setUp();

    const dry = await portal.dryRun(
      { name: 'shop' },
      { template: revokeTemplate },
    );

    expect(dry.error).toBeUndefined();
    expect(writesTo(bench.endpoint)).toEqual([]);
    expect(await statusOf()).toBe('ok');
    const { changes } = Object(outputOf(await revokeAll()));
    expect(outputOf(dry)).toMatchObject({ changes });
  });

  const THEIRS = {
    Effect: 'Allow',
    Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`] },
    Action: ['*'],
    Resource: '*',
  };
  it.each<[string, JsonObject]>([
    [
      'of one statement that is in no list, and of no version',
      {
        Statement: THEIRS,
      },
    ],
    [
      'with an id, in the language of 2008',
      {
        Version: '2008-10-17',
        Id: 'Policy1616',
        Statement: [THEIRS],
      },
    ],
    [
      'with a Sid twice, and one of the form of ours',
      {
        Version: '2012-10-17',
        Statement: [
          { ...THEIRS, Sid: 'Same' },
          { ...THEIRS, Sid: 'Same', Action: 's3:GetObject' },
          { ...THEIRS, Sid: 'PersonalizeS3aaaaaaaaaaaa' },
          { ...THEIRS, Sid: 'PersonalizeKmsRoleaaaaaaaaaaaa' },
        ],
      },
    ],
  ])('leaves a policy of others to the letter: %s', async (_what, document) => {
    const Policy = JSON.stringify(document);
    // moto reads a key's policy, and takes no single statement there.
    const onKey = { ...document, Statement: [document.Statement].flat() };
    const KeyId = bench.seeded.keys['alias/reco-data'];
    await bench.aws.s3.send(
      new PutBucketPolicyCommand({ Bucket: 'reco-training-data', Policy }),
    );
    await bench.aws.kms.send(
      new PutKeyPolicyCommand({
        KeyId,
        PolicyName: 'default',
        Policy: JSON.stringify(onKey),
      }),
    );
    await setUp();

    await revokeAll();

    const ofBucket = await bench.aws.s3.send(
      new GetBucketPolicyCommand({ Bucket: 'reco-training-data' }),
    );
    const ofKey = await bench.aws.kms.send(
      new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }),
    );
    expect(JSON.parse(ofBucket.Policy ?? '')).toEqual(document);
    expect(JSON.parse(ofKey.Policy ?? '')).toEqual(onKey);
  });

  it('can be set up and taken back again, and says so when it is taken back already', async () => {
    for (const _ of [1, 2]) {
      await setUp();
      await revokeAll();
      expect(await bench.state()).toEqual(bench.seededState);
    }

    const again = await revoke();

    expect(again.status).toBe('failed');
    expect(messagesOf(again).join('\n')).toMatch(
      /no set-up "shop" is registered, or it was already removed/,
    );
  });

  it('is finished by the next run where one broke off', async () => {
    await setUp({ users: PEOPLE });
    failFirst(bench.endpoint, 1, named('kms:PutKeyPolicy'), denied);
    const first = await revoke();
    expect(first.status).toBe('failed');
    expect(await statusOf()).not.toBe('revoked');

    await revokeAll();

    expect(await bench.state()).toEqual(bench.seededState);
    expect(await statusOf()).toBe('revoked');
  });

  it('may have been left by a run that broke off', async () => {
    failFirst(bench.endpoint, 1, named('s3:PutBucketPolicy'), denied);
    expect((await portal.run(shopRequest)).status).toBe('failed');

    await revokeAll();

    expect(await bench.state()).toEqual(bench.seededState);
  });
});

describe('what stands against it', () => {
  it('is all named at once, before anything is written, and holds until it is forced', async () => {
    await setUp();
    const { datasetGroupArn } = await personalize.send(
      new CreateDatasetGroupCommand({ name: 'shop', roleArn: ROLE_ARN }),
    );
    const { solutionArn } = await personalize.send(
      new CreateSolutionCommand({ name: 'shop', datasetGroupArn }),
    );
    await personalize.send(
      new CreateCampaignCommand({
        name: 'front-page',
        solutionVersionArn: `${solutionArn}/1`,
      }),
    );
    await personalize.send(
      new CreateRecommenderCommand({
        name: 'similar',
        datasetGroupArn,
        recipeArn: 'arn:aws:personalize:::recipe/aws-similar-items',
      }),
    );
    const { metricAttributionArn } = await personalize.send(
      new CreateMetricAttributionCommand({
        name: 'clicks',
        datasetGroupArn,
        metrics: [],
        metricsOutputConfig: { roleArn: ROLE_ARN },
      }),
    );
    const KeyId = bench.seeded.keys['alias/reco-data'];
    const { GrantId } = await bench.aws.kms.send(
      new CreateGrantCommand({
        KeyId,
        GranteePrincipal: 'personalize.amazonaws.com',
        Operations: ['Decrypt'],
      }),
    );
    await bench.aws.iam.send(
      new PutRolePolicyCommand({
        RoleName: SHOP_ROLE,
        PolicyName: 'Mine',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::mine/*',
          },
        }),
      }),
    );
    cleanUp = async () => {
      await personalize.send(
        new DeleteDatasetGroupCommand({ datasetGroupArn }),
      );
      await personalize.send(
        new DeleteMetricAttributionCommand({ metricAttributionArn }),
      );
      await bench.aws.kms.send(new RevokeGrantCommand({ KeyId, GrantId }));
    };
    bench.endpoint.clear();

    const refused = await revoke();

    expect(refused.status).toBe('failed');
    const log = messagesOf(refused).join('\n');
    for (const text of [
      'Dataset group shop',
      'Campaign front-page',
      'Recommender similar',
      'Metric attribution clicks',
      'inline policy Mine',
      'force: true',
    ]) {
      expect(log).toContain(text);
    }
    expect(writesTo(bench.endpoint)).toEqual([]);
    expect(await statusOf()).toBe('ok');

    const forced = await revokeAll({ force: true });

    expect(outputOf(forced)).toMatchObject({
      kept: [{ resource: ROLE_ARN, reason: expect.any(String) }],
      blockers: expect.arrayContaining([
        expect.objectContaining({ kind: 'campaign' }),
      ]),
    });
    expect(await statusOf()).toBe('revoked');
  });

  it('isn’t a role that somebody created anew; it stays', async () => {
    await setUp();
    const { attached, inline } = (await bench.state()).roles[SHOP_ROLE];
    for (const PolicyArn of attached) {
      await bench.aws.iam.send(
        new DetachRolePolicyCommand({ RoleName: SHOP_ROLE, PolicyArn }),
      );
    }
    for (const PolicyName of Object.keys(inline)) {
      await bench.aws.iam.send(
        new DeleteRolePolicyCommand({ RoleName: SHOP_ROLE, PolicyName }),
      );
    }
    await bench.aws.iam.send(new DeleteRoleCommand({ RoleName: SHOP_ROLE }));
    await bench.aws.iam.send(
      new CreateRoleCommand({
        RoleName: SHOP_ROLE,
        Path: '/personalize/',
        AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
      }),
    );
    bench.letAMinutePass();

    const result = await revokeAll();

    expect(outputOf(result)).toMatchObject({
      kept: [
        {
          resource: ROLE_ARN,
          reason: expect.stringContaining('created another role'),
        },
      ],
    });
    expect((await bench.state()).roles[SHOP_ROLE]).toBeDefined();
  });
});

describe('a role that was adopted', () => {
  const LEGACY = {
    roleName: 'personalize-legacy',
    rolePath: '/service-role/',
    adopt: true,
  };

  it('stays, with all that it had and its trust as narrow as it is', async () => {
    await setUp(LEGACY);
    const before = bench.seededState.roles['personalize-legacy'];
    const hardened = (await bench.state()).roles['personalize-legacy']
      .trustPolicy;

    await revokeAll();

    expect(await bench.state()).toEqual({
      ...bench.seededState,
      roles: {
        ...bench.seededState.roles,
        'personalize-legacy': { ...before, trustPolicy: hardened },
      },
    });
    expect(hardened).not.toEqual(before.trustPolicy);
  });

  it('is given back only by who may adopt', async () => {
    const lacking: string[] = [];
    portal = await bench.startPortal({}, lacking);
    await setUp(LEGACY);
    lacking.push('personalize.role.adopt');

    const refused = await revoke();

    expect(refused.status).toBe('failed');
    expect(messagesOf(refused).join('\n')).toMatch(
      /no permission personalize\.role\.adopt .*nothing was changed/,
    );
    expect(writesTo(bench.endpoint)).toEqual([]);
  });
});

describe('somebody without the permission', () => {
  it('is refused, and learns no more of a set-up that there is than of one that there isn’t', async () => {
    const lacking: string[] = [];
    portal = await bench.startPortal({}, lacking);
    await setUp();
    lacking.push('personalize.setup.revoke', 'personalize.setup.read');

    for (const name of ['shop', 'nothing']) {
      const refused = await revoke({ name });
      expect(refused.status).toBe('failed');
      expect(messagesOf(refused)).toContainEqual(
        expect.stringContaining(
          `has no permission for a set-up "${name}", or it doesn't exist, or it was already removed; nothing was called`,
        ),
      );
    }
    expect(bench.endpoint.calls()).toEqual([]);
    expect(await bench.state()).not.toEqual(bench.seededState);
  });
});
