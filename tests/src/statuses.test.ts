import {
  AttachRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { JsonObject } from '@backstage/types';
import { PolicyStatement } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  Bench,
  breaking,
  Edit,
  expectedSid,
  failFirst,
  named,
  PARTNER_ACCOUNT,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  startBench,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const BUCKET = 'reco-training-data';
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
const INPUT_SID = expectedSid('S3', SHOP_ROLE, BUCKET_ARN, 'input/');

/** Only a bucket: the fewest calls. */
const REQUEST: JsonObject = {
  ...shopRequest,
  kms: [],
  s3: [{ bucket: BUCKET, prefix: 'input/', workflows: ['import'] }],
};

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

/** How the set-up stands by a look at it now. */
async function standing(): Promise<{ status: unknown; failing: string[] }> {
  const { body } = await portal.api('POST', '/setups/shop/check');
  const setup = (await portal.api('GET', '/setups/shop')).body;
  expect(setup.status).toBe(body.status);
  const failing: { id: string }[] = JSON.parse(JSON.stringify(setup.failing));
  return { status: body.status, failing: failing.map(({ id }) => id) };
}

async function setUp(): Promise<void> {
  const { status, log } = await portal.run(REQUEST);
  expect({ status, log: status === 'completed' ? [] : log }).toEqual({
    status: 'completed',
    log: [],
  });
}

const bucket = async (edit: Edit) =>
  breaking(bench.aws, await bench.state()).bucket(BUCKET, edit);
const trust = async (added: PolicyStatement) =>
  breaking(bench.aws, await bench.state()).trust(SHOP_ROLE, statements => [
    ...statements,
    added,
  ]);
const ASSUME = { Effect: 'Allow', Action: 'sts:AssumeRole' } as const;

describe('what is added to a role that the product made', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    [
      'another account in its trust policy',
      () =>
        trust({
          ...ASSUME,
          Sid: 'Partner',
          Principal: { AWS: PARTNER_ACCOUNT },
        }),
      `#trust-policy:Partner`,
    ],
    [
      'AWS Lambda in its trust policy',
      () =>
        trust({
          ...ASSUME,
          Sid: 'Lambda',
          Principal: { Service: 'lambda.amazonaws.com' },
        }),
      `#trust-policy:Lambda`,
    ],
    [
      'AdministratorAccess',
      () =>
        bench.aws.iam.send(
          new AttachRolePolicyCommand({
            RoleName: SHOP_ROLE,
            PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
          }),
        ),
      'AdministratorAccess',
    ],
    [
      's3:* inline',
      () =>
        bench.aws.iam.send(
          new PutRolePolicyCommand({
            RoleName: SHOP_ROLE,
            PolicyName: 'backdoor',
            PolicyDocument: JSON.stringify({
              Version: '2012-10-17',
              Statement: [
                { Sid: 'All', Effect: 'Allow', Action: 's3:*', Resource: '*' },
              ],
            }),
          }),
        ),
      'backdoor:All',
    ],
  ])(
    '%s is drift, and a run again doesn’t make it ours',
    async (_what, add, id) => {
      await setUp();
      expect(await standing()).toEqual({ status: 'ok', failing: [] });

      await add();
      const drifted = {
        status: 'drifted',
        failing: [expect.stringContaining(id)],
      };
      expect(await standing()).toEqual(drifted);

      await setUp();
      expect(await standing()).toEqual(drifted);
    },
  );
});

describe('what can’t be read', () => {
  it('makes the set-up unknown, and the run isn’t passed', async () => {
    await setUp();
    failFirst(bench.endpoint, 1000, named('s3:GetBucketPolicy'), {
      status: 500,
      code: 'InternalError',
      message: 'We encountered an internal error.',
    });
    const { status, log } = await portal.runAction('personalize:verify', {
      name: 'shop',
    });

    expect(status).toBe('failed');
    expect(log.join('\n')).toContain(`s3:usable:${BUCKET}`);
    expect((await portal.api('GET', '/setups/shop')).body.status).toBe(
      'unknown',
    );
    bench.endpoint.interceptNothing();
    expect(await standing()).toEqual({ status: 'ok', failing: [] });
  });
});

describe('what others opened since the run', () => {
  it('needs attention until one more run, which is the new measure', async () => {
    await setUp();
    await bucket(statements => [
      ...statements,
      {
        Sid: 'ByHand',
        Effect: 'Allow',
        Principal: { Service: 'personalize.amazonaws.com' },
        Action: 's3:*',
        Resource: `${BUCKET_ARN}/*`,
      },
    ]);
    expect(await standing()).toEqual({
      status: 'attention',
      failing: [`elsewhere:${BUCKET_ARN}:ByHand`],
    });

    await setUp();
    expect(await standing()).toEqual({ status: 'ok', failing: [] });
  });
});

describe('the changes of a run', () => {
  it('are the ledger’s: what the caller says of them vouches for nothing', async () => {
    await setUp();
    const open: PolicyStatement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:*',
      Resource: [BUCKET_ARN, `${BUCKET_ARN}/*`],
    };
    await bucket(statements =>
      statements.map(statement =>
        statement.Sid === INPUT_SID ? { ...open, Sid: INPUT_SID } : statement,
      ),
    );
    const { name, owner, ...input } = REQUEST;
    const { status, log } = await portal.runAction('personalize:verify', {
      ...input,
      changes: [
        {
          part: 's3',
          resource: BUCKET_ARN,
          operation: 'update',
          before: { Version: '2012-10-17', Statement: [{ ...open }] },
          after: { Version: '2012-10-17', Statement: [{ ...open }] },
        },
      ],
    });

    expect(log.join('\n')).toContain(`opened:${BUCKET_ARN}:${INPUT_SID}`);
    expect(status).toBe('failed');
  });
});
