import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import { DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import { JsonObject } from '@backstage/types';
import {
  Check,
  PolicyStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  AccountState,
  AwsFault,
  Bench,
  BOUNDARY,
  breaking,
  Breaking,
  denied,
  describeCall,
  expectedSid,
  PARTNER_ACCOUNT,
  REGION,
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
const TRUST = `arn:aws:iam::${ACCOUNT}:role/personalize/${SHOP_ROLE}#trust-policy`;
const PRESET = `arn:aws:iam::${ACCOUNT}:policy/personalize/${SHOP_ROLE}-read-only`;

const oneBucket = (
  name: string,
  bucket: string,
  more: JsonObject = {},
): JsonObject => ({
  ...shopRequest,
  name,
  roleName: `personalize-${name}`,
  kms: [],
  s3: [{ bucket, prefix: 'input/', workflows: ['import'], ...more }],
});

const SHOP: JsonObject = {
  ...shopRequest,
  s3: [{ bucket: BUCKET, prefix: 'input/', workflows: ['import'] }],
  users: [
    {
      preset: 'read-only',
      principals: [
        {
          type: 'account-role',
          roleName: 'personalize-people',
          users: ['ben'],
        },
      ],
    },
  ],
};

let bench: Bench;
let portal: Scaffolder;

async function setUp(
  values: JsonObject,
  expected: string = 'completed',
): Promise<void> {
  const { status, log } = await portal.run(values);
  expect({ status, log: status === expected ? [] : log }).toEqual({
    status: expected,
    log: [],
  });
}

/** How a set-up stands by a look at it now. */
async function standing(name = 'shop') {
  const { body } = await portal.api('POST', `/setups/${name}/check`);
  const setup = (await portal.api('GET', `/setups/${name}`)).body;
  const { failing, status }: { failing: Check[]; status: string } = JSON.parse(
    JSON.stringify(setup),
  );
  expect(status).toBe(body.status);
  const { checks }: { checks: Check[] } = JSON.parse(JSON.stringify(body));
  return { status, failing: failing.map(({ id }) => id), checks };
}

beforeAll(async () => {
  bench = await startBench();
  portal = await bench.startPortal();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

describe('a set-up that stands', () => {
  let made: AccountState;
  let by: Breaking;

  beforeAll(async () => {
    await setUp(SHOP);
    made = await bench.state();
    await bench.keepAccount();
    by = breaking(bench.aws, made);
  }, 120_000);

  /** Answers with an error wherever a call begins so. */
  const answer = (fault: AwsFault, ...calls: string[]) =>
    bench.endpoint.intercept((call, forward) =>
      calls.some(name => describeCall(call).startsWith(name))
        ? call.fault(fault)
        : forward(),
    );
  const absent = (code: string): AwsFault => ({
    status: 404,
    code,
    message: 'It does not exist.',
  });
  const added =
    (...statements: PolicyStatement[]) =>
    (found: PolicyStatement[]) =>
      [...found, ...statements];
  const assumed = (Sid: string, Principal: PolicyStatement['Principal']) =>
    by.trust(
      SHOP_ROLE,
      added({ Sid, Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }),
    );
  const onBucket = (statement: PolicyStatement) =>
    by.bucket(BUCKET, added({ Resource: `${BUCKET_ARN}/*`, ...statement }));

  it('is ok', async () => {
    expect(await standing()).toMatchObject({ status: 'ok', failing: [] });
  });

  it.each<[string, string, string, () => unknown]>([
    [
      'AWS that answers 500',
      'unknown',
      `s3:usable:${BUCKET}`,
      () =>
        answer(
          { status: 500, code: 'InternalError', message: 'An error.' },
          's3:GetBucketPolicy',
        ),
    ],
    [
      'AWS that throttles to the end',
      'unknown',
      'kms:usable:',
      () =>
        answer(
          { status: 400, code: 'ThrottlingException', message: 'Slow down.' },
          'kms:GetKeyPolicy',
        ),
    ],
    [
      'a bucket that denies the portal to look',
      'unknown',
      `s3:usable:${BUCKET}`,
      () => answer(denied, 's3:GetBucketPolicy'),
    ],
    [
      'a key policy that the portal may not read',
      'unknown',
      'kms:usable:',
      () => answer(denied, 'kms:GetKeyPolicy'),
    ],
    [
      'credentials that have expired',
      'unknown',
      `s3:usable:${BUCKET}`,
      () =>
        answer(
          { status: 403, code: 'ExpiredToken', message: 'It has expired.' },
          's3:HeadBucket',
          's3:ListObjectsV2',
        ),
    ],
    [
      'a bucket that may not be seen',
      'unknown',
      `s3:usable:${BUCKET}`,
      () => answer(denied, 's3:HeadBucket', 's3:ListObjectsV2'),
    ],
    [
      'other holders of a preset that can’t be read',
      'unknown',
      'users:others',
      () => answer(denied, 'iam:ListEntitiesForPolicy'),
    ],
    [
      'a user that is gone, so that nothing can be planned',
      'drifted',
      'setup:plan',
      () => answer(absent('NoSuchEntity'), 'iam:GetUser'),
    ],
    [
      'the role that is gone',
      'drifted',
      'role:exists',
      () => answer(absent('NoSuchEntity'), `iam:GetRole ${SHOP_ROLE}`),
    ],
    [
      'a bucket that is gone',
      'drifted',
      `s3:usable:${BUCKET}`,
      () => answer(absent('NoSuchBucket'), 's3:'),
    ],
    [
      'a key that can’t be used',
      'drifted',
      'kms:usable:',
      async () => {
        const [, KeyId] = bench.seeded.keys['alias/reco-data'].split('/');
        await bench.aws.kms.send(new DisableKeyCommand({ KeyId }));
        return () => bench.aws.kms.send(new EnableKeyCommand({ KeyId }));
      },
    ],
    [
      'ours that stands only by somebody else’s statement',
      'drifted',
      `stands:${BUCKET_ARN}`,
      () =>
        by.bucket(BUCKET, found =>
          found.map(one =>
            one.Sid === INPUT_SID ? { ...one, Sid: 'ByHand' } : one,
          ),
        ),
    ],
    [
      'ours that allows less',
      'drifted',
      `stands:${BUCKET_ARN}`,
      () =>
        by.bucket(BUCKET, found =>
          found.map(one =>
            one.Sid === INPUT_SID ? { ...one, Action: 's3:ListBucket' } : one,
          ),
        ),
    ],
    [
      'another account in the trust policy',
      'drifted',
      `added:${TRUST}:Partner`,
      () => assumed('Partner', { AWS: PARTNER_ACCOUNT }),
    ],
    [
      'AWS Lambda in the trust policy',
      'drifted',
      `added:${TRUST}:Lambda`,
      () => assumed('Lambda', { Service: 'lambda.amazonaws.com' }),
    ],
    [
      'an inline policy on the role',
      'drifted',
      'backdoor:All',
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
    ],
    [
      'AdministratorAccess on the role of people',
      'drifted',
      'AdministratorAccess',
      () =>
        bench.aws.iam.send(
          new AttachRolePolicyCommand({
            RoleName: 'personalize-people',
            PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
          }),
        ),
    ],
    [
      'a permissions boundary',
      'drifted',
      'added:boundary',
      () => by.boundary(SHOP_ROLE, BOUNDARY),
    ],
    [
      'a tag by which a policy decides',
      'drifted',
      'added:tag:project',
      async () => {
        await onBucket({
          Sid: 'ByTag',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:DeleteObject',
          Condition: { StringEquals: { 'aws:PrincipalTag/project': 'shop' } },
        });
        await bench.aws.iam.send(
          new TagRoleCommand({
            RoleName: SHOP_ROLE,
            Tags: [{ Key: 'project', Value: 'other' }],
          }),
        );
      },
    ],
    [
      'our preset on somebody else',
      'drifted',
      `users:others:${PRESET}`,
      async () => {
        const held = { UserName: 'chloe', PolicyArn: PRESET };
        await bench.aws.iam.send(new AttachUserPolicyCommand(held));
        return () => bench.aws.iam.send(new DetachUserPolicyCommand(held));
      },
    ],
    [
      'access by others that is new',
      'attention',
      `elsewhere:${BUCKET_ARN}:ByHand`,
      () =>
        onBucket({
          Sid: 'ByHand',
          Effect: 'Allow',
          Principal: { Service: 'personalize.amazonaws.com' },
          Action: 's3:*',
        }),
    ],
    [
      'a statement that only looks like another set-up’s',
      'attention',
      `elsewhere:${BUCKET_ARN}:PersonalizeS3forgedforged`,
      () =>
        onBucket({
          Sid: 'PersonalizeS3forgedforged',
          Effect: 'Allow',
          Principal: { Service: 'personalize.amazonaws.com' },
          Action: ['s3:GetObject', 's3:ListBucket'],
          Resource: [BUCKET_ARN, `${BUCKET_ARN}/*`],
        }),
    ],
    [
      'a Deny that can’t be decided',
      'attention',
      `s3:role:${BUCKET}/input/`,
      () =>
        onBucket({
          Sid: 'Office',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:GetObject',
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
        }),
    ],
  ])('with %s is %s', async (_what, status, id, change) => {
    const mend = await change();
    const found = await standing();
    await (typeof mend === 'function' && mend());
    await bench.restoreAccount();

    expect(found).toMatchObject({
      status,
      failing: expect.arrayContaining([expect.stringContaining(id)]),
    });
    expect(await standing()).toMatchObject({ status: 'ok', failing: [] });
  });

  it('lets somebody accept a Deny, until it is another one', async () => {
    const deny = (organisation: string) =>
      onBucket({
        Sid: 'Office',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:GetObject',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': organisation } },
      });
    const id = `s3:role:${BUCKET}/input/`;
    await deny('o-1');
    await standing();
    const accept = async () =>
      portal.runAction('personalize:accept', {
        name: 'shop',
        check: id,
        reason: 'It is another organisation.',
      });
    for (const changed of [true, false]) {
      const { status, output } = await accept();
      expect(status).toBe('completed');
      expect(output.steps.step?.output).toMatchObject({
        changed,
        status: 'ok',
      });
    }
    expect(await standing()).toMatchObject({ status: 'ok', failing: [] });
    expect((await portal.api('GET', '/setups/shop')).body.accepted).toBe(1);

    const mend = await deny('o-2');
    const found = await standing();
    await mend();
    expect(found).toMatchObject({ status: 'attention', failing: [id] });
  });
});

describe('a set-up', () => {
  it.each<[string, string, string[], JsonObject, string?]>([
    [
      'of a bucket whose key isn’t granted',
      'attention',
      ['s3:default-key:reco-encrypted'],
      oneBucket('encrypted', 'reco-encrypted'),
    ],
    [
      'that is to write to such a bucket',
      'failed',
      ['s3:default-key:reco-encrypted'],
      oneBucket('writing', 'reco-encrypted', { workflows: ['export'] }),
      'failed',
    ],
    [
      'of a bucket that encrypts twice',
      'attention',
      ['s3:default-key:reco-dual-layer'],
      oneBucket('dual', 'reco-dual-layer'),
    ],
    [
      'of a bucket that AWS’s own key encrypts',
      'attention',
      ['s3:default-key:reco-aws-managed-key'],
      oneBucket('managed', 'reco-aws-managed-key'),
    ],
    [
      'of a bucket of another account, which its owner has to open',
      'attention',
      ['s3:usable:partner-catalogue'],
      oneBucket('partner', 'partner-catalogue', {
        bucketOwner: PARTNER_ACCOUNT,
      }),
    ],
    [
      'with source keys, on which AWS documents nothing,',
      'ok',
      [],
      {
        ...oneBucket('required', 'reco-results', { prefix: 'required/' }),
        sourceConditions: 'required',
      },
    ],
    [
      'of a bucket that CloudFormation owns',
      'ok',
      [],
      oneBucket('pipeline', 'reco-pipeline-output'),
    ],
    [
      'with a permission set that nobody has yet',
      'ok',
      [],
      {
        ...oneBucket('unassigned', 'reco-results'),
        users: [
          {
            preset: 'read-only',
            principals: [
              { type: 'permission-set', name: 'Nobody', assignTo: [] },
            ],
          },
        ],
      },
    ],
    [
      'beside another one on the same bucket',
      'ok',
      [],
      oneBucket('beside', BUCKET, { prefix: 'input/a/' }),
    ],
  ])('%s is %s', async (_what, status, failing, values, run = 'completed') => {
    await setUp(values, run);
    expect(await standing(String(values.name))).toMatchObject({
      status,
      failing,
    });
  });

  it('is quiet about what stands beside it', async () => {
    const titles = async (name: string) =>
      (await standing(name)).checks
        .filter(({ outcome }) => outcome !== 'passed')
        .map(({ title }) => title)
        .join('\n');

    expect(await titles('required')).toContain('Not checked: whether');
    expect(await titles('pipeline')).toContain('CloudFormation stack');
    expect(await titles('unassigned')).toContain('Nobody has the');
    expect(await titles('beside')).toContain('also gives');
  });

  /** A role as somebody made it by hand. */
  const makeRole = async (RoleName: string, SourceArn: string) => {
    const statement = {
      Sid: 'ByHand',
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
        ArnLike: {
          'aws:SourceArn': `arn:aws:personalize:${REGION}:${ACCOUNT}:${SourceArn}`,
        },
      },
    };
    await bench.aws.iam.send(
      new CreateRoleCommand({
        RoleName,
        Path: '/personalize/',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [statement],
        }),
      }),
    );
    await bench.aws.iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: 'by-hand',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Archive',
              Effect: 'Allow',
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::click-archive/*',
            },
          ],
        }),
      }),
    );
  };

  it('of an adopted role knows what stood at the adoption, and what came later', async () => {
    await makeRole('personalize-taken', '*');
    await setUp({ ...oneBucket('taken', 'reco-results'), adopt: true });
    const { status, checks } = await standing('taken');
    expect(status).toBe('ok');
    expect(checks).toContainEqual(
      expect.objectContaining({
        id: expect.stringContaining('by-hand:Archive'),
        outcome: 'warning',
      }),
    );

    await breaking(bench.aws, await bench.state()).trust(
      'personalize-taken',
      statements => [
        ...statements,
        {
          Sid: 'Later',
          Effect: 'Allow',
          Principal: { AWS: PARTNER_ACCOUNT },
          Action: 'sts:AssumeRole',
        },
      ],
    );
    expect(await standing('taken')).toMatchObject({
      status: 'drifted',
      failing: expect.arrayContaining([
        expect.stringContaining('#trust-policy:Later'),
      ]),
    });
  });

  it('that lets Personalize assume its role in part needs attention', async () => {
    await makeRole('personalize-part', 'solution/one');
    await setUp({ ...oneBucket('part', 'reco-results'), adopt: true });
    expect(await standing('part')).toMatchObject({
      status: 'attention',
      failing: [`trust:personalize-assumes:${REGION}`],
    });
  });

  it('whose statements are left where the portal can’t write needs attention', async () => {
    const both = oneBucket('left', 'reco-results');
    await setUp({
      ...both,
      s3: [
        { bucket: 'reco-results', prefix: 'left/', workflows: ['import'] },
        { bucket: BUCKET, prefix: 'left/', workflows: ['import'] },
      ],
    });
    const stop = bench.endpoint.intercept((call, forward) =>
      call.service === 's3' && describeCall(call).includes('reco-results')
        ? call.fault(denied)
        : forward(),
    );
    await setUp(oneBucket('left', BUCKET));
    const found = await standing('left');
    stop();

    expect(found).toMatchObject({
      status: 'attention',
      failing: ['plan:s3:arn:aws:s3:::reco-results'],
    });
  });

  it('whose statements are left in a bucket of another account needs attention, until it asks for them again', async () => {
    const theirs = oneBucket('handed', 'partner-catalogue', {
      bucketOwner: PARTNER_ACCOUNT,
    });
    const left = {
      status: 'attention',
      failing: ['plan:s3:arn:aws:s3:::partner-catalogue'],
    };
    await setUp(theirs);
    await setUp(oneBucket('handed', BUCKET));
    expect(await standing('handed')).toMatchObject(left);

    await setUp(oneBucket('handed', BUCKET));
    expect(await standing('handed')).toMatchObject(left);

    await setUp(theirs);
    expect(await standing('handed')).toMatchObject({
      failing: ['s3:usable:partner-catalogue'],
    });
  });

  it('whose policy a permission set of others keeps needs attention', async () => {
    const people = (...presets: string[]): JsonObject => ({
      ...oneBucket('kept', BUCKET),
      users: presets.map(preset => ({
        preset,
        principals: [
          {
            type: 'account-role',
            roleName: `personalize-kept-${preset}`,
            users: ['ben'],
          },
        ],
      })),
    });
    const policy = `arn:aws:iam::${ACCOUNT}:policy/personalize/personalize-kept-read-only`;
    const RoleName = 'AWSReservedSSO_Analysts_0123456789abcdef';
    await setUp(people('read-only', 'admin'));
    await bench.aws.iam.send(
      new CreateRoleCommand({
        RoleName,
        Path: '/aws-reserved/sso.amazonaws.com/',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [],
        }),
      }),
    );
    await bench.aws.iam.send(
      new AttachRolePolicyCommand({ RoleName, PolicyArn: policy }),
    );
    await setUp(people('admin'));
    const found = await standing('kept');
    await bench.aws.iam.send(
      new DetachRolePolicyCommand({ RoleName, PolicyArn: policy }),
    );
    await bench.aws.iam.send(new DeleteRoleCommand({ RoleName }));

    expect(found).toMatchObject({
      status: 'attention',
      failing: [`plan:users:${policy}`],
    });
  });
});
