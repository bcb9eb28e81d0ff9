import { roleBucketStatement } from '../documents/bucketPolicy';
import { roleKeyStatement } from '../documents/keyPolicy';
import { OUR_ROLE } from '../policy/__testUtils__/setups';
import { OneOrMany, PolicyStatement } from '../policy/document';
import { RoleTarget } from '../service/role';
import { servicePolicyStatements } from '../service/servicePolicy';
import { KMS_WORKFLOWS, S3_WORKFLOWS } from '../service/workflows';
import { ACTS, HOSTILE_TEXTS } from '../text/__testUtils__/hostileTexts';
import { AWS_MANAGED_POLICIES } from './__testUtils__/awsManagedPolicies';
import { adoptionSurprises } from './surprises';

const PERSONALIZE: PolicyStatement = {
  Effect: 'Allow',
  Principal: { Service: 'personalize.amazonaws.com' },
  Action: 'sts:AssumeRole',
};

const surprisesOf = (
  trust: PolicyStatement[] = [PERSONALIZE],
  policies: PolicyStatement[] = [],
  path: string = '/',
) =>
  adoptionSurprises({
    path,
    trustPolicy: { Version: '2012-10-17', Statement: trust },
    policies: [
      {
        name: 'Data',
        document: { Version: '2012-10-17', Statement: policies },
      },
    ],
  });

/** What is said of a role. */
const candidate = (...about: Parameters<typeof surprisesOf>) =>
  surprisesOf(...about).map(({ message }) => message);

/** What is said of a role with a policy of AWS. */
const ofAws = (name: string) =>
  adoptionSurprises({
    path: '/',
    trustPolicy: { Statement: PERSONALIZE },
    policies: [{ name, document: AWS_MANAGED_POLICIES[name] }],
  }).map(({ message }) => message);

/** What is said to be too much of actions on resources. */
const allowing = (Action: OneOrMany<string>, Resource: OneOrMany<string>) =>
  candidate(undefined, [
    { Sid: 'Much', Effect: 'Allow', Action, Resource },
  ]).map(message => message.split(' allows ')[1]);

const deny = (
  Action: OneOrMany<string>,
  Resource: OneOrMany<string>,
): PolicyStatement => ({ Effect: 'Deny', Action, Resource });

const denyAllBut = (NotAction: OneOrMany<string>): PolicyStatement => ({
  Effect: 'Deny',
  NotAction,
  Resource: '*',
});

describe('a role that may be adopted', () => {
  it('lets Personalize in, however wide, and reads and writes data', () => {
    expect(
      candidate(
        [
          PERSONALIZE,
          {
            ...PERSONALIZE,
            Principal: { Service: ['personalize.amazonaws.com'] },
          },
        ],
        [
          {
            Effect: 'Allow',
            Action: ['s3:GetObject', 's3:List*'],
            Resource: ['arn:aws:s3:::reco', 'arn:aws:s3:::reco/*'],
          },
          { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::reco/*' },
          { Effect: 'Allow', Action: 'personalize:*', Resource: '*' },
          {
            Effect: 'Allow',
            Action: 'cloudwatch:PutMetricData',
            Resource: '*',
          },
          {
            Effect: 'Allow',
            Action: ['iam:PassRole'],
            Resource: '*',
            Condition: {
              StringEquals: {
                'iam:PassedToService': 'personalize.amazonaws.com',
              },
            },
          },
        ],
      ),
    ).toEqual([]);
  });

  it.each<[string, PolicyStatement]>([
    [
      'the data of buckets whose names begin alike',
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
        Resource: 'arn:aws:s3:::reco-*',
      },
    ],
    [
      'the settings of a bucket, to read',
      {
        Effect: 'Allow',
        Action: ['S3:GET*', 's3:List*'],
        Resource: ['arn:aws-cn:s3:::reco', 'arn:aws-cn:s3:::reco/in/*'],
      },
    ],
    [
      'objects, to delete, and uploads in parts',
      {
        Effect: 'Allow',
        Action: [
          's3:PutObject',
          's3:DeleteObject',
          's3:AbortMultipartUpload',
          's3:ListMultipartUploadParts',
        ],
        Resource: ['arn:aws:s3:::reco', 'arn:aws:s3:::reco/*'],
      },
    ],
    [
      'objects in a folder that a variable names',
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::reco/${aws:PrincipalTag/team}/*',
      },
    ],
    [
      'a key by its ARN, beside a bucket',
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 'kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: [
          'arn:aws:s3:::reco/*',
          'arn:aws:kms:us-east-1:012345678901:key/mrk-11112222333344445555666677778888',
        ],
      },
    ],
    [
      'parts of Personalize',
      {
        Effect: 'Allow',
        Action: ['personalize:Describe*', 'personalize:GetRecommendations'],
        NotResource: 'arn:aws:personalize:us-east-1:012345678901:dataset/x',
      },
    ],
  ])('uses %s', (_what, statement) => {
    expect(candidate(undefined, [statement])).toEqual([]);
  });

  it('has what AWS attaches to roles for Personalize', () => {
    expect(ofAws('AmazonPersonalizeFullAccess')).toEqual([]);
  });

  it.each<[string, RoleTarget]>([
    ['aws', OUR_ROLE],
    ['aws-cn', { ...OUR_ROLE, partition: 'aws-cn', region: 'cn-north-1' }],
  ])('is each that the product makes in partition %s', (partition, role) => {
    const keyArn = `arn:${partition}:kms:${role.region}:${role.accountId}:key/11111111-2222-3333-4444-555555555555`;
    const onData = [
      ...S3_WORKFLOWS.flatMap(workflow =>
        ['', 'in/', 'a*b/${c}?/'].map(prefix =>
          roleBucketStatement(role, {
            bucket: 'reco-training-data',
            prefix,
            workflows: [workflow],
          }),
        ),
      ),
      ...[...KMS_WORKFLOWS.map(workflow => [workflow]), KMS_WORKFLOWS].flatMap(
        workflows => roleKeyStatement(role, keyArn, workflows) ?? [],
      ),
    ];

    for (const servicePolicy of ['documented', 'scoped'] as const) {
      for (const cloudWatchMetrics of [false, true]) {
        expect(
          candidate(undefined, [
            ...servicePolicyStatements(role, {
              servicePolicy,
              cloudWatchMetrics,
            }),
            ...onData,
          ]),
        ).toEqual([]);
      }
    }
  });

  it('may have any Deny', () => {
    expect(
      candidate(undefined, [
        { Effect: 'Deny', Action: ['iam:*', '*'], Resource: '*' },
        { Effect: 'Deny', NotAction: 's3:*', Resource: '*' },
        { Effect: 'Deny', Action: 'kms:CreateGrant', NotResource: 'x' },
      ]),
    ).toEqual([]);
  });

  it('may deny others by its trust policy', () => {
    expect(
      candidate([PERSONALIZE, { Effect: 'Deny', Principal: '*', Action: '*' }]),
    ).toEqual([]);
  });
});

describe('a surprise', () => {
  it.each<[string, PolicyStatement, string]>([
    [
      'another service',
      {
        ...PERSONALIZE,
        Sid: 'Glue',
        Principal: {
          Service: ['personalize.amazonaws.com', 'glue.amazonaws.com'],
        },
      },
      'statement "Glue" of its trust policy also lets in glue.amazonaws.com',
    ],
    [
      'an account',
      { ...PERSONALIZE, Principal: { AWS: '999999999999' } },
      'statement number 1 (no Sid) of its trust policy also lets in 999999999999',
    ],
    [
      'a provider',
      { ...PERSONALIZE, Principal: { Federated: 'accounts.google.com' } },
      'also lets in accounts.google.com',
    ],
    [
      'the name of Personalize as another kind of principal',
      { ...PERSONALIZE, Principal: { Federated: 'personalize.amazonaws.com' } },
      'also lets in personalize.amazonaws.com',
    ],
    ['everybody', { ...PERSONALIZE, Principal: '*' }, 'also lets in everybody'],
    [
      'nobody named',
      { ...PERSONALIZE, Principal: undefined },
      'also lets in everybody',
    ],
    [
      'everybody but some',
      {
        ...PERSONALIZE,
        Principal: undefined,
        NotPrincipal: { AWS: '999999999999' },
      },
      'also lets in everybody except those it names (NotPrincipal)',
    ],
  ])('is %s who may assume the role', (_name, statement, message) => {
    const surprises = candidate([statement]);

    expect(surprises).toHaveLength(1);
    expect(surprises[0]).toContain(message);
  });

  it.each<[string, Partial<PolicyStatement>, string]>([
    ['everything', { Action: '*', Resource: '*' }, 'allows *'],
    [
      'everything on one bucket',
      { Action: '*', Resource: 'arn:aws:s3:::reco' },
      'allows *',
    ],
    [
      'identities',
      {
        Action: ['s3:GetObject', 'IAM:PassRole'],
        Resource: 'arn:aws:iam::1:role/x',
      },
      'allows IAM:PassRole',
    ],
    [
      'passing roles to another service as well',
      {
        Action: 'iam:PassRole',
        Resource: '*',
        Condition: {
          StringEquals: {
            'iam:PassedToService': [
              'personalize.amazonaws.com',
              'sagemaker.amazonaws.com',
            ],
          },
        },
      },
      'allows iam:PassRole',
    ],
    [
      'passing roles where the condition lets requests without the key in',
      {
        Action: 'iam:PassRole',
        Resource: '*',
        Condition: {
          StringEqualsIfExists: {
            'iam:PassedToService': 'personalize.amazonaws.com',
          },
        },
      },
      'allows iam:PassRole',
    ],
    [
      'passing roles under a condition on something else',
      {
        Action: 'iam:PassRole',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:RequestedRegion': 'us-east-1' },
        },
      },
      'allows iam:PassRole',
    ],
    [
      'another role',
      { Action: 'sts:AssumeRole', Resource: '*' },
      'allows sts:AssumeRole',
    ],
    [
      'the organisation',
      { Action: 'organizations:LeaveOrganization', Resource: '*' },
      'allows organizations:LeaveOrganization',
    ],
    [
      'services by wildcard',
      { Action: 's?:GetObject', Resource: '*' },
      'allows s?:GetObject',
    ],
    [
      'a whole service everywhere',
      { Action: 's3:*', Resource: '*' },
      'allows s3:* on *',
    ],
    [
      'a whole service everywhere, in other words',
      { Action: 's3:**', Resource: ['arn:aws:s3:::reco', 'arn:*'] },
      'allows s3:** on arn:aws:s3:::reco and arn:*',
    ],
    [
      'a whole service on every bucket',
      { Action: 's3:*', Resource: 'arn:aws:s3:::*' },
      'allows s3:* on arn:aws:s3:::*',
    ],
    [
      'a whole service but on some',
      { Action: 'kms:*', NotResource: 'arn:aws:kms:::x' },
      'allows kms:*',
    ],
    [
      'all but some',
      { NotAction: ['s3:*'], Resource: '*' },
      'allows all but s3:*',
    ],
    [
      'all but some on a named bucket',
      { NotAction: ['s3:Get*', 'iam:*'], Resource: 'arn:aws:s3:::reco/*' },
      'allows all but s3:Get*, iam:*',
    ],
    [
      'all of Personalize, and what only sounds like it',
      { Action: ['personalize:*', 'personalize*', '*:*'], Resource: '*' },
      'allows personalize*, *:*',
    ],
    [
      'any data',
      { Action: ['s3:GetObject', 's3:List*'], Resource: '*' },
      'allows s3:GetObject on *, s3:List* on *',
    ],
    [
      'data in every bucket, among named ones',
      {
        Action: 's3:GetObject',
        Resource: ['arn:aws:s3:::reco/*', 'arn:aws:s3:::*/*'],
      },
      'allows s3:GetObject on arn:aws:s3:::*/*',
    ],
    [
      'data in buckets of which too little is named',
      {
        Action: 's3:PutObject',
        Resource: [
          'arn:aws:s3:::re*',
          'arn:aws:s3:::?eco/*',
          'arn:aws:s3:::${aws:username}/*',
        ],
      },
      'allows s3:PutObject on arn:aws:s3:::re*, arn:aws:s3:::?eco/* and arn:aws:s3:::${aws:username}/*',
    ],
    [
      'data in all buckets but some',
      { Action: 's3:GetObject', NotResource: 'arn:aws:s3:::finance/*' },
      'allows s3:GetObject on everything but arn:aws:s3:::finance/*',
    ],
    [
      'data by an ARN that stands for more than buckets',
      {
        Action: 's3:GetObject',
        Resource: ['arn:aws:s3:*:*:reco/*', 'arn:*:s3:::reco/*', 'arn:aws:s3'],
      },
      'allows s3:GetObject on arn:aws:s3:*:*:reco/*, arn:*:s3:::reco/* and arn:aws:s3',
    ],
    [
      'a named bucket and its policy',
      {
        Action: 's3:*',
        Resource: ['arn:aws:s3:::reco', 'arn:aws:s3:::reco/*'],
      },
      'allows s3:* on arn:aws:s3:::reco',
    ],
    [
      'named buckets and their policies, by a name that goes on',
      { Action: 's3:*', Resource: 'arn:aws:s3:::reco*' },
      'allows s3:* on arn:aws:s3:::reco*',
    ],
    [
      'a key to hand on',
      {
        Action: ['kms:Decrypt', 'kms:CreateGrant'],
        Resource: 'arn:aws:kms:us-east-1:012345678901:key/1',
      },
      'allows kms:CreateGrant',
    ],
    [
      'all keys',
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: [
          'arn:aws:kms:us-east-1:012345678901:key/1',
          'arn:aws:kms:us-east-1:012345678901:key/*',
        ],
      },
      'allows kms:Decrypt on arn:aws:kms:us-east-1:012345678901:key/*, kms:GenerateDataKey on arn:aws:kms:us-east-1:012345678901:key/*',
    ],
    [
      'metrics of all kinds',
      { Action: ['cloudwatch:Put*'], Resource: '*' },
      'allows cloudwatch:Put*',
    ],
  ])('is that it can do too much: %s', (_name, statement, message) => {
    expect(
      candidate(undefined, [{ Sid: 'Much', Effect: 'Allow', ...statement }]),
    ).toEqual([`statement "Much" of its policy Data ${message}`]);
  });

  it.each<[string, string]>([
    ['s3:Get*', 's3:Get* on *'],
    ['s3:Put*', 's3:Put* on *'],
    ['kms:CreateGrant', 'kms:CreateGrant'],
    ['ssm:SendCommand', 'ssm:SendCommand'],
    ['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionCode'],
    ['secretsmanager:GetSecretValue', 'secretsmanager:GetSecretValue'],
  ])('is %s everywhere', (action, power) => {
    expect(allowing(action, '*')).toEqual([power]);
  });

  const DANGEROUS = [
    'kms:CreateGrant',
    'ssm:SendCommand',
    'lambda:UpdateFunctionCode',
    'secretsmanager:GetSecretValue',
    's3:PutBucketPolicy',
    's3:DeleteBucketPolicy',
    's3:PutBucketAcl',
    'iam:PassRole',
    'sts:AssumeRole',
    'ec2:DescribeInstances',
    'a-service-of-tomorrow:DoSomething',
  ];

  it.each(
    DANGEROUS.flatMap(action => [
      action,
      action.toUpperCase(),
      action.replace(/.$/, '?'),
      action.replace(/.{3}$/, '*'),
    ]),
  )('is %s, wherever it is allowed', action => {
    for (const resource of [
      '*',
      'arn:aws:s3:::*',
      'arn:aws:s3:::reco',
      'arn:aws:kms:us-east-1:012345678901:key/1',
      'arn:aws:secretsmanager:us-east-1:012345678901:secret:reco-AbCdEf',
      'arn:aws:lambda:us-east-1:012345678901:function:reco',
    ]) {
      expect(allowing(action, resource)).toEqual([
        expect.stringMatching(
          new RegExp(`^${action.replace(/[*?]/g, '\\$&')}( on |$)`),
        ),
      ]);
    }
  });

  it('is named without what may stay beside it', () => {
    expect(
      allowing(
        [
          's3:GetObject',
          's3:PutBucketPolicy',
          'personalize:*',
          'ssm:SendCommand',
          'kms:Decrypt',
          'kms:CreateGrant',
        ],
        [
          'arn:aws:s3:::reco',
          'arn:aws:s3:::reco/*',
          'arn:aws:kms:us-east-1:012345678901:key/1',
        ],
      ),
    ).toEqual([
      's3:PutBucketPolicy on arn:aws:s3:::reco and arn:aws:kms:us-east-1:012345678901:key/1, ssm:SendCommand, kms:CreateGrant',
    ]);
  });

  it.each<[string, PolicyStatement['Condition']]>([
    ['a Region', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }],
    ['a tag', { StringEquals: { 'aws:ResourceTag/team': 'reco' } }],
    [
      'the service that a role is passed to',
      {
        StringEquals: { 'iam:PassedToService': 'personalize.amazonaws.com' },
      },
    ],
    ['the service that calls', { StringLike: { 'kms:ViaService': 's3.*' } }],
  ])('isn’t excused by a condition on %s', (_what, Condition) => {
    expect(
      candidate(undefined, [
        {
          Sid: 'Much',
          Effect: 'Allow',
          Action: ['ssm:SendCommand', 'kms:Decrypt'],
          Resource: '*',
          Condition,
        },
      ]),
    ).toEqual([
      'statement "Much" of its policy Data allows ssm:SendCommand, kms:Decrypt on *',
    ]);
  });

  it.each<[string, string[]]>([
    [
      'AmazonS3ReadOnlyAccess',
      [
        's3:Get* on *, s3:List* on *, s3:Describe* on *, s3-object-lambda:Get*, s3-object-lambda:List*',
      ],
    ],
    ['AmazonS3FullAccess', ['s3:* on *, s3-object-lambda:*']],
    ['AdministratorAccess', ['*']],
    [
      'PowerUserAccess',
      [
        'all but iam:*, organizations:*, account:*',
        'account:GetAccountInformation, account:GetGovCloudAccountInformation, account:GetPrimaryEmail, account:ListRegions, iam:CreateServiceLinkedRole, iam:DeleteServiceLinkedRole, iam:ListRoles, organizations:DescribeEffectivePolicy, organizations:DescribeOrganization',
      ],
    ],
    [
      'CloudWatchFullAccess',
      [
        'autoscaling:Describe*, cloudwatch:*, logs:*, sns:*, iam:GetPolicy, iam:GetPolicyVersion, iam:GetRole, oam:ListSinks',
        'iam:CreateServiceLinkedRole',
        'oam:ListAttachedLinks',
      ],
    ],
  ])('is the policy %s of AWS', (name, powers) => {
    expect(ofAws(name)).toEqual(
      powers.map(
        (power, index) =>
          `statement number ${
            index + 1
          } (no Sid) of its policy ${name} allows ${power}`,
      ),
    );
  });

  it.each<[string, PolicyStatement, boolean]>([
    ['the same on everything', deny('ssm:SendCommand', '*'), true],
    ['more on everything', deny('SSM:*', ['x', '*']), true],
    ['all but something else', denyAllBut(['s3:*', 'personalize:*']), true],
    ['a part of it', deny('ssm:SendCommand?', '*'), false],
    ['all but that', denyAllBut(['ssm:Send*']), false],
    ['the same elsewhere', deny('ssm:SendCommand', 'arn:aws:ssm:*'), false],
    [
      'the same everywhere but somewhere',
      { Effect: 'Deny', Action: 'ssm:*', NotResource: 'arn:aws:ec2:*' },
      false,
    ],
    [
      'the same sometimes',
      {
        ...deny('ssm:SendCommand', '*'),
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      false,
    ],
  ])(
    'is taken away by a Deny only where that is sure: %s',
    (_what, denying, isGone) => {
      const surprises = adoptionSurprises({
        path: '/',
        trustPolicy: { Statement: PERSONALIZE },
        policies: [
          {
            name: 'Much',
            document: {
              Statement: {
                Effect: 'Allow',
                Action: 'ssm:SendCommand',
                Resource: '*',
              },
            },
          },
          { name: 'Less', document: { Statement: [denying] } },
        ],
      });

      expect(surprises).toHaveLength(isGone ? 0 : 1);
    },
  );

  it.each<[string, PolicyStatement]>([
    [
      'the same condition',
      {
        ...deny('ssm:*', '*'),
        Condition: { StringEquals: { 'aws:userid': '${aws:username}' } },
      },
    ],
    [
      'a wildcard that doesn’t reach over colons',
      deny('ssm:*', ['arn:*Shell', 'arn:aws:*Shell']),
    ],
  ])('isn’t taken away by a Deny with %s', (_what, denying) => {
    expect(
      candidate(undefined, [
        {
          Effect: 'Allow',
          Action: 'ssm:SendCommand',
          Resource: 'arn:aws:ssm:us-east-1::document/Shell',
          Condition: { StringEquals: { 'aws:userid': '${aws:username}' } },
        },
        denying,
      ]),
    ).toHaveLength(1);
  });

  it('that is all but something is taken away by a Deny of all of that', () => {
    const much: PolicyStatement = {
      Effect: 'Allow',
      NotAction: ['iam:*', 's3:*'],
      Resource: '*',
    };

    expect(candidate(undefined, [much, denyAllBut('s3:*')])).toEqual([]);
    expect(candidate(undefined, [much, denyAllBut('ec2:*')])).toHaveLength(1);
  });

  it.each(['/aws-service-role/x/', '/aws-reserved/sso.amazonaws.com/'])(
    'is a path of AWS: %s',
    path => {
      expect(candidate(undefined, undefined, path)).toEqual([
        expect.stringContaining('where only AWS can edit roles'),
      ]);
    },
  );

  it('is named with all others', () => {
    expect(
      candidate(
        [{ ...PERSONALIZE, Principal: '*' }],
        [{ Effect: 'Allow', Action: '*', Resource: '*' }],
        '/aws-reserved/',
      ),
    ).toHaveLength(3);
  });

  it('has a form that quotes nothing of the policies', () => {
    expect(
      surprisesOf(
        [
          {
            ...PERSONALIZE,
            Sid: 'Glue',
            Principal: { AWS: '999999999999', Service: 'glue.amazonaws.com' },
          },
        ],
        [{ Effect: 'Allow', Action: 'iam:CreateUser', Resource: '*' }],
      ).map(({ unquoted }) => unquoted),
    ).toEqual([
      'statement "Glue" of its trust policy also lets in principals other than Personalize',
      expect.stringMatching(
        /^statement number 1 \(no Sid\) of its policy .* allows more than data access$/,
      ),
    ]);
  });
});

it.each(HOSTILE_TEXTS)('a surprise shows %s only', (_what, text) => {
  const surprises = surprisesOf(
    [{ ...PERSONALIZE, Sid: text, Principal: { AWS: text } }],
    [{ Sid: text, Effect: 'Allow', Action: `iam:${text}`, Resource: '*' }],
  );

  expect(surprises).toHaveLength(2);
  for (const { message, unquoted } of surprises) {
    expect(`${message} ${unquoted}`).not.toMatch(ACTS);
    expect(`${message} ${unquoted}`).not.toContain('\n');
  }
});
