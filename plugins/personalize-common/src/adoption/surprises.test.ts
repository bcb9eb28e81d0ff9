import { PolicyStatement } from '../policy/document';
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
            Resource: '*',
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
          { Effect: 'Deny', Action: ['iam:*', '*'], Resource: '*' },
          { Effect: 'Deny', NotAction: 's3:*', Resource: '*' },
        ],
      ),
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
      'also lets in everybody but those it names (NotPrincipal)',
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
      'allows s3:*',
    ],
    [
      'a whole service everywhere, in other words',
      { Action: 's3:**', Resource: ['arn:aws:s3:::reco', 'arn:*'] },
      'allows s3:**',
    ],
    [
      'a whole service on every bucket',
      { Action: 's3:*', Resource: 'arn:aws:s3:::*' },
      'allows s3:*',
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
  ])('is that it can do too much: %s', (_name, statement, message) => {
    expect(
      candidate(undefined, [{ Sid: 'Much', Effect: 'Allow', ...statement }]),
    ).toEqual([`statement "Much" of its policy Data ${message}`]);
  });

  it.each(['/aws-service-role/x/', '/aws-reserved/sso.amazonaws.com/'])(
    'is a path of AWS: %s',
    path => {
      expect(candidate(undefined, undefined, path)).toEqual([
        expect.stringContaining('where AWS alone edits roles'),
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
      'statement "Glue" of its trust policy also lets in others than Personalize',
      expect.stringMatching(
        /^statement number 1 \(no Sid\) of its policy .* allows more than the use of data$/,
      ),
    ]);
  });
});
