import {
  AttachRolePolicyCommand,
  DetachGroupPolicyCommand,
  AttachGroupPolicyCommand,
  CreatePolicyCommand,
  DeleteGroupPolicyCommand,
  DeletePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  DetachRolePolicyCommand,
  PutGroupPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CancelKeyDeletionCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import {
  CreateAccountAssignmentCommand,
  DeleteAccountAssignmentCommand,
} from '@aws-sdk/client-sso-admin';
import { JsonObject } from '@backstage/types';
import { PolicyStatement } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  AccountState,
  Bench,
  BOUNDARY,
  Breaking,
  breaking,
  expectedPolicyArn,
  expectedRoleArn,
  expectedSid,
  Mend,
  PARTNER_ACCOUNT,
  putBucketPolicy,
  REGION,
  Scaffolder,
  SHOP_ROLE,
  shopRole,
  startBench,
  writesTo,
  OPENED,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const BUCKET = 'reco-results';
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
const ROLE_ARN = expectedRoleArn(SHOP_ROLE);
const TRUST = `${ROLE_ARN}#trust-policy`;
const SERVICE_POLICY = expectedPolicyArn(SHOP_ROLE);
const ON_ROLE = {
  s3: `${ROLE_ARN}#inline-policy/PersonalizeS3`,
  kms: `${ROLE_ARN}#inline-policy/PersonalizeKms`,
};
const SIDS = {
  trust: expectedSid('Trust', SHOP_ROLE, ROLE_ARN),
  input: expectedSid('S3', SHOP_ROLE, BUCKET_ARN, 'input/'),
  output: expectedSid('S3', SHOP_ROLE, BUCKET_ARN, 'output/'),
};
const people = (preset: string) =>
  `arn:aws:iam::${ACCOUNT}:policy/personalize/${SHOP_ROLE}-${preset}`;
const ADMINS = 'personalize-shop-admins';
const PIPELINE = 'personalize-shop-pipeline';
const SET = 'ShopModels';

let bench: Bench;
let portal: Scaffolder;
let keyArn: string;
let expected: JsonObject;
let made: AccountState;
let broken: Breaking;

beforeAll(async () => {
  bench = await startBench();
  portal = await bench.startPortal({
    guardrails: { ...OPENED, allowDirectAttachment: true },
  });
  keyArn = bench.seeded.keys['alias/orders'];
  expected = {
    permissionsBoundary: BOUNDARY,
    cloudWatchMetrics: true,
    kms: [{ keyId: 'alias/orders', workflows: ['dataset-group', 'export'] }],
    s3: [
      { bucket: BUCKET, prefix: 'input/', workflows: ['import'] },
      { bucket: BUCKET, prefix: 'output/', workflows: ['export'] },
    ],
    users: [
      {
        preset: 'read-only',
        principals: [{ type: 'group', name: 'data-scientists' }],
      },
      {
        preset: 'data-engineer',
        principals: [
          { type: 'account-role', roleName: ADMINS, users: ['ana', 'ben'] },
        ],
      },
      {
        preset: 'runtime',
        principals: [
          {
            type: 'oidc-role',
            roleName: PIPELINE,
            provider: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
            audience: 'sts.amazonaws.com',
            subject: 'repo:acme/shop:*',
          },
        ],
      },
      {
        preset: 'model-builder',
        principals: [
          {
            type: 'permission-set',
            name: SET,
            assignTo: [
              {
                kind: 'group',
                id: bench.seeded.identityCenter.groups['Data Science'],
              },
            ],
          },
        ],
      },
    ],
  };
  const { status, log } = await portal.run({
    ...shopRole,
    ...expected,
    name: 'shop',
    owner: 'group:default/guests',
  });
  if (status !== 'completed') {
    throw new Error(log.join('\n'));
  }
  made = await bench.state();
  broken = breaking(bench.aws, made);
  bench.letAMinutePass();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

/** Outcome and id of a check, and the statement that decides. */
type Finding = [outcome: string, id: string, statement: string];

function finding(
  outcome: string,
  id: string,
  sid?: string,
  place?: string,
): Finding {
  return [outcome, id, sid === undefined ? '' : `"${sid}" in ${place}`];
}

/** What the checks say that didn't pass, as the log tells them. */
async function verified() {
  bench.endpoint.clear();
  const { status, log } = await portal.runAction('personalize:verify', {
    ...shopRole,
    ...expected,
  });
  expect(writesTo(bench.endpoint)).toEqual([]);
  // Else no line would be a finding.
  expect(log.some(line => line.startsWith('info: passed: '))).toBe(true);
  return { status, findings: log.flatMap(findingIn) };
}

function findingIn(line: string): Finding[] {
  const [, outcome, text, id] =
    /^(?:warn|error): (failed|warning|unknown): (.*) \[(.*?)\]$/.exec(line) ??
    [];
  const [, statement = ''] =
    /Decided by statement (.*? in \S+)\. /.exec(text ?? '') ?? [];
  return outcome ? [[outcome, id, statement]] : [];
}

const edited =
  (sid: string, change: (statement: PolicyStatement) => PolicyStatement) =>
  (statements: PolicyStatement[]) => {
    expect(statements.map(({ Sid }) => Sid)).toContain(sid);
    return statements.map(statement =>
      statement.Sid === sid ? change(statement) : statement,
    );
  };
const without = (sid: string) => (statements: PolicyStatement[]) => {
  expect(statements.map(({ Sid }) => Sid)).toContain(sid);
  return statements.filter(({ Sid }) => Sid !== sid);
};
const added = (statement: PolicyStatement) => (statements: PolicyStatement[]) =>
  [...statements, statement];

const onBucket = (statement: Partial<PolicyStatement>): PolicyStatement => ({
  Sid: 'ByHand',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [BUCKET_ARN, `${BUCKET_ARN}/*`],
  ...statement,
});

/** What is broken, how, and all that a proof then finds. */
type Mutation = [
  what: string,
  make: () => Promise<Mend>,
  findings: () => Finding[],
];

const onService = (prefix: string, statement?: string): Finding =>
  finding('failed', `s3:service:${BUCKET}/${prefix}/`, statement, BUCKET_ARN);
const onRole = (prefix: string, sid?: string, place = ON_ROLE.s3): Finding =>
  finding('failed', `s3:role:${BUCKET}/${prefix}/`, sid, place);
const opened = (place: string, sid: string): Finding =>
  finding('failed', `opened:${place}:${sid}`, sid, place);
const elsewhere = (place: string, sid: string): Finding =>
  finding('warning', `elsewhere:${place}:${sid}`, sid, place);
const keySids = () => ({
  role: expectedSid('KmsRole', SHOP_ROLE, keyArn),
  service: expectedSid('KmsService', SHOP_ROLE, keyArn),
});

const TRUST_MUTATIONS: Mutation[] = [
  [
    'the trust policy lets Personalize in for every account',
    () =>
      broken.trust(
        SHOP_ROLE,
        edited(SIDS.trust, ({ Condition, ...open }) => open),
      ),
    () => [finding('failed', 'trust:only-this-account', SIDS.trust, TRUST)],
  ],
  [
    'the trust policy lets requests in that name no account',
    () =>
      broken.trust(
        SHOP_ROLE,
        edited(SIDS.trust, statement => ({
          ...statement,
          Condition: {
            StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT },
          },
        })),
      ),
    () => [finding('failed', 'trust:only-this-account', SIDS.trust, TRUST)],
  ],
  [
    'the trust policy lets another account in',
    () =>
      broken.trust(
        SHOP_ROLE,
        added({
          Sid: 'ByHand',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${PARTNER_ACCOUNT}:root` },
          Action: 'sts:AssumeRole',
        }),
      ),
    () => [finding('warning', `added:${TRUST}:ByHand`, 'ByHand', TRUST)],
  ],
  [
    'the trust policy lets another account in by our own statement',
    () =>
      broken.trust(
        SHOP_ROLE,
        edited(SIDS.trust, statement => ({
          ...statement,
          Principal: {
            Service: 'personalize.amazonaws.com',
            AWS: PARTNER_ACCOUNT,
          },
        })),
      ),
    () => [opened(TRUST, SIDS.trust)],
  ],
  [
    'the trust policy lets another service in instead of Personalize',
    () =>
      broken.trust(
        SHOP_ROLE,
        edited(SIDS.trust, statement => ({
          ...statement,
          Principal: { Service: 'glue.amazonaws.com' },
        })),
      ),
    () => [
      finding(
        'failed',
        `trust:personalize-assumes:${REGION}`,
        SIDS.trust,
        TRUST,
      ),
      opened(TRUST, SIDS.trust),
    ],
  ],
  [
    'the trust policy denies everybody',
    () =>
      broken.trust(
        SHOP_ROLE,
        added({
          Sid: 'ByHand',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sts:AssumeRole',
        }),
      ),
    () => [
      finding('failed', `trust:personalize-assumes:${REGION}`, 'ByHand', TRUST),
    ],
  ],
];

const BUCKET_MUTATIONS: Mutation[] = [
  [
    'the bucket policy misses one action',
    () =>
      broken.bucket(
        BUCKET,
        edited(SIDS.input, statement => ({
          ...statement,
          Action: 's3:ListBucket',
        })),
      ),
    () => [onService('input', SIDS.input)],
  ],
  [
    'the bucket policy is for another prefix',
    () =>
      broken.bucket(
        BUCKET,
        edited(SIDS.input, statement => ({
          ...statement,
          Resource: [BUCKET_ARN, `${BUCKET_ARN}/inputs/*`],
        })),
      ),
    () => [onService('input', SIDS.input), opened(BUCKET_ARN, SIDS.input)],
  ],
  [
    'the bucket policy is for whatever account',
    () =>
      broken.bucket(
        BUCKET,
        edited(SIDS.output, ({ Condition, ...open }) => open),
      ),
    () => [opened(BUCKET_ARN, SIDS.output)],
  ],
  [
    'the bucket policy lost our statements',
    () => broken.bucket(BUCKET, () => []),
    () => [onService('input'), onService('output')],
  ],
  [
    'the bucket takes requests from a VPC alone',
    () =>
      broken.bucket(
        BUCKET,
        added(
          onBucket({
            Condition: {
              StringNotEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f60718' },
            },
          }),
        ),
      ),
    () => [
      onService('input', 'ByHand'),
      onService('output', 'ByHand'),
      onRole('input', 'ByHand', BUCKET_ARN),
      onRole('output', 'ByHand', BUCKET_ARN),
    ],
  ],
  [
    'the bucket denies everybody but an administrator',
    () =>
      broken.bucket(
        BUCKET,
        added(
          onBucket({
            Principal: undefined,
            NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:role/administrator` },
          }),
        ),
      ),
    () => [
      onService('input', 'ByHand'),
      onService('output', 'ByHand'),
      onRole('input', 'ByHand', BUCKET_ARN),
      onRole('output', 'ByHand', BUCKET_ARN),
    ],
  ],
  [
    'the bucket denies who is outside of the organisation',
    () =>
      broken.bucket(
        BUCKET,
        added(
          onBucket({
            Condition: {
              StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
            },
          }),
        ),
      ),
    () => [
      onService('input', 'ByHand'),
      onService('output', 'ByHand'),
      // Whether the account is in that organisation can't be known.
      ...['input', 'output'].map(prefix =>
        finding(
          'unknown',
          `s3:role:${BUCKET}/${prefix}/`,
          'ByHand',
          BUCKET_ARN,
        ),
      ),
    ],
  ],
  [
    'the bucket lets Personalize in by a statement of somebody else, too',
    () =>
      broken.bucket(
        BUCKET,
        added(
          onBucket({
            Effect: 'Allow',
            Principal: { Service: 'personalize.amazonaws.com' },
            Action: 's3:GetObject',
            Resource: `${BUCKET_ARN}/*`,
          }),
        ),
      ),
    () => [elsewhere(BUCKET_ARN, 'ByHand')],
  ],
  [
    'the bucket is gone',
    async () => {
      const { s3 } = bench.aws;
      await broken.bucket(BUCKET, () => []);
      await emptyBucket();
      await s3.send(new DeleteBucketCommand({ Bucket: BUCKET }));
      return async () => {
        await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
        await putBucketPolicy(s3, BUCKET, made.bucketPolicies[BUCKET]);
      };
    },
    () => [finding('failed', `s3:usable:${BUCKET}`)],
  ],
];

const ROLE_MUTATIONS: Mutation[] = [
  [
    'the role misses one action on the bucket',
    () =>
      broken.inline(
        SHOP_ROLE,
        'PersonalizeS3',
        edited(SIDS.output, statement => ({
          ...statement,
          Action: 's3:ListBucket',
        })),
      ),
    () => [onRole('output', SIDS.output)],
  ],
  [
    'the role lost all that it might do with the bucket',
    () =>
      broken.inline(SHOP_ROLE, 'PersonalizeS3', () => [
        {
          Sid: 'ByHand',
          Effect: 'Deny',
          Action: 's3:DeleteObject',
          Resource: '*',
        },
      ]),
    () => [onRole('input'), onRole('output')],
  ],
  [
    'the role may use every bucket',
    () =>
      broken.inline(
        SHOP_ROLE,
        'PersonalizeS3',
        edited(SIDS.input, statement => ({ ...statement, Resource: '*' })),
      ),
    () => [opened(ON_ROLE.s3, SIDS.input)],
  ],
  [
    'the role may hand the key on',
    () =>
      broken.inline(
        SHOP_ROLE,
        'PersonalizeKms',
        edited(expectedSid('KmsRole', SHOP_ROLE, keyArn), statement => ({
          ...statement,
          Action: [...[statement.Action ?? []].flat(), 'kms:CreateGrant'],
        })),
      ),
    () => [opened(ON_ROLE.kms, keySids().role)],
  ],
  [
    'the role lost its service policy',
    async () => {
      const { iam } = bench.aws;
      const of = { RoleName: SHOP_ROLE, PolicyArn: SERVICE_POLICY };
      await iam.send(new DetachRolePolicyCommand(of));
      return () => iam.send(new AttachRolePolicyCommand(of));
    },
    () => [
      finding('failed', 'role:service-policy'),
      finding('failed', 'role:metrics'),
    ],
  ],
  [
    'the service policy is for another Region',
    () =>
      broken.managed(
        SERVICE_POLICY,
        edited('PersonalizeApi', statement => ({
          ...statement,
          Resource: `arn:aws:personalize:eu-west-1:${ACCOUNT}:*`,
        })),
      ),
    () => [
      finding(
        'failed',
        'role:service-policy',
        'PersonalizeApi',
        SERVICE_POLICY,
      ),
      opened(SERVICE_POLICY, 'PersonalizeApi'),
    ],
  ],
  [
    'the boundary lacks the key',
    () =>
      broken.boundary(SHOP_ROLE, bench.seeded.boundaries['no-kms-boundary']),
    () => [
      finding('failed', 'role:boundary'),
      finding('failed', `kms:role:${keyArn}`, keySids().role, keyArn),
    ],
  ],
  [
    'the boundary lacks the bucket',
    async () => {
      const { iam } = bench.aws;
      const { Policy: policy } = await iam.send(
        new CreatePolicyCommand({
          PolicyName: 'no-s3-boundary',
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['personalize:*', 'kms:*', 'cloudwatch:*'],
                Resource: '*',
              },
            ],
          }),
        }),
      );
      const PolicyArn = policy?.Arn ?? '';
      const mend = await broken.boundary(SHOP_ROLE, PolicyArn);
      return async () => {
        await mend();
        await iam.send(new DeletePolicyCommand({ PolicyArn }));
      };
    },
    () => [
      finding('failed', 'role:boundary'),
      onRole('input', SIDS.input),
      onRole('output', SIDS.output),
    ],
  ],
  [
    'the boundary is gone',
    async () => {
      await bench.aws.iam.send(
        new DeleteRolePermissionsBoundaryCommand({ RoleName: SHOP_ROLE }),
      );
      return () => broken.boundary(SHOP_ROLE, BOUNDARY);
    },
    () => [finding('failed', 'role:boundary')],
  ],
];

const KEY_MUTATIONS: Mutation[] = [
  [
    'the key is disabled',
    async () => {
      const { kms } = bench.aws;
      await kms.send(new DisableKeyCommand({ KeyId: keyId() }));
      return () => kms.send(new EnableKeyCommand({ KeyId: keyId() }));
    },
    () => [finding('failed', `kms:usable:${keyArn}`)],
  ],
  [
    'the key is to be deleted',
    async () => {
      const { kms } = bench.aws;
      await kms.send(
        new ScheduleKeyDeletionCommand({
          KeyId: keyId(),
          PendingWindowInDays: 30,
        }),
      );
      return async () => {
        await kms.send(new CancelKeyDeletionCommand({ KeyId: keyId() }));
        await kms.send(new EnableKeyCommand({ KeyId: keyId() }));
      };
    },
    () => [finding('failed', `kms:usable:${keyArn}`)],
  ],
  [
    'the key lets Personalize itself in no more',
    () => broken.key(keyArn, without(keySids().service)),
    () => [finding('failed', `kms:service:${keyArn}`)],
  ],
  [
    'the key names the role as it was before it was made anew',
    () =>
      broken.key(
        keyArn,
        edited(keySids().role, statement => ({
          ...statement,
          Principal: { AWS: 'AROAAAAAAAAAAAAAAAAAA' },
        })),
      ),
    () => [finding('failed', `kms:role:${keyArn}`, keySids().role, keyArn)],
  ],
  [
    'the key denies what comes from outside of a VPC',
    () =>
      broken.key(
        keyArn,
        added({
          Sid: 'By hand',
          Effect: 'Deny',
          Principal: '*',
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } },
        }),
      ),
    () => [
      finding('failed', `kms:service:${keyArn}`, 'By hand', keyArn),
      finding('failed', `kms:role:${keyArn}`, 'By hand', keyArn),
    ],
  ],
];

const PEOPLE_MUTATIONS: Mutation[] = [
  [
    'people may pass every role',
    () =>
      broken.managed(
        people('data-engineer'),
        edited('PersonalizePassRole', statement => ({
          ...statement,
          Resource: '*',
        })),
      ),
    () => [opened(people('data-engineer'), 'PersonalizePassRole')],
  ],
  [
    'people may pass the role to every service',
    () =>
      broken.managed(
        people('data-engineer'),
        edited('PersonalizePassRole', ({ Condition, ...open }) => open),
      ),
    () => [opened(people('data-engineer'), 'PersonalizePassRole')],
  ],
  [
    'people can’t pass the role any more',
    () =>
      broken.managed(people('data-engineer'), without('PersonalizePassRole')),
    () => [
      finding('failed', `users:pass-role:data-engineer:account-role/${ADMINS}`),
    ],
  ],
  [
    'a preset is widened to everything',
    () =>
      broken.managed(
        people('runtime'),
        edited('PersonalizeRuntime', statement => ({
          ...statement,
          Action: 'personalize:*',
          Resource: '*',
        })),
      ),
    () => [opened(people('runtime'), 'PersonalizeRuntime')],
  ],
  [
    'a group lost its preset',
    async () => {
      const { iam } = bench.aws;
      const of = {
        GroupName: 'data-scientists',
        PolicyArn: people('read-only'),
      };
      await iam.send(new DetachGroupPolicyCommand(of));
      return () => iam.send(new AttachGroupPolicyCommand(of));
    },
    () => [
      finding('failed', 'users:attached:read-only:group/data-scientists'),
      finding('failed', 'users:allows:read-only:group/data-scientists'),
    ],
  ],
  [
    'a group is denied what its preset allows',
    async () => {
      const { iam } = bench.aws;
      const of = { GroupName: 'data-scientists', PolicyName: 'by-hand' };
      await iam.send(
        new PutGroupPolicyCommand({
          ...of,
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'ByHand',
                Effect: 'Deny',
                Action: 'personalize:List*',
                Resource: '*',
              },
            ],
          }),
        }),
      );
      return () => iam.send(new DeleteGroupPolicyCommand(of));
    },
    () => [
      finding(
        'failed',
        'users:allows:read-only:group/data-scientists',
        'ByHand',
        `arn:aws:iam::${ACCOUNT}:group/data-scientists#inline-policy/by-hand`,
      ),
    ],
  ],
  [
    'a role for people lets another account in',
    () =>
      broken.trust(
        ADMINS,
        added({
          Sid: 'ByHand',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${PARTNER_ACCOUNT}:root` },
          Action: 'sts:AssumeRole',
        }),
      ),
    () => [peopleTrust('data-engineer', 'account-role', ADMINS, 'ByHand')],
  ],
  [
    'a role for people asks for no second factor',
    () =>
      broken.trust(
        ADMINS,
        edited('PersonalizePeople', ({ Condition, ...open }) => open),
      ),
    () => [peopleTrust('data-engineer', 'account-role', ADMINS)],
  ],
  [
    'a pipeline’s role is open for every repository',
    () =>
      broken.trust(
        PIPELINE,
        edited('PersonalizePeople', statement => ({
          ...statement,
          Condition: {
            StringEquals: {
              'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            },
          },
        })),
      ),
    () => [peopleTrust('runtime', 'oidc-role', PIPELINE)],
  ],
  [
    'a permission set was taken from its group',
    async () => {
      const { ssoAdmin } = bench.aws;
      const { instanceArn, groups } = bench.seeded.identityCenter;
      const of = {
        InstanceArn: instanceArn,
        PermissionSetArn: made.people.permissionSets[SET].arn,
        TargetId: ACCOUNT,
        TargetType: 'AWS_ACCOUNT',
        PrincipalType: 'GROUP',
        PrincipalId: groups['Data Science'],
      } as const;
      await ssoAdmin.send(new DeleteAccountAssignmentCommand(of));
      return () => ssoAdmin.send(new CreateAccountAssignmentCommand(of));
    },
    () => [
      finding('failed', `users:usable:model-builder:permission-set/${SET}`),
    ],
  ],
];

function peopleTrust(
  preset: string,
  type: string,
  roleName: string,
  sid = 'PersonalizePeople',
): Finding {
  return finding(
    'failed',
    `users:trust:${preset}:${type}/${roleName}`,
    sid,
    `${expectedRoleArn(roleName)}#trust-policy`,
  );
}

/** By id: moto breaks on an ARN where the state of a key changes. */
function keyId(): string {
  return keyArn.split('/')[1];
}

async function emptyBucket() {
  const { s3 } = bench.aws;
  const { Contents: objects = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET }),
  );
  for (const { Key } of objects) {
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
  }
}

const NO_FINDING = { status: 'completed', findings: [] };

it('a set-up that stands as it was asked for has no finding', async () => {
  expect(await verified()).toEqual(NO_FINDING);
});

describe.each([
  ['who may assume the role', TRUST_MUTATIONS],
  ['the bucket', BUCKET_MUTATIONS],
  ['the role', ROLE_MUTATIONS],
  ['the key', KEY_MUTATIONS],
  ['people', PEOPLE_MUTATIONS],
])('what somebody broke by hand: %s', (_about, mutations) => {
  it.each(mutations)('%s', async (_what, make, expectedFindings) => {
    const mend = await make();
    const { status, findings } = await verified().finally(mend);

    // That a statement no longer stands as it was written goes with most of these.
    expect(findings.filter(([, id]) => !id.startsWith('stands:'))).toEqual(
      expectedFindings(),
    );
    expect(status).toBe(
      findings.some(([outcome]) => outcome === 'failed')
        ? 'failed'
        : 'completed',
    );
  });
});

it('once all is mended there is no finding again', async () => {
  expect(await verified()).toEqual(NO_FINDING);
});
