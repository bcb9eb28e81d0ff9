import { JsonObject } from '@backstage/types';
import { PolicyStatement } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  AwsAnswer,
  Bench,
  describeCall,
  expectedRoleArn,
  failFirst,
  InterceptedCall,
  messagesOf,
  oneStepWith,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  shopRole,
  startBench,
  writesTo,
  databasesFolder,
  OPENED,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const ACTION = 'personalize:grant-users';
const OURS = { 'personalize:managed': 'true', team: 'reco' };
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/company-idp`;
const OIDC = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;

let bench: Bench;
let portal: Scaffolder;
/** Ids of the identity store. */
let dataScience: string;
let chloe: string;

beforeAll(async () => {
  bench = await startBench();
  const { groups, users } = bench.seeded.identityCenter;
  dataScience = groups['Data Science'];
  chloe = users['chloe@example.org'];
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(async () => {
  portal = await bench.startPortal({
    guardrails: { ...OPENED, allowDirectAttachment: true },
  });
  await portal.runAction('personalize:create-role', {
    ...shopRole,
    tags: { team: 'reco' },
  });
  bench.endpoint.clear();
});

afterEach(async () => {
  await bench.restore();
});

const policyArn = (preset: string) =>
  `arn:aws:iam::${ACCOUNT}:policy/personalize/${SHOP_ROLE}-${preset}`;

const give = (preset: string, ...principals: JsonObject[]): JsonObject => ({
  preset,
  principals,
});

const input = (...users: JsonObject[]): JsonObject => ({ ...shopRole, users });

const samlRole = {
  type: 'saml-role',
  roleName: 'personalize-shop-analysts',
  provider: SAML,
};
const oidcRole = {
  type: 'oidc-role',
  roleName: 'personalize-shop-training',
  provider: OIDC,
  audience: 'sts.amazonaws.com',
  subject: 'repo:acme/shop:ref:refs/heads/main',
};
const accountRole = {
  type: 'account-role',
  roleName: 'personalize-shop-admins',
  users: ['ana', 'ben'],
};
const permissionSet = (name = 'ShopAnalysts') => ({
  type: 'permission-set',
  name,
  assignTo: [
    { kind: 'group', id: dataScience },
    { kind: 'user', id: chloe },
  ],
});

async function grant(...users: JsonObject[]) {
  const result = await portal.runAction(ACTION, input(...users));
  return { ...result, output: result.output.steps.step?.output };
}

async function granted(...users: JsonObject[]) {
  const result = await grant(...users);
  expect(result.log.filter(line => line.includes('Error'))).toEqual([]);
  expect(result.status).toBe('completed');
  return result;
}

async function expectSecondRunWritesNothing(...users: JsonObject[]) {
  bench.endpoint.clear();
  const { output } = await granted(...users);
  expect(output).toMatchObject({ changed: false, changes: [] });
  expect(writesTo(bench.endpoint)).toEqual([]);
}

describe('a role', () => {
  it.each<[string, JsonObject, PolicyStatement]>([
    [
      'for a SAML provider',
      samlRole,
      {
        Sid: 'PersonalizePeople',
        Effect: 'Allow',
        Principal: { Federated: SAML },
        Action: 'sts:AssumeRoleWithSAML',
        Condition: {
          StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
        },
      },
    ],
    [
      'for an OIDC provider',
      oidcRole,
      {
        Sid: 'PersonalizePeople',
        Effect: 'Allow',
        Principal: { Federated: OIDC },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub':
              'repo:acme/shop:ref:refs/heads/main',
          },
        },
      },
    ],
    [
      'for IAM users, with a second factor',
      accountRole,
      {
        Sid: 'PersonalizePeople',
        Effect: 'Allow',
        Principal: {
          AWS: [
            `arn:aws:iam::${ACCOUNT}:user/ana`,
            `arn:aws:iam::${ACCOUNT}:user/ben`,
          ],
        },
        Action: 'sts:AssumeRole',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
    ],
  ])(
    '%s is made with the policy of its preset',
    async (_for, principal, trust) => {
      const users = give('data-engineer', principal);
      const { output } = await granted(users);

      const { roles, policies } = await bench.state();
      expect(roles[String(principal.roleName)]).toEqual({
        arn: expectedRoleArn(String(principal.roleName)),
        path: '/personalize/',
        description: undefined,
        maxSessionDuration: 3600,
        permissionsBoundary: undefined,
        tags: OURS,
        trustPolicy: { Version: '2012-10-17', Statement: [trust] },
        attached: [policyArn('data-engineer')],
        inline: {},
      });
      expect(policies[policyArn('data-engineer')].tags).toEqual(OURS);
      expect(output?.users).toEqual([
        {
          preset: 'data-engineer',
          policyArn: policyArn('data-engineer'),
          principals: [
            {
              type: principal.type,
              name: principal.roleName,
              arn: expectedRoleArn(String(principal.roleName)),
            },
          ],
        },
      ]);
      await expectSecondRunWritesNothing(users);
    },
  );

  it('may be passed to Personalize alone, and no other role', async () => {
    await granted(give('admin', accountRole), give('read-only', samlRole));

    const { policies } = await bench.state();
    const passes = (preset: string) =>
      policies[policyArn(preset)].document.Statement.filter(({ Action }) =>
        JSON.stringify(Action).includes('PassRole'),
      );
    expect(passes('admin')).toEqual([
      {
        Sid: 'PersonalizePassRole',
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: expectedRoleArn(SHOP_ROLE),
        Condition: {
          StringEquals: {
            'iam:PassedToService': 'personalize.amazonaws.com',
          },
        },
      },
    ]);
    expect(passes('read-only')).toEqual([]);
  });
});

describe('an IAM group or user', () => {
  it('has the policy beside those that it had', async () => {
    const users = [
      give('read-only', { type: 'group', name: 'analysts' }),
      give('runtime', { type: 'user', name: 'nightly-export' }),
    ];
    await granted(...users);

    const { people } = await bench.state();
    expect(people.groups.analysts).toEqual([
      policyArn('read-only'),
      'arn:aws:iam::aws:policy/AmazonAthenaFullAccess',
    ]);
    expect(people.users['nightly-export']).toEqual([policyArn('runtime')]);
    await expectSecondRunWritesNothing(...users);
  });
});

describe('a permission set', () => {
  it('is made, refers to the policy, is assigned and provisioned', async () => {
    const users = give('read-only', permissionSet());
    const { output } = await granted(users);

    const { people, policies } = await bench.state();
    expect(people.permissionSets.ShopAnalysts).toEqual({
      arn: expect.stringMatching(/^arn:aws:sso:::/),
      tags: OURS,
      references: [`/personalize/${SHOP_ROLE}-read-only`],
      assignments: [`GROUP ${dataScience}`, `USER ${chloe}`],
      upToDateIn: [ACCOUNT],
      outdatedIn: [],
    });
    expect(Object.keys(policies)).toContain(policyArn('read-only'));
    expect(people.permissionSets.DataScientist).toEqual(
      bench.seededState.people.permissionSets.DataScientist,
    );
    expect(output?.users).toEqual([
      {
        preset: 'read-only',
        policyArn: policyArn('read-only'),
        principals: [
          {
            ...permissionSet(),
            arn: people.permissionSets.ShopAnalysts.arn,
          },
        ],
      },
    ]);
    await expectSecondRunWritesNothing(users);
  });

  it('is provisioned again after a change of what it refers to', async () => {
    await granted(give('read-only', permissionSet()));
    await granted(
      give('read-only', permissionSet()),
      give('runtime', permissionSet()),
    );

    const { people } = await bench.state();
    expect(people.permissionSets.ShopAnalysts).toMatchObject({
      references: [
        `/personalize/${SHOP_ROLE}-read-only`,
        `/personalize/${SHOP_ROLE}-runtime`,
      ],
      upToDateIn: [ACCOUNT],
      outdatedIn: [],
    });
    await expectSecondRunWritesNothing(
      give('read-only', permissionSet()),
      give('runtime', permissionSet()),
    );
  });

  it('that somebody else made is refused before any write', async () => {
    const { status, log } = await grant(
      give('read-only', permissionSet('DataScientist')),
    );

    expect(status).toBe('failed');
    expect(messagesOf({ log })).toEqual([
      expect.stringContaining(
        "Identity Center has a permission set DataScientist that the portal didn't create",
      ),
    ]);
    expect(writesTo(bench.endpoint)).toEqual([]);
  });
});

describe('what Identity Center does in its own time', () => {
  /** What the status of a process is in, by the operation that starts it. */
  const STATUS: Record<string, string> = {
    CreateAccountAssignment: 'AccountAssignmentCreationStatus',
    DeleteAccountAssignment: 'AccountAssignmentDeletionStatus',
    ProvisionPermissionSet: 'PermissionSetProvisioningStatus',
  };

  const answer = (body: JsonObject): AwsAnswer => ({
    status: 200,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': 'call-1',
    },
    body: Buffer.from(JSON.stringify(body)),
  });

  const isAbout = (call: InterceptedCall, operation: string) =>
    call.service === 'sso-admin' && call.operation === operation;

  /** Each of the three is started by a run of its own. */
  async function startingWith(operation: string) {
    const first = give('read-only', permissionSet());
    if (operation === 'CreateAccountAssignment') {
      return [first];
    }
    await granted(first);
    return operation === 'ProvisionPermissionSet'
      ? [first, give('runtime', permissionSet())]
      : [];
  }

  it.each(Object.entries(STATUS))(
    '%s is waited for until it has succeeded',
    async (operation, name) => {
      const users = await startingWith(operation);
      bench.endpoint.intercept(async (call, forward) => {
        const given = await forward();
        if (!isAbout(call, operation)) {
          return given;
        }
        const { [name]: status } = JSON.parse(given.body.toString());
        return answer({ [name]: { ...status, Status: 'IN_PROGRESS' } });
      });

      await granted(...users);

      const looks = bench.endpoint
        .calls()
        .filter(call => call.operation === `Describe${name}`);
      expect(looks.length).toBeGreaterThan(0);
      bench.endpoint.interceptNothing();
      await expectSecondRunWritesNothing(...users);
    },
  );

  it.each(Object.entries(STATUS))(
    '%s that fails stops the run with its reason, and the next run finishes it',
    async (operation, name) => {
      const users = await startingWith(operation);
      const status = { RequestId: '9f1ab8e0-aaaa-bbbb-cccc-1234567890ab' };
      let looks = 0;
      bench.endpoint.intercept((call, forward) => {
        if (isAbout(call, operation)) {
          return answer({ [name]: { ...status, Status: 'IN_PROGRESS' } });
        }
        if (!isAbout(call, `Describe${name}`)) {
          return forward();
        }
        looks += 1;
        return answer({
          [name]:
            looks === 1
              ? { ...status, Status: 'IN_PROGRESS' }
              : {
                  ...status,
                  Status: 'FAILED',
                  FailureReason: 'The organisation is on holiday',
                },
        });
      });

      const failed = await grant(...users);

      expect(failed.status).toBe('failed');
      expect(messagesOf(failed).join('\n')).toMatch(
        new RegExp(
          `sso-admin:${operation} on .* failed: The organisation is on holiday \\(request id ${status.RequestId}\\)\\. Fix the cause`,
        ),
      );
      expect(looks).toBe(2);

      bench.endpoint.interceptNothing();
      await granted(...users);
      await expectSecondRunWritesNothing(...users);
    },
  );
});

describe('a run with fewer people', () => {
  it('takes away what is no longer asked for, down to nothing', async () => {
    const group = { type: 'group', name: 'analysts' };
    const all = [
      give('admin', accountRole),
      give('data-engineer', oidcRole, { type: 'user', name: 'ana' }),
      give('read-only', permissionSet(), group, samlRole),
    ];
    await granted(...all);

    const fewer = [give('read-only', group)];
    const { output } = await granted(...fewer);
    expect(
      output?.changes.every(({ operation }) => operation === 'delete'),
    ).toBe(true);

    const { people, roles, policies } = await bench.state();
    const { seededState } = bench;
    expect(people).toEqual({
      ...seededState.people,
      groups: {
        ...seededState.people.groups,
        analysts: [
          policyArn('read-only'),
          ...seededState.people.groups.analysts,
        ],
      },
    });
    expect(Object.keys(roles).sort()).toEqual(
      [...Object.keys(seededState.roles), SHOP_ROLE].sort(),
    );
    expect(
      Object.keys(policies)
        .filter(arn => arn.includes(`/personalize/${SHOP_ROLE}`))
        .sort(),
    ).toEqual([policyArn('read-only'), policyArn('service')]);
    await expectSecondRunWritesNothing(...fewer);

    await granted();
    expect((await bench.state()).people).toEqual(seededState.people);
  });

  it('takes a permission set from those who are no longer named', async () => {
    await granted(give('read-only', permissionSet()));
    await granted(
      give('read-only', {
        ...permissionSet(),
        assignTo: [{ kind: 'user', id: chloe }],
      }),
    );

    const { people } = await bench.state();
    expect(people.permissionSets.ShopAnalysts).toMatchObject({
      assignments: [`USER ${chloe}`],
      upToDateIn: [ACCOUNT],
    });
  });
});

it('a dry run of all routes shows what the run then does, and neither it nor a second run writes', async () => {
  const users = [
    give('admin', accountRole, permissionSet()),
    give('data-engineer', oidcRole, { type: 'user', name: 'ana' }),
    give('read-only', samlRole, permissionSet(), {
      type: 'group',
      name: 'analysts',
    }),
    give('runtime', samlRole),
  ];
  const dry = await portal.dryRun(
    {},
    { template: oneStepWith(ACTION, input(...users)) },
  );
  expect(dry.error).toBeUndefined();
  expect(writesTo(bench.endpoint)).toEqual([]);

  const { output } = await granted(...users);

  const shown = dry.output.steps.step?.output.changes ?? [];
  expect(output?.changes).toEqual(shown);
  // Each change is one call, and no call is made that wasn't shown.
  expect(writesTo(bench.endpoint)).toHaveLength(shown.length);
  await expectSecondRunWritesNothing(...users);
});

it.each([
  'iam:CreatePolicy',
  'iam:CreateRole',
  'iam:AttachRolePolicy',
  'sso-admin:CreatePermissionSet',
  'sso-admin:AttachCustomerManagedPolicyReferenceToPermissionSet',
  'sso-admin:CreateAccountAssignment',
])('a run that broke off at %s is finished by the next', async operation => {
  const users = [give('read-only', samlRole, permissionSet())];
  failFirst(
    bench.endpoint,
    1,
    call => describeCall(call).startsWith(operation),
    { status: 400, code: 'ValidationException', message: 'Not now' },
  );

  expect((await grant(...users)).status).toBe('failed');
  await granted(...users);

  const { people, roles } = await bench.state();
  expect(people.permissionSets.ShopAnalysts.assignments).toHaveLength(2);
  expect(roles['personalize-shop-analysts'].attached).toEqual([
    policyArn('read-only'),
  ]);
  await expectSecondRunWritesNothing(...users);
});

it('the plan of a whole set-up shows the people, too', async () => {
  const { status, output } = await portal.runAction('personalize:plan', {
    ...shopRequest,
    users: [give('admin', accountRole)],
  });

  expect(status).toBe('completed');
  const plan = output.steps.step?.output;
  expect(plan).toMatchObject({
    touchesUsers: true,
    users: [
      {
        preset: 'admin',
        principals: [{ ...accountRole, requireMfa: true }],
      },
    ],
  });
  expect(
    plan?.changes
      .filter(({ part }) => part === 'users')
      .map(({ operation, resource }) => `${operation} ${resource}`),
  ).toEqual([
    `create ${policyArn('admin')}`,
    `create ${expectedRoleArn('personalize-shop-admins')}`,
    `create ${expectedRoleArn(
      'personalize-shop-admins',
    )}#attached-policy/${policyArn('admin')}`,
  ]);
});

it('the plan asks for the permission to give access also where it is only taken away', async () => {
  const settings = { databases: await databasesFolder() };
  portal = await bench.startPortal({}, [], settings);
  // It has a ledger of its own, which knows nothing of the role yet.
  await portal.runAction('personalize:create-role', {
    ...shopRole,
    adopt: true,
  });
  await granted(give('read-only', samlRole));
  const denied = ['personalize.users.grant'];
  const restricted = await bench.startPortal({}, denied, settings);
  bench.endpoint.clear();

  const { status, log } = await restricted.run(shopRequest);

  expect(status).toBe('failed');
  expect(messagesOf({ log })).toEqual([
    expect.stringMatching(
      /has no permission personalize\.users\.grant .*; nothing was changed\./,
    ),
  ]);
  expect(writesTo(bench.endpoint)).toEqual([]);
});
