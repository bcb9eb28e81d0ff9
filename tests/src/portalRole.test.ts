import { CreatePolicyCommand } from '@aws-sdk/client-iam';
import { ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { JsonObject } from '@backstage/types';
import {
  AccessRequest,
  awsOperation,
  identityAllows,
  personalizeBoundary,
  PortalRoleScope,
  readerPolicy,
  writerPolicy,
} from '@personalize-portal/backstage-plugin-personalize-common';
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
} from './support';

/*
 * The calls that the product makes, held against the policies that the
 * portal-role command prints, with the context that AWS would judge them in.
 */

const SCOPE: PortalRoleScope = {
  partition: 'aws',
  accountId: ACCOUNT,
  rolePath: '/personalize/',
  bucketArns: ['arn:aws:s3:::reco-*'],
};
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/personalize-portal/personalize-boundary`;

const POLICIES = {
  reader: readerPolicy(SCOPE),
  writer: writerPolicy(SCOPE),
};
type PortalRole = keyof typeof POLICIES;

/** A call, with who made it and what AWS knows of it. */
interface JudgedCall {
  name: string;
  step: string;
  role: PortalRole;
  access: 'read' | 'write' | undefined;
  requests: { action: string; resource: string; carried: JsonObject }[];
}

// Whole runs, on machines that do other things too.
jest.setTimeout(30_000);

let bench: Bench;
let portal: Scaffolder;
let calls: { call: InterceptedCall; accessKey: string }[];
/** By access key, as STS handed them out. */
let sessions: Map<string, { role: string; asked: URLSearchParams }>;
let keyTags: JsonObject;

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
}, 60_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(async () => {
  await bench.aws.iam.send(
    new CreatePolicyCommand({
      Path: '/personalize-portal/',
      PolicyName: 'personalize-boundary',
      PolicyDocument: JSON.stringify(personalizeBoundary(SCOPE)),
    }),
  );
  portal = await bench.startPortal({
    accounts: [
      {
        accountId: ACCOUNT,
        regions: [REGION],
        endpoint: bench.endpoint.endpoint,
        ...Object.fromEntries(
          Object.keys(POLICIES).map(name => [
            name,
            {
              roleName: `personalize-portal/personalize-${name}`,
              externalId: 'portal-42',
            },
          ]),
        ),
      },
    ],
    guardrails: { permissionsBoundary: BOUNDARY },
  });
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

/** What AWS knows of a call, on the account as it is afterwards. */
function subjectOf(
  call: InterceptedCall,
  after: AccountState,
): { resource: string; carried: JsonObject } {
  if (call.service === 's3') {
    return {
      resource: `arn:aws:s3:::${call.resource}`,
      carried: { 's3:ResourceAccount': ACCOUNT },
    };
  }
  if (call.service === 'kms') {
    return {
      resource: bench.seeded.keys['alias/reco-data'],
      carried: keyTags,
    };
  }
  const parameters = new URLSearchParams(call.request.body.toString());
  const asked = prefixed('aws:RequestTag/', requestTags(parameters));
  const roleName = parameters.get('RoleName');
  const policyArn = parameters.get('PolicyArn');
  if (roleName) {
    const role = after.roles[roleName];
    const isNew = call.operation === 'CreateRole';
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
        ...(policyArn ? { 'iam:PolicyARN': policyArn } : {}),
      },
    };
  }
  const policyName = parameters.get('PolicyName');
  if (policyArn || policyName) {
    const resource =
      policyArn ??
      `arn:aws:iam::${ACCOUNT}:policy${parameters.get('Path')}${policyName}`;
    return {
      resource,
      carried: policyName
        ? asked
        : prefixed('aws:ResourceTag/', after.policies[resource]?.tags ?? {}),
    };
  }
  return { resource: '*', carried: {} };
}

async function judgedCalls(): Promise<JudgedCall[]> {
  const after = await bench.state();
  return calls.map(({ call, accessKey }) => {
    const known = awsOperation(call.service, call.operation);
    const role = sessions.get(accessKey)?.role;
    if (role !== 'reader' && role !== 'writer') {
      throw new Error(`${describeCall(call)} was made as ${role}`);
    }
    return {
      name: describeCall(call),
      step: stepOf({
        userAgent: call.request.headers['user-agent'] ?? '',
      }),
      role,
      access: known?.access,
      requests: (known?.actions ?? []).map(action => ({
        action,
        ...subjectOf(call, after),
      })),
    };
  });
}

function answerTo(
  role: PortalRole,
  { action, resource, carried }: JudgedCall['requests'][number],
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
          { state: 'known', values: [String(value)] },
        ]),
      ),
      others: { state: 'absent' },
    },
  };
  return identityAllows([{ name: role, document: POLICIES[role] }], request)
    .answer;
}

/** Every call is known, and allowed to the role that made it. */
function expectAllowed(judged: JudgedCall[]) {
  expect(judged).not.toEqual([]);
  expect(
    judged.filter(
      call =>
        call.requests.length === 0 ||
        call.requests.some(request => answerTo(call.role, request) !== 'yes'),
    ),
  ).toEqual([]);
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

it('the plan assumes the reader, and only what writes the writer', async () => {
  await complete(shopRequest);

  const roles = new Set(
    (await judgedCalls()).map(({ step, role }) => `${step} ${role}`),
  );
  expect([...roles].sort()).toEqual([
    'create-role writer',
    'grant-kms writer',
    'grant-s3 writer',
    'harden-trust writer',
    'plan reader',
  ]);
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
