import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import { JsonObject } from '@backstage/types';
import {
  ACCOUNT,
  Bench,
  BOUNDARY,
  describeCall,
  expectedBucketOnRole,
  expectedPolicyArn,
  expectedScopedPolicy,
  meanwhile,
  failureOf,
  messagesOf,
  named,
  READ_ACTIONS,
  REGION,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  shopRole,
  startBench,
  writesTo,
} from './support';

const LEGACY = {
  ...shopRequest,
  kms: [],
  s3: [{ bucket: 'reco-training-data', workflows: ['import'] }],
  roleName: 'personalize-legacy',
  rolePath: '/service-role/',
};

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

/** Refuses as a whole: one message, no write, and everything as it was. */
async function expectRefusal(request: JsonObject, message: RegExp) {
  const before = await bench.state();
  const result = await portal.run(request);

  expect(result.status).toBe('failed');
  expect(messagesOf(result)).toEqual([expect.stringMatching(message)]);
  expect(writesTo(bench.endpoint)).toEqual([]);
  expect(await bench.state()).toEqual(before);
}

const openTrust = (principal: JsonObject | string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' },
    ],
  });

const forPersonalize = { Service: 'personalize.amazonaws.com' };

describe('a role that exists', () => {
  it('is refused, with what to do', async () => {
    await expectRefusal(
      LEGACY,
      /^ConflictError: roleName: the account has a role arn:aws:iam::123456789012:role\/service-role\/personalize-legacy that the portal didn't create, .*another name, or .*adopt: true/,
    );
  });

  it('is refused by create-role alone, too', async () => {
    const result = await portal.runAction('personalize:create-role', {
      ...shopRole,
      roleName: 'personalize-legacy',
      rolePath: '/service-role/',
    });

    expect(messagesOf(result)).toEqual([
      expect.stringMatching(/^ConflictError: roleName: .*adopt: true/),
    ]);
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('is refused at another path, even to be adopted', async () => {
    await expectRefusal(
      { ...LEGACY, rolePath: '/personalize/', adopt: true },
      /^ConflictError: roleName: "personalize-legacy" at path \/personalize\/ was requested, but the account has arn:aws:iam::123456789012:role\/service-role\/personalize-legacy, .*rolePath \/service-role\//,
    );
  });

  it('is refused under a name that differs by case only, as IAM would', async () => {
    // moto knows roles by their exact name: GetRole finds none, ListRoles tells.
    await bench.aws.iam.send(
      new CreateRoleCommand({
        RoleName: 'Personalize-SHOP',
        AssumeRolePolicyDocument: openTrust(forPersonalize),
      }),
    );
    await expectRefusal(
      shopRequest,
      /^ConflictError: roleName: "personalize-shop" was requested, but the account has a role "Personalize-SHOP", and IAM ignores case/,
    );
  });

  it('is refused under a name in another case also where GetRole finds it', async () => {
    await bench.aws.iam.send(
      new CreateRoleCommand({
        RoleName: 'Personalize-SHOP',
        Path: '/personalize/',
        AssumeRolePolicyDocument: openTrust(forPersonalize),
      }),
    );
    // AWS finds a role by its name in any case.
    bench.endpoint.intercept(async (call, forward) => {
      const answer = await forward();
      return call.operation === 'GetRole'
        ? {
            status: 200,
            headers: { 'content-type': 'text/xml' },
            body: Buffer.from(
              `<GetRoleResponse><GetRoleResult><Role><Path>/personalize/</Path><RoleName>Personalize-SHOP</RoleName><RoleId>AROA0000000000000000</RoleId><Arn>arn:aws:iam::${ACCOUNT}:role/personalize/Personalize-SHOP</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>${encodeURIComponent(
                openTrust(forPersonalize),
              )}</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>`,
            ),
          }
        : answer;
    });
    for (const adopt of [false, true]) {
      await expectRefusal(
        { ...shopRequest, adopt },
        /^ConflictError: roleName: "personalize-shop" at path \/personalize\/ was requested, but the account has arn:aws:iam::123456789012:role\/personalize\/Personalize-SHOP, .*ignores case/,
      );
    }
  });

  it('that somebody makes between plan and create is left alone', async () => {
    meanwhile(bench.endpoint, 1, named('iam:CreateRole'), {
      before: async () => {
        await bench.aws.iam.send(
          new CreateRoleCommand({
            RoleName: SHOP_ROLE,
            Path: '/personalize/',
            AssumeRolePolicyDocument: openTrust(forPersonalize),
          }),
        );
      },
    });
    const result = await portal.run(shopRequest);

    expect(result.status).toBe('failed');
    expect(failureOf(result)).toMatch(/^\w+Error: .*personalize-shop.*exists/);
    expect(writesTo(bench.endpoint)).toEqual([
      `iam:CreatePolicy ${SHOP_ROLE}-service`,
      `iam:CreateRole ${SHOP_ROLE}`,
    ]);
    expect((await bench.state()).roles[SHOP_ROLE]).toMatchObject({
      trustPolicy: JSON.parse(openTrust(forPersonalize)),
      attached: [],
      inline: {},
    });
  });

  it('is the product’s own after its first run, and needs no adoption', async () => {
    await portal.run(shopRequest);
    const { status } = await portal.run({ ...shopRequest, adopt: false });

    expect(status).toBe('completed');
  });
});

describe('a managed policy of the role’s name that isn’t ours', () => {
  it('is refused, and not overwritten', async () => {
    await bench.aws.iam.send(
      new CreatePolicyCommand({
        PolicyName: `${SHOP_ROLE}-service`,
        Path: '/personalize/',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
        }),
      }),
    );
    await expectRefusal(
      shopRequest,
      /^ConflictError: roleName: the account has a policy arn:aws:iam::123456789012:policy\/personalize\/personalize-shop-service that the portal didn't create/,
    );
  });
});

describe('adoption', () => {
  it('brings a role made by hand to the plan, hardens it, and keeps what others added', async () => {
    const before = bench.seededState.roles['personalize-legacy'];
    const { status, output } = await portal.run({
      ...LEGACY,
      adopt: true,
      tags: { 'cost-center': '4711' },
      description: 'Recommendations of the shop',
    });

    expect(status).toBe('completed');
    const policyArn = expectedPolicyArn('personalize-legacy', '/service-role/');
    const after = await bench.state();
    expect(after.roles['personalize-legacy']).toEqual({
      ...before,
      description: 'Recommendations of the shop',
      tags: { ...before.tags, 'cost-center': '4711' },
      trustPolicy: {
        ...before.trustPolicy,
        Statement: [
          {
            ...before.trustPolicy.Statement[0],
            Condition: {
              StringEquals: { 'aws:SourceAccount': ACCOUNT },
              ArnLike: {
                'aws:SourceArn': `arn:aws:personalize:${REGION}:${ACCOUNT}:*`,
              },
            },
          },
        ],
      },
      attached: [...before.attached, policyArn].sort(),
      inline: {
        ...before.inline,
        PersonalizeS3: {
          Version: '2012-10-17',
          Statement: [
            {
              ...expectedBucketOnRole(
                'personalize-legacy',
                'reco-training-data',
                '',
                READ_ACTIONS,
              ),
            },
          ],
        },
      },
    });
    expect(after.policies[policyArn].document.Statement).toEqual(
      expectedScopedPolicy,
    );
    expect(output.steps['harden-trust']?.output.changed).toBe(true);
    expect({ ...after, roles: {}, policies: {}, bucketPolicies: {} }).toEqual({
      ...bench.seededState,
      roles: {},
      policies: {},
      bucketPolicies: {},
    });
  });

  it('changes neither description nor tags that nobody asked about', async () => {
    const before = bench.seededState.roles['personalize-legacy'];
    await portal.run({ ...LEGACY, adopt: true });

    const after = (await bench.state()).roles['personalize-legacy'];
    expect(after.description).toBe(before.description);
    expect(after.tags).toEqual(before.tags);
  });

  it('of an adopted role once more writes nothing', async () => {
    await portal.run({ ...LEGACY, adopt: true });
    bench.endpoint.clear();
    const { status } = await portal.run({ ...LEGACY, adopt: true });

    expect(status).toBe('completed');
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('is refused for a role of power, naming each surprise without its text', async () => {
    await expectRefusal(
      {
        ...LEGACY,
        roleName: 'personalize-admin-legacy',
        rolePath: '/',
        adopt: true,
      },
      /^ConflictError: adopt: role arn:aws:iam::123456789012:role\/personalize-admin-legacy can't be adopted: .*number 1 .* trust policy also lets in principals other than Personalize; .*AdministratorAccess allows more than data access/,
    );
  });

  it('is refused for a role that reads every bucket', async () => {
    await bench.aws.iam.send(
      new AttachRolePolicyCommand({
        RoleName: 'personalize-legacy',
        PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
      }),
    );
    await expectRefusal(
      { ...LEGACY, adopt: true },
      /^ConflictError: adopt: role .*personalize-legacy can't be adopted: .*number 1 .* policy arn:aws:iam::aws:policy\/AmazonS3ReadOnlyAccess allows more than data access\. Remove that/,
    );
  });

  it.each<[string, JsonObject | string]>([
    [
      'an account',
      {
        Service: ['personalize.amazonaws.com'],
        AWS: `arn:aws:iam::210987654321:root`,
      },
    ],
    ['everybody', '*'],
  ])('is refused for a role that lets in %s', async (_who, principal) => {
    await bench.aws.iam.send(
      new CreateRoleCommand({
        RoleName: SHOP_ROLE,
        Path: '/personalize/',
        AssumeRolePolicyDocument: openTrust(principal),
      }),
    );
    await expectRefusal(
      { ...shopRequest, adopt: true },
      /^ConflictError: adopt: .*can't be adopted: .*also lets in principals other than Personalize/,
    );
  });

  it('is refused where the boundary differs, and the boundary stays', async () => {
    await expectRefusal(
      { ...LEGACY, adopt: true, permissionsBoundary: BOUNDARY },
      /^ConflictError: permissionsBoundary: .*personalize-boundary was requested, but role .*personalize-legacy has none/,
    );
  });

  it('is refused where the guardrail’s boundary isn’t on the role', async () => {
    portal = await bench.startPortal({
      guardrails: { permissionsBoundary: BOUNDARY },
    });
    await expectRefusal(
      { ...LEGACY, adopt: true },
      /^ConflictError: permissionsBoundary: .*has none/,
    );
  });

  it('is refused where no more policies can be attached', async () => {
    for (let number = 1; number <= 9; number++) {
      const { Policy } = await bench.aws.iam.send(
        new CreatePolicyCommand({
          PolicyName: `click-archive-${number}`,
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: 's3:GetObject',
                Resource: `arn:aws:s3:::click-archive-${number}/*`,
              },
            ],
          }),
        }),
      );
      await bench.aws.iam.send(
        new AttachRolePolicyCommand({
          RoleName: 'personalize-legacy',
          PolicyArn: Policy?.Arn,
        }),
      );
    }
    await expectRefusal(
      { ...LEGACY, adopt: true },
      /^ConflictError: Role .*personalize-legacy has 10 policies attached, and the account's quota is 10/,
    );
  });

  it('isn’t had by tagging a role by hand: the record decides, not a tag', async () => {
    await bench.aws.iam.send(
      new TagRoleCommand({
        RoleName: 'personalize-legacy',
        Tags: [{ Key: 'personalize:managed', Value: 'true' }],
      }),
    );
    await expectRefusal(
      LEGACY,
      /^ConflictError: roleName: the account has a role .*personalize-legacy that the portal didn't create, according to the ledger/,
    );
  });
});

it('never sets or removes the boundary of a role that exists', async () => {
  await portal.run({ ...shopRequest, permissionsBoundary: BOUNDARY });
  await portal.run(shopRequest);
  await portal.run({
    ...shopRequest,
    permissionsBoundary: BOUNDARY.replace('personalize-', 'no-kms-'),
  });

  expect((await bench.state()).roles[SHOP_ROLE].permissionsBoundary).toBe(
    BOUNDARY,
  );
  expect(
    bench.endpoint
      .calls()
      .map(describeCall)
      .filter(call => call.includes('RolePermissionsBoundary')),
  ).toEqual([]);
});
