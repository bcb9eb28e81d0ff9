import { PolicyDecision } from '@backstage/plugin-permission-common';
import {
  personalizePlanCreatePermission,
  personalizePolicyReadPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  createPersonalizeConditionalDecision,
  personalizeConditions,
} from '@personalize-portal/backstage-plugin-personalize-node';
import {
  AwsAnswers,
  DENIED,
  NO_SUCH_ENTITY,
  startAws,
} from '../__testUtils__/awsServer';
import {
  ALLOW,
  ANA,
  as,
  BEN,
  DATA,
  DENY,
  HIDDEN,
  Portal,
  SHOP,
  startPortal,
} from '../__testUtils__/portal';
import { register, roleOf } from '../__testUtils__/requests';

const { isInAccount, isOwnedBy, isSetup } = personalizeConditions;

const REQUEST = {
  name: 'reco',
  owner: 'recommendations',
  accountId: DATA,
  region: 'us-east-1',
  roleName: 'personalize-reco',
  tags: { 'cost-center': '42' },
  s3: [{ bucket: 'reco-data', workflows: ['import'] }],
};

/** A statement that somebody else wrote in the bucket's policy. */
const FOREIGN = {
  Sid: 'Payroll',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::999999999999:root' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::reco-data/payroll/*',
};

/** An account with two buckets and the boundary, and no roles. */
const account: AwsAnswers = (operation, parameters) => {
  switch (operation) {
    case 's3:HEAD /reco-data':
    case 's3:HEAD /shop-data':
      return { body: '', headers: { 'x-amz-bucket-region': 'us-east-1' } };
    case 's3:GET /reco-data':
    case 's3:GET /shop-data':
      if ('policy' in parameters) {
        return {
          body: JSON.stringify({ Version: '2012-10-17', Statement: [FOREIGN] }),
        };
      }
      return {
        status: 404,
        body: `<Error><Code>${
          'tagging' in parameters
            ? 'NoSuchTagSet'
            : 'ServerSideEncryptionConfigurationNotFoundError'
        }</Code></Error>`,
      };
    case 'iam:GetAccountSummary':
      return {
        body: '<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap><entry><key>AssumeRolePolicySizeQuota</key><value>2048</value></entry><entry><key>AttachedPoliciesPerRoleQuota</key><value>10</value></entry></SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>',
      };
    case 'iam:ListRoles':
      return {
        body: '<ListRolesResponse><ListRolesResult><Roles/></ListRolesResult></ListRolesResponse>',
      };
    case 'iam:GetPolicy':
      return parameters.PolicyArn.endsWith('/boundary')
        ? {
            body: `<GetPolicyResponse><GetPolicyResult><Policy><Arn>${parameters.PolicyArn}</Arn><DefaultVersionId>v1</DefaultVersionId></Policy></GetPolicyResult></GetPolicyResponse>`,
          }
        : NO_SUCH_ENTITY;
    case 'iam:GetPolicyVersion':
      return {
        body: `<GetPolicyVersionResponse><GetPolicyVersionResult><PolicyVersion><Document>${encodeURIComponent(
          JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
          }),
        )}</Document></PolicyVersion></GetPolicyVersionResult></GetPolicyVersionResponse>`,
      };
    default:
      return NO_SUCH_ENTITY;
  }
};

let aws: Awaited<ReturnType<typeof startAws>>;
let answers: AwsAnswers;
let portal: Portal;

beforeAll(async () => {
  aws = await startAws((...call) => answers(...call));
  portal = await startPortal({ endpoint: aws.endpoint });
  await register(portal, 'orders', { owner: 'group:default/shop' });
});

beforeEach(() => {
  answers = account;
  portal.audited.length = 0;
  portal.rules.decide = () => ALLOW;
});

afterAll(async () => {
  await portal.stop();
  await aws.stop();
});

/** The policy's decision on one permission; everything else is allowed. */
function on(permission: { name: string }, decision: PolicyDecision): void {
  portal.rules.decide = ({ name }) =>
    name === permission.name ? decision : ALLOW;
}

const when = (
  conditions: Parameters<typeof createPersonalizeConditionalDecision>[1],
) =>
  createPersonalizeConditionalDecision(
    personalizePlanCreatePermission,
    conditions,
  );

/** The response, and the AWS operations that it needed. */
async function plan(more: object = {}, person = ANA) {
  aws.operations.length = 0;
  const { status, body } = await portal.call(
    'POST',
    '/plan',
    as.person(person),
    {
      ...REQUEST,
      ...more,
    },
  );
  return { status, body, called: [...aws.operations] };
}

describe('POST /plan', () => {
  it('answers with changes, checks, warnings, room and limits, and writes nothing', async () => {
    const { status, body, called } = await plan();

    expect(status).toBe(200);
    expect(
      body.changes.map(({ part, operation }: Record<string, string>) => [
        part,
        operation,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['role', 'create'],
        ['s3', 'update'],
      ]),
    );
    expect(
      body.checks.filter(
        ({ outcome }: Record<string, string>) => outcome === 'failed',
      ),
    ).toEqual([]);
    expect(body.checks.length).toBeGreaterThan(0);
    expect(body.room.length).toBeGreaterThan(0);
    expect(body.limits.length).toBeGreaterThan(0);
    expect(
      called.filter(name => !/:(Get|List|Describe|GET|HEAD)/.test(name)),
    ).toEqual([]);
  });

  it('tells the auditor who planned what', async () => {
    const { body } = await plan();

    expect(portal.audited).toEqual([
      {
        eventId: 'plan',
        outcome: 'succeeded',
        meta: {
          person: ANA,
          setup: 'reco',
          accountId: DATA,
          region: 'us-east-1',
          roleName: 'personalize-reco',
          changes: body.changes.length,
        },
      },
    ]);
  });

  it('redacts what others wrote for whoever may not read that', async () => {
    expect(JSON.stringify((await plan()).body)).toContain('999999999999');

    on(personalizePolicyReadPermission, DENY);
    expect(JSON.stringify((await plan()).body)).not.toContain('999999999999');
  });

  describe('refuses, before AWS is called,', () => {
    it.each<[string, object, string]>([
      ['what is malformed', { accountId: 12 }, 'accountId: 12 was given, but'],
      ['what there isn’t', { colour: 'red' }, 'colour: "red" was given, but'],
      [
        'what a guardrail forbids',
        { roleName: 'reco' },
        'personalize.guardrails.roleNamePattern',
      ],
      [
        'too many buckets',
        { s3: Array(8_000).fill({ bucket: 'a' }) },
        's3: "8,000 entries" was given, but a list or an object has at most 100',
      ],
      [
        'lists without end in lists',
        { users: Array(20).fill(Array(20).fill(Array(20).fill({}))) },
        'input: "more" was given, but a request has at most 5,000 values in all',
      ],
      [
        'a body without end',
        { description: 'x'.repeat(600_000) },
        'request: "POST" was given, but request entity too large',
      ],
    ])('%s', async (_what, more, message) => {
      const { status, body, called } = await plan(more);

      expect(status).toBe(400);
      expect(body.error.name).toBe('InputError');
      expect(body.error.message).toContain(message);
      expect(called).toEqual([]);
    });

    it.each<[string, object, string]>([
      ['another team', { owner: 'payroll' }, 'owner: "group:default/payroll"'],
      ['another team’s account', { accountId: SHOP }, `account ${SHOP} isn't`],
      [
        'a bucket of another account that isn’t given',
        {
          s3: [
            { bucket: 'x-data', workflows: ['import'], bucketOwner: HIDDEN },
          ],
        },
        'of account 333333333333 isn',
      ],
    ])('what is asked for %s', async (_what, more, message) => {
      const { body, called } = await plan(more);

      expect(body.error.message).toContain(message);
      expect(called).toEqual([]);
    });

    it('an account that isn’t configured', async () => {
      const { body, called } = await plan({ accountId: '444444444444' });

      expect(body.error.message).toContain('personalize.accounts');
      expect(called).toEqual([]);
    });

    it.each<[string, PolicyDecision]>([
      ['has no permission', DENY],
      [
        'may plan in another account only',
        when(isInAccount({ accountIds: [SHOP] })),
      ],
      [
        'may plan for another group only',
        when(isOwnedBy({ groups: ['group:default/shop'] })),
      ],
      ['may plan another set-up only', when(isSetup({ names: ['orders'] }))],
    ])('a person who %s', async (_what, decision) => {
      on(personalizePlanCreatePermission, decision);
      const { status, body, called } = await plan();

      expect(status).toBe(403);
      expect(body.error.message).toBe(
        `${ANA} has no permission personalize.plan.create for account ${DATA}, group:default/recommendations; nothing was called. Ask the team that runs the portal.`,
      );
      expect(called).toEqual([]);
      expect(portal.audited).toEqual([
        expect.objectContaining({ eventId: 'http-refusal' }),
      ]);
    });

    it.each([
      ['personalize.role.adopt', { adopt: true }],
      [
        'personalize.users.grant',
        {
          users: [
            {
              preset: 'admin',
              principals: [
                {
                  type: 'account-role',
                  roleName: 'personalize-people',
                  users: ['ana'],
                },
              ],
            },
          ],
        },
      ],
    ])('what needs %s from a person without it', async (name, more) => {
      on({ name }, DENY);
      const { status, body, called } = await plan(more);

      expect(status).toBe(403);
      expect(body.error.message).toContain(name);
      expect(called).toEqual([]);
    });

    it('a role of a set-up whose owner the person may not act for', async () => {
      on(
        personalizePlanCreatePermission,
        when(isOwnedBy({ groups: ['group:default/recommendations'] })),
      );
      const { status, called } = await plan({
        roleName: roleOf('orders').roleName,
      });

      expect(status).toBe(403);
      expect(called).toEqual([]);
    });
  });

  it('refuses a name that another set-up has, whose owner it tells', async () => {
    const { status, body, called } = await plan({ name: 'orders' });

    expect(status).toBe(409);
    expect(body.error.message).toContain('group:default/shop');
    expect(called).toEqual([]);
  });

  it('lets a person plan a role of a set-up that they may act for', async () => {
    const { status } = await plan(
      {
        roleName: roleOf('orders').roleName,
        owner: 'shop',
        name: 'orders',
        s3: [{ bucket: 'shop-data', workflows: ['import'] }],
      },
      BEN,
    );

    expect(status).toBe(200);
  });

  it('tells that AWS refuses, and what to do', async () => {
    answers = () => DENIED;
    const { status, body } = await plan();

    expect(status).toBe(503);
    expect(body.error).toEqual({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('AccessDenied'),
    });
    expect(portal.audited).toEqual([
      expect.objectContaining({ eventId: 'plan', outcome: 'failed' }),
    ]);
  });
});
