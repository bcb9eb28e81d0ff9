import { CreatePolicyCommand } from '@aws-sdk/client-iam';
import { ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { JsonObject } from '@backstage/types';
import {
  AccessRequest,
  identityAllows,
  parsePolicyDocument,
  PolicyDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
// What the policies are and what a call needs is looked at in tests alone.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { awsOperation } from '../../plugins/personalize-node/src/portalRole/__testUtils__/operations';
import {
  accountArn,
  accountPolicies,
  identityCenterPolicies,
  PortalRoleScope,
} from '../../plugins/personalize-node/src/portalRole/__testUtils__/policies';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import {
  ACCOUNT,
  AccountState,
  Bench,
  describeCall,
  expectedPolicyArn,
  expectedRoleArn,
  InterceptedCall,
  REGION,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  shopRole,
  startBench,
  stepOf,
  OPENED,
} from './support';

/*
 * The calls that the product makes, held against the policies that the
 * portal-role command prints and those that the run limited its session by, with the
 * context that AWS would judge them in.
 */

const SCOPE: PortalRoleScope = {
  partition: 'aws',
  accountId: ACCOUNT,
  rolePath: '/personalize/',
  bucketArns: ['arn:aws:s3:::reco-*'],
  bucketOwners: [],
  regions: [REGION],
  tagKeys: ['cost-center', 'team'],
  directAttachment: false,
};
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/personalize-portal/personalize-boundary`;

const IN_ACCOUNT = accountPolicies(SCOPE);

const ROLES = {
  account: ['reader', 'writer'],
  identityCenter: ['identity-center-reader', 'identity-center-writer'],
};

interface AssumedSession {
  role: string;
  asked: URLSearchParams;
}

/** A call, with who made it and what AWS knows of it. */
interface JudgedCall {
  name: string;
  step: string;
  role: string;
  /** What the session is limited by; undefined for a reader. */
  limit: PolicyDocument | undefined;
  access: 'read' | 'write' | undefined;
  requests: { action: string; resource: string; carried: JsonObject }[];
}

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

let bench: Bench;
let portal: Scaffolder;
let calls: { call: InterceptedCall; accessKey: string }[];
/** By access key, as STS handed them out. */
let sessions: Map<string, AssumedSession>;
let keyTags: JsonObject;
/** By name of the role. */
let policies: Map<string, PolicyDocument>;

beforeAll(async () => {
  bench = await startBench();
  const { Tags: tags = [] } = await bench.aws.kms.send(
    new ListResourceTagsCommand({
      KeyId: bench.seeded.keys['alias/reco-data'],
    }),
  );
  keyTags = prefixed(
    'aws:ResourceTag/',
    Object.fromEntries(
      tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]),
    ),
  );
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(async () => {
  await bench.aws.iam.send(
    new CreatePolicyCommand({
      Path: '/personalize-portal/',
      PolicyName: 'personalize-boundary',
      PolicyDocument: JSON.stringify(IN_ACCOUNT.boundary),
    }),
  );
  await startPortal();
  const { instanceArn } = bench.seeded.identityCenter;
  const inIdentityCenter = identityCenterPolicies({
    partition: 'aws',
    // The instance of the local account is another one after each start.
    instanceId: instanceArn.split('/')[1],
    accountArns: [accountArn('aws', ACCOUNT)],
  });
  policies = new Map([
    ['reader', IN_ACCOUNT.reader],
    ['writer', IN_ACCOUNT.writer],
    ['identity-center-reader', inIdentityCenter.reader],
    ['identity-center-writer', inIdentityCenter.writer],
  ]);
  calls = [];
  sessions = new Map();
  bench.endpoint.intercept(async (call, forward) => {
    const answer = await forward();
    if (call.operation === 'AssumeRole') {
      const asked = new URLSearchParams(call.request.body.toString());
      const [, accessKey = ''] =
        answer.body.toString().match(/<AccessKeyId>(.*)<\/AccessKeyId>/) ?? [];
      sessions.set(accessKey, {
        role:
          asked.get('RoleArn')?.split('personalize-portal/personalize-')[1] ??
          '',
        asked,
      });
    } else {
      const [, accessKey = ''] =
        call.request.headers.authorization?.match(/Credential=([^/]+)/) ?? [];
      calls.push({ call, accessKey });
    }
    return answer;
  });
});

afterEach(async () => {
  await bench.restore();
});

async function startPortal(guardrails: JsonObject = {}) {
  portal = await bench.startPortal({
    accounts: [
      {
        accountId: ACCOUNT,
        regions: [REGION],
        endpoint: bench.endpoint.endpoint,
        ...assumed(ROLES.account),
      },
    ],
    identityCenter: {
      accountId: ACCOUNT,
      region: REGION,
      endpoint: bench.endpoint.endpoint,
      ...assumed(ROLES.identityCenter),
    },
    guardrails: { ...OPENED, permissionsBoundary: BOUNDARY, ...guardrails },
  });
}

function assumed([reader, writer]: string[]): JsonObject {
  const role = (name: string) => ({
    roleName: `personalize-portal/personalize-${name}`,
    externalId: 'portal-42',
  });
  return { reader: role(reader), writer: role(writer) };
}

function prefixed(prefix: string, values: Record<string, string>): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]),
  );
}

/** Tags in a request of the query protocol: `Tags.member.1.Key` and so on. */
function requestTags(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...parameters]
      .filter(([name]) => /^Tags\.member\.\d+\.Key$/.test(name))
      .map(([name, key]) => [
        key,
        parameters.get(name.replace(/Key$/, 'Value')) ?? '',
      ]),
  );
}

/** A resource that a call is about, and what AWS knows of the call there. */
interface Subject {
  resource: string;
  carried: JsonObject;
}

/** What AWS asks for a call about, on the account as it was before or after it. */
function subjectsOf(call: InterceptedCall, known: AccountState): Subject[] {
  switch (call.service) {
    case 's3':
      return [
        {
          resource: `arn:aws:s3:::${call.resource}`,
          carried: { 's3:ResourceAccount': ACCOUNT },
        },
      ];
    case 'kms':
      return [
        call.operation === 'ListAliases'
          ? { resource: '*', carried: {} }
          : {
              resource: bench.seeded.keys['alias/reco-data'],
              carried: keyTags,
            },
      ];
    case 'sso-admin':
      return identityCenterSubjects(call, known);
    default:
      return [
        iamSubject(
          call.operation,
          new URLSearchParams(call.request.body.toString()),
          known,
        ),
      ];
  }
}

function identityCenterSubjects(
  { operation, request }: InterceptedCall,
  { people }: AccountState,
): Subject[] {
  const asked: {
    InstanceArn?: string;
    PermissionSetArn?: string;
    ResourceArn?: string;
    AccountId?: string;
    TargetId?: string;
    Tags?: { Key: string; Value: string }[];
  } = JSON.parse(request.body.toString());
  const set = asked.PermissionSetArn ?? asked.ResourceArn;
  const account = asked.AccountId ?? asked.TargetId;
  const found = Object.values(people.permissionSets).find(
    ({ arn }) => arn === set,
  );
  const subjects = [
    ...(asked.InstanceArn && !asked.ResourceArn
      ? [
          {
            resource: asked.InstanceArn,
            carried: prefixed(
              'aws:RequestTag/',
              Object.fromEntries(
                (asked.Tags ?? []).map(({ Key, Value }) => [Key, Value]),
              ),
            ),
          },
        ]
      : []),
    ...(set
      ? [
          {
            // The local account has another form of ARN than AWS.
            resource: set.replace(':instance/', ':permissionSet/'),
            carried: prefixed('aws:ResourceTag/', found?.tags ?? {}),
          },
        ]
      : []),
    ...(account ? [{ resource: accountArn('aws', account), carried: {} }] : []),
  ];
  return operation === 'ListInstances'
    ? [{ resource: '*', carried: {} }]
    : subjects;
}

function iamSubject(
  operation: string,
  parameters: URLSearchParams,
  known: AccountState,
): Subject {
  const tags = requestTags(parameters);
  const asked: JsonObject = {
    ...prefixed('aws:RequestTag/', tags),
    ...(Object.keys(tags).length > 0
      ? { 'aws:TagKeys': Object.keys(tags) }
      : {}),
  };
  const [roleName, policyArn, policyName, group, user] = [
    'RoleName',
    'PolicyArn',
    'PolicyName',
    'GroupName',
    'UserName',
  ].map(name => parameters.get(name));
  const attached = policyArn ? { 'iam:PolicyARN': policyArn } : {};
  if (roleName) {
    const role = known.roles[roleName];
    const isNew = operation === 'CreateRole';
    return {
      resource: role?.arn ?? expectedRoleArn(roleName),
      carried: {
        ...asked,
        ...(isNew ? {} : prefixed('aws:ResourceTag/', role?.tags ?? {})),
        ...(role?.permissionsBoundary
          ? {
              'iam:PermissionsBoundary': isNew
                ? parameters.get('PermissionsBoundary') ?? ''
                : role.permissionsBoundary,
            }
          : {}),
        ...attached,
      },
    };
  }
  if (group || user) {
    return {
      resource: `arn:aws:iam::${ACCOUNT}:${
        group ? `group/${group}` : `user/${user}`
      }`,
      carried: attached,
    };
  }
  if (policyArn || policyName) {
    const resource =
      policyArn ??
      `arn:aws:iam::${ACCOUNT}:policy${parameters.get('Path')}${policyName}`;
    return {
      resource,
      carried: policyName
        ? asked
        : prefixed('aws:ResourceTag/', known.policies[resource]?.tags ?? {}),
    };
  }
  return {
    resource:
      parameters.get('SAMLProviderArn') ??
      parameters.get('OpenIDConnectProviderArn') ??
      '*',
    carried: {},
  };
}

/** All calls, on what there is now and what there was before something was taken away. */
async function judgedCalls(before?: AccountState): Promise<JudgedCall[]> {
  const after = await bench.state();
  const known: AccountState = {
    ...after,
    roles: { ...before?.roles, ...after.roles },
    policies: { ...before?.policies, ...after.policies },
    people: {
      ...after.people,
      permissionSets: {
        ...before?.people.permissionSets,
        ...after.people.permissionSets,
      },
    },
  };
  return calls.map(({ call, accessKey }) => {
    const operation = awsOperation(call.service, call.operation);
    const { role = '', asked } = sessions.get(accessKey) ?? {};
    if (!policies.has(role)) {
      throw new Error(`${describeCall(call)} was made as ${role}`);
    }
    return {
      name: describeCall(call),
      step: stepOf({
        userAgent: call.request.headers['user-agent'] ?? '',
      }),
      role,
      limit: limitOf(asked),
      access: operation?.access,
      requests: (operation?.actions ?? []).flatMap(action =>
        subjectsOf(call, known).map(subject => ({ action, ...subject })),
      ),
    };
  });
}

function limitOf(
  asked: URLSearchParams | undefined,
): PolicyDocument | undefined {
  const text = asked?.get('Policy');
  return text ? parsePolicyDocument(text, 'the session') : undefined;
}

/** What the policy of a role says, and in the end what limits the session. */
function answerTo(
  role: string,
  { action, resource, carried }: JudgedCall['requests'][number],
  limit?: PolicyDocument,
): string {
  const request: AccessRequest = {
    principal: {
      kind: 'role',
      arn: `arn:aws:iam::${ACCOUNT}:role/personalize-portal/personalize-${role}`,
    },
    action,
    resource,
    context: {
      values: new Map(
        Object.entries(carried).map(([key, value]) => [
          key.toLowerCase(),
          { state: 'known', values: [value].flat().map(String) },
        ]),
      ),
      others: { state: 'absent' },
    },
  };
  const document = policies.get(role);
  const { answer } = identityAllows(
    document ? [{ name: role, document }] : [],
    request,
  );
  return limit && answer === 'yes'
    ? identityAllows([{ name: 'session', document: limit }], request).answer
    : answer;
}

/** Every call is known, and allowed to the session that made it; those that write are limited. */
function expectAllowed(judged: JudgedCall[]) {
  expect(judged).not.toEqual([]);
  expect(
    judged.filter(
      ({ requests, role, limit }) =>
        requests.length === 0 ||
        requests.some(request => answerTo(role, request, limit) !== 'yes'),
    ),
  ).toEqual([]);
  expect(
    judged.filter(
      ({ role, limit }) => role.endsWith('writer') !== (limit !== undefined),
    ),
  ).toEqual([]);
}

/** The policies that limited the writer's sessions, by task, each once. */
function limitsByTask(): Map<string, string[]> {
  const limits = new Map<string, string[]>();
  for (const { role, asked } of sessions.values()) {
    const task = asked.get('RoleSessionName') ?? '';
    const limit = asked.get('Policy') ?? 'none';
    if (role === 'writer') {
      limits.set(task, [...new Set([...(limits.get(task) ?? []), limit])]);
    }
  }
  return limits;
}

async function complete(values: JsonObject) {
  const result = await portal.run(values);
  expect(result.log.filter(line => line.includes('Error'))).toEqual([]);
  expect(result.status).toBe('completed');
  return result;
}

const changedRequest = {
  ...shopRequest,
  kms: [],
  tags: { 'cost-center': '4711' },
  description: 'Another one',
  cloudWatchMetrics: true,
  s3: [{ bucket: 'reco-training-data', workflows: ['batch'] }],
};

it('a first run, a second one and one that changes and takes back make allowed calls only', async () => {
  const withResults = {
    ...shopRequest,
    s3: [
      { bucket: 'reco-training-data', workflows: ['import'] },
      { bucket: 'reco-results', workflows: ['export'] },
    ],
  };
  await complete(withResults);
  await complete(withResults);
  await complete(changedRequest);

  const judged = await judgedCalls();
  expectAllowed(judged);
  const written = new Set(
    judged
      .filter(({ access }) => access === 'write')
      .map(({ name }) => name.split(' ')[0]),
  );
  expect([...written].sort()).toEqual([
    'iam:AttachRolePolicy',
    'iam:CreatePolicy',
    'iam:CreatePolicyVersion',
    'iam:CreateRole',
    'iam:DeleteRolePolicy',
    'iam:PutRolePolicy',
    'iam:TagRole',
    'iam:UpdateRole',
    'kms:PutKeyPolicy',
    's3:DeleteBucketPolicy',
    's3:PutBucketPolicy',
  ]);
});

describe('access of people', () => {
  const give = (...users: JsonObject[]): JsonObject => ({
    ...shopRole,
    users,
  });
  const grant = async (input: JsonObject) => {
    const { status, log } = await portal.runAction(
      'personalize:grant-users',
      input,
    );
    expect(log.filter(line => line.includes('Error'))).toEqual([]);
    expect(status).toBe('completed');
  };
  const provider = (kind: string) =>
    `arn:aws:iam::${ACCOUNT}:${
      kind === 'saml'
        ? 'saml-provider/company-idp'
        : 'oidc-provider/token.actions.githubusercontent.com'
    }`;

  it('by roles and permission sets, given and taken away, makes allowed calls only', async () => {
    await portal.runAction('personalize:create-role', shopRole);
    await grant(
      give({
        preset: 'model-builder',
        principals: [
          {
            type: 'saml-role',
            roleName: 'personalize-shop-analysts',
            provider: provider('saml'),
          },
          {
            type: 'oidc-role',
            roleName: 'personalize-shop-training',
            provider: provider('oidc'),
            audience: 'sts.amazonaws.com',
            subject: 'repo:acme/shop:ref:refs/heads/main',
          },
          {
            type: 'account-role',
            roleName: 'personalize-shop-admins',
            users: ['ana'],
          },
          {
            type: 'permission-set',
            name: 'ShopAnalysts',
            assignTo: [
              {
                kind: 'group',
                id: bench.seeded.identityCenter.groups['Data Science'],
              },
            ],
          },
        ],
      }),
    );
    const before = await bench.state();
    await grant(give());

    const judged = await judgedCalls(before);
    expectAllowed(judged);
    const operations = new Set(judged.map(({ name }) => name.split(' ')[0]));
    expect([...operations]).toEqual(
      expect.arrayContaining([
        'iam:GetSAMLProvider',
        'iam:GetOpenIDConnectProvider',
        'iam:GetUser',
        'iam:DeleteRole',
        'iam:DetachRolePolicy',
        'iam:DeletePolicy',
        'sso-admin:CreatePermissionSet',
        'sso-admin:AttachCustomerManagedPolicyReferenceToPermissionSet',
        'sso-admin:CreateAccountAssignment',
        'sso-admin:DeleteAccountAssignment',
        'sso-admin:DeletePermissionSet',
      ]),
    );
    expect(
      judged
        .filter(
          ({ name, role }) =>
            name.startsWith('sso-admin:') === ROLES.account.includes(role),
        )
        .map(({ name }) => name),
    ).toEqual([]);
  });

  it('by groups and users is allowed where the stack lets policies be attached to them, and only there', async () => {
    await startPortal({ allowDirectAttachment: true });
    await portal.runAction('personalize:create-role', shopRole);
    await grant(
      give({
        preset: 'read-only',
        principals: [
          { type: 'group', name: 'analysts' },
          { type: 'user', name: 'dmitri' },
        ],
      }),
    );
    const before = await bench.state();
    await grant(give());

    const judged = await judgedCalls(before);
    const attachments = judged.filter(({ name }) =>
      /tach(Group|User)Policy/.test(name),
    );
    expect(attachments).toHaveLength(4);
    expectAllowed(judged.filter(call => !attachments.includes(call)));
    for (const { role, requests } of attachments) {
      expect(requests.map(request => answerTo(role, request))).toEqual(['no']);
    }
    policies.set(
      'writer',
      accountPolicies({ ...SCOPE, directAttachment: true }).writer,
    );
    expectAllowed(judged);
  });
});

it('the fifth change of the service policy, which makes room first, is allowed', async () => {
  for (const cloudWatchMetrics of [false, true, false, true, false, true]) {
    const { status } = await portal.runAction('personalize:create-role', {
      ...shopRole,
      cloudWatchMetrics,
    });
    expect(status).toBe('completed');
  }

  const judged = await judgedCalls();
  expectAllowed(judged);
  expect(judged.map(({ name }) => name)).toContain(
    `iam:DeletePolicyVersion ${expectedPolicyArn(SHOP_ROLE)}`,
  );
  expect(
    (await bench.state()).policies[expectedPolicyArn(SHOP_ROLE)].versions,
  ).toBe(5);
});

it('a dry run assumes the reader in each step, which may do all that it calls', async () => {
  expect((await portal.dryRun(shopRequest)).status).toBe(200);
  await complete(shopRequest);
  calls = [];
  expect((await portal.dryRun(changedRequest)).status).toBe(200);

  const judged = await judgedCalls();
  expectAllowed(judged);
  expect(new Set(judged.map(({ role }) => role))).toEqual(new Set(['reader']));
});

it('the plan assumes the reader, and only what writes the writer, once it has read what for', async () => {
  await complete(shopRequest);

  const roles = new Set(
    (await judgedCalls()).map(({ step, role }) => `${step} ${role}`),
  );
  expect([...roles].sort()).toEqual([
    'create-role reader',
    'create-role writer',
    'grant-kms reader',
    'grant-kms writer',
    'grant-s3 reader',
    'grant-s3 writer',
    'harden-trust reader',
    'harden-trust writer',
    'plan reader',
    'register reader',
    'verify reader',
  ]);
});

describe('what limits the sessions of a run', () => {
  const BUCKETS = ['reco-training-data', 'reco-results'];
  const withBuckets = (...buckets: string[]): JsonObject => ({
    ...shopRequest,
    s3: buckets.map(bucket => ({ bucket, workflows: ['import'] })),
  });
  const arnsIn = (limit: string) =>
    [...limit.matchAll(/"(arn:aws:(?:s3|kms|iam)[^"]*:[^"]*)"/g)]
      .map(([, arn]) => arn)
      .filter(arn => !arn.includes('policy/'));
  const key = () => bench.seeded.keys['alias/reco-data'];

  it('is one policy for all steps of a task: its role, people, keys and buckets, and those that it takes away', async () => {
    const withPeople = (...buckets: string[]) => ({
      ...withBuckets(...buckets),
      users: [
        {
          preset: 'read-only',
          principals: [
            {
              type: 'account-role',
              roleName: 'personalize-ops',
              users: ['dmitri'],
            },
          ],
        },
      ],
    });
    const fewer = { ...withPeople('reco-training-data'), kms: [] };
    const { taskId: first } = await complete(withPeople(...BUCKETS));
    const { taskId: second } = await complete(fewer);
    const { taskId: third } = await complete(fewer);

    const limits = limitsByTask();
    // The policy of reco-results was ours alone and is gone; of the key there still is one.
    const left = [
      expectedRoleArn(SHOP_ROLE),
      expectedRoleArn('personalize-ops'),
      key(),
      'arn:aws:s3:::reco-training-data',
    ];
    const all = [
      ...left.slice(0, 3),
      'arn:aws:s3:::reco-results',
      'arn:aws:s3:::reco-training-data',
    ];
    expect(
      [first, second, third].map(taskId => limits.get(taskId)?.map(arnsIn)),
    ).toEqual([[all], [all], [left]]);
    const judged = await judgedCalls();
    expectAllowed(judged);
    const writers = judged.filter(({ role }) => role === 'writer');
    expect(new Set(writers.map(({ step }) => step))).toEqual(
      new Set([
        'create-role',
        'harden-trust',
        'grant-kms',
        'grant-s3',
        'grant-users',
      ]),
    );
  });

  it('lets a revoke take back all that was granted, and nothing of others', async () => {
    await complete(withBuckets(...BUCKETS));
    const before = await bench.state();
    calls = [];
    const { status, taskId } = await portal.run(
      { name: 'shop' },
      { templateRef: 'template:default/personalize-permissions-revoke' },
    );

    expect(status).toBe('completed');
    const judged = await judgedCalls(before);
    expectAllowed(judged);
    expect(judged.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        `iam:DeleteRole ${SHOP_ROLE}`,
        's3:DeleteBucketPolicy reco-results',
      ]),
    );
    expect(limitsByTask().get(taskId)?.map(arnsIn)).toEqual([
      [
        expectedRoleArn(SHOP_ROLE),
        key(),
        'arn:aws:s3:::reco-results',
        'arn:aws:s3:::reco-training-data',
      ],
    ]);
  });

  it('forbids what the writer may write elsewhere', async () => {
    const { taskId } = await complete(shopRequest);
    const [text = ''] = limitsByTask().get(taskId) ?? [];
    const limit = parsePolicyDocument(text, 'the session');
    const writes = [
      {
        action: 's3:PutBucketPolicy',
        resource: 'arn:aws:s3:::reco-results',
        carried: { 's3:ResourceAccount': ACCOUNT },
      },
      {
        action: 'kms:PutKeyPolicy',
        resource: key().replace(/.{4}$/, '0000'),
        carried: keyTags,
      },
      {
        action: 'iam:PutRolePolicy',
        resource: expectedRoleArn('personalize-orders'),
        carried: { 'iam:PermissionsBoundary': BOUNDARY },
      },
    ];

    expect(
      writes.map(write => [
        answerTo('writer', write),
        answerTo('writer', write, limit),
      ]),
    ).toEqual(writes.map(() => ['yes', 'no']));
  });

  it('is of the step and the record where a template registers nothing', async () => {
    await portal.runAction('personalize:create-role', shopRole);
    const { taskId } = await portal.runAction('personalize:grant-s3', {
      ...shopRole,
      buckets: [{ bucket: 'reco-results', workflows: ['import'] }],
    });

    expect(limitsByTask().get(taskId)?.map(arnsIn)).toEqual([
      [expectedRoleArn(SHOP_ROLE), 'arn:aws:s3:::reco-results'],
    ]);
  });
});

it('a session is named after the task, carries the person, and shows the external id', async () => {
  const { taskId } = await complete(shopRequest);

  expect(sessions.size).toBeGreaterThan(0);
  for (const { asked } of sessions.values()) {
    expect(Object.fromEntries(asked)).toMatchObject({
      RoleSessionName: taskId,
      SourceIdentity: 'user.default.ana',
      ExternalId: 'portal-42',
    });
  }
});

it('the reader may make none of the writes', async () => {
  await complete(shopRequest);
  await complete(changedRequest);

  const writes = (await judgedCalls()).filter(
    ({ access }) => access === 'write',
  );
  expect(writes.length).toBeGreaterThan(10);
  expect(
    writes.filter(({ requests }) =>
      requests.some(request => answerTo('reader', request) !== 'no'),
    ),
  ).toEqual([]);
});

it('the boundary lets the role do all that the template grants', async () => {
  const { output } = await complete({
    ...shopRequest,
    cloudWatchMetrics: true,
    s3: [{ bucket: 'reco-training-data', workflows: ['batch', 'metrics'] }],
  });

  expect(output.steps.plan?.output.warnings).toEqual([]);
  expect(output.passed).toBe(true);
});

it('adopting a role without the boundary is nothing that the writer may do, and is refused before', async () => {
  const result = await portal.run({
    ...shopRequest,
    kms: [],
    roleName: 'personalize-legacy',
    rolePath: '/service-role/',
    adopt: true,
  });

  expect(result.status).toBe('failed');
  const judged = await judgedCalls();
  expectAllowed(judged);
  expect(judged.filter(({ access }) => access === 'write')).toEqual([]);
});
