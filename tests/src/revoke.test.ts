import {
  CreateCampaignCommand,
  CreateDatasetGroupCommand,
  CreateMetricAttributionCommand,
  CreateRecommenderCommand,
  CreateSolutionCommand,
  DeleteDatasetGroupCommand,
  PersonalizeClient,
} from '@aws-sdk/client-personalize';
import { CreateGrantCommand } from '@aws-sdk/client-kms';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
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
jest.setTimeout(120_000);

const TEMPLATE = {
  templateRef: 'template:default/personalize-permissions-revoke',
};
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/personalize/${SHOP_ROLE}`;

const PEOPLE = [
  {
    preset: 'read-only',
    principals: [
      { type: 'group', name: 'analysts' },
      { type: 'account-role', roleName: 'personalize-ops', users: ['dmitri'] },
      { type: 'permission-set', name: 'ShopAnalysts' },
    ],
  },
];

let bench: Bench;
let portal: Scaffolder;
let personalize: PersonalizeClient;

beforeAll(async () => {
  bench = await startBench();
  personalize = new PersonalizeClient({
    region: REGION,
    endpoint: bench.endpoint.endpoint,
    credentials: { accessKeyId: 'somebody', secretAccessKey: 'else' },
  });
}, 60_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(async () => {
  portal = await bench.startPortal();
});

afterEach(async () => {
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

    const result = await revoke();

    expect(messagesOf(result).filter(line => /error/i.test(line))).toEqual([]);
    expect(result.status).toBe('completed');
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
    const { changes } = Object(outputOf(await revoke()));
    expect(outputOf(dry)).toMatchObject({ changes });
  });

  it('can be set up and taken back again, and says so when it is taken back already', async () => {
    for (const _ of [1, 2]) {
      await setUp();
      expect((await revoke()).status).toBe('completed');
      expect(await bench.state()).toEqual(bench.seededState);
    }

    const again = await revoke();

    expect(again.status).toBe('failed');
    expect(messagesOf(again).join('\n')).toMatch(
      /no set-up "shop" is registered, or it was taken back already/,
    );
  });

  it('is finished by the next run where one broke off', async () => {
    await setUp({ users: PEOPLE });
    failFirst(bench.endpoint, 1, named('kms:PutKeyPolicy'), denied);
    const first = await revoke();
    expect(first.status).toBe('failed');
    expect(await statusOf()).not.toBe('revoked');

    expect((await revoke()).status).toBe('completed');

    expect(await bench.state()).toEqual(bench.seededState);
    expect(await statusOf()).toBe('revoked');
  });

  it('may have been left by a run that broke off', async () => {
    failFirst(bench.endpoint, 1, named('s3:PutBucketPolicy'), denied);
    expect((await portal.run(shopRequest)).status).toBe('failed');

    expect((await revoke()).status).toBe('completed');

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
    await personalize.send(
      new CreateMetricAttributionCommand({
        name: 'clicks',
        datasetGroupArn,
        metrics: [],
        metricsOutputConfig: { roleArn: ROLE_ARN },
      }),
    );
    await bench.aws.kms.send(
      new CreateGrantCommand({
        KeyId: bench.seeded.keys['alias/reco-data'],
        GranteePrincipal: 'personalize.amazonaws.com',
        Operations: ['Decrypt'],
      }),
    );
    await bench.aws.iam.send(
      new PutRolePolicyCommand({
        RoleName: SHOP_ROLE,
        PolicyName: 'Mine',
        PolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
      }),
    );
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

    const forced = await revoke({ force: true });

    expect(forced.status).toBe('completed');
    expect(outputOf(forced)).toMatchObject({
      kept: [{ resource: ROLE_ARN, reason: expect.any(String) }],
      blockers: expect.arrayContaining([
        expect.objectContaining({ kind: 'campaign' }),
      ]),
    });
    expect(await statusOf()).toBe('revoked');
    await personalize.send(new DeleteDatasetGroupCommand({ datasetGroupArn }));
  });

  it('isn’t a role that somebody created anew; it stays', async () => {
    await setUp({ kms: [], s3: [] });
    const { roles } = await bench.state();
    for (const arn of roles[SHOP_ROLE].attached) {
      await bench.aws.iam.send(
        new (
          await import('@aws-sdk/client-iam')
        ).DetachRolePolicyCommand({
          RoleName: SHOP_ROLE,
          PolicyArn: arn,
        }),
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

    const result = await revoke();

    expect(result.status).toBe('completed');
    expect(outputOf(result)).toMatchObject({
      kept: [
        {
          resource: ROLE_ARN,
          reason: expect.stringContaining('created another one'),
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

    const result = await revoke();

    expect(result.status).toBe('completed');
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
          `has no permission for a set-up "${name}", or there is none of that name, or it was taken back already; nothing was called`,
        ),
      );
    }
    expect(bench.endpoint.calls()).toEqual([]);
    expect(await bench.state()).not.toEqual(bench.seededState);
  });
});
