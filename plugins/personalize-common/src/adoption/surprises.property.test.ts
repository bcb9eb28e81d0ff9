import fc from 'fast-check';
import { exactly, requestContext } from '../evaluate/context';
import { identityAllows } from '../evaluate/findings';
import { ConditionBlock, PolicyStatement } from '../policy/document';
import { adoptionSurprises } from './surprises';

/*
 * The evaluator is the judge: a role without a surprise does none of what a
 * Personalize role must not do, and may not do it either.
 */

const ROLE_ARN = 'arn:aws:iam::012345678901:role/personalize-by-hand';
const OTHER_BUCKET = 'arn:aws:s3:::finance';
const BUCKET = 'arn:aws:s3:::reco';
const KEY = 'arn:aws:kms:us-east-1:012345678901:key/1';
const OTHER_KEY = 'arn:aws:kms:us-east-1:012345678901:key/2';

const FORBIDDEN: [action: string, resource: string][] = [
  ['s3:GetObject', `${OTHER_BUCKET}/2026.csv`],
  ['s3:PutObject', `${OTHER_BUCKET}/2026.csv`],
  ['s3:ListBucket', OTHER_BUCKET],
  ['s3:PutBucketPolicy', BUCKET],
  ['s3:PutBucketAcl', 'arn:aws:s3:::my-personalize-data'],
  ['kms:CreateGrant', KEY],
  ['kms:PutKeyPolicy', KEY],
  ['kms:Decrypt', OTHER_KEY],
  ['iam:PassRole', 'arn:aws:iam::012345678901:role/admin'],
  ['iam:CreateUser', 'arn:aws:iam::012345678901:user/eve'],
  ['sts:AssumeRole', 'arn:aws:iam::012345678901:role/admin'],
  ['ssm:SendCommand', 'arn:aws:ssm:us-east-1::document/AWS-RunShellScript'],
  [
    'lambda:UpdateFunctionCode',
    'arn:aws:lambda:us-east-1:012345678901:function:f',
  ],
  [
    'secretsmanager:GetSecretValue',
    'arn:aws:secretsmanager:us-east-1:012345678901:secret:db-AbCdEf',
  ],
  [
    'cloudwatch:DeleteAlarms',
    'arn:aws:cloudwatch:us-east-1:012345678901:alarm:all',
  ],
];

const actions = fc.constantFrom(
  '*',
  '*:*',
  'personalize:*',
  's3:*',
  's3:Get*',
  's3:GetObject',
  'S3:getobject',
  's3:Put*',
  's3:PutObject',
  's3:*Object',
  's3:List*',
  's?:*',
  'kms:*',
  'kms:Decrypt',
  'kms:CreateGrant',
  'kms:*Grant*',
  'iam:PassRole',
  'iam:*',
  'cloudwatch:PutMetricData',
  'cloudwatch:*',
  'ssm:SendCommand',
  'secretsmanager:GetSecretValue',
);

const resources = fc.constantFrom(
  '*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::*/*',
  'arn:*:reco',
  'arn:aws:s3:*:*:*',
  BUCKET,
  `${BUCKET}*`,
  `${BUCKET}/*`,
  'arn:aws:s3:::*personalize*',
  'arn:aws:s3:::${aws:PrincipalTag/team}/*',
  'arn:aws:s3:::re${aws:PrincipalTag/team}',
  KEY,
  'arn:aws:kms:us-east-1:012345678901:key/*',
  'arn:aws:kms:*',
  'arn:aws:iam::012345678901:role/*',
);

const conditions = fc.constantFrom<ConditionBlock | undefined>(
  undefined,
  { StringEquals: { 'iam:PassedToService': 'personalize.amazonaws.com' } },
  { StringLike: { 'IAM:PassedToService': 'personalize*' } },
  {
    StringEqualsIfExists: {
      'iam:PassedToService': 'personalize.amazonaws.com',
    },
  },
  {
    'ForAllValues:StringEquals': {
      'iam:PassedToService': 'personalize.amazonaws.com',
    },
  },
  { StringNotEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
  { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
  { StringEquals: { 'aws:ResourceTag/team': 'reco' } },
);

const some = <T>(one: fc.Arbitrary<T>) =>
  fc.array(one, { minLength: 1, maxLength: 2 });

const allows: fc.Arbitrary<PolicyStatement> = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: some(actions).map(Action => ({ Action })) },
      some(actions).map(NotAction => ({ NotAction })),
    ),
    fc.oneof(
      { weight: 4, arbitrary: some(resources).map(Resource => ({ Resource })) },
      some(resources).map(NotResource => ({ NotResource })),
    ),
    conditions,
  )
  .map(([action, resource, Condition]) => ({
    Effect: 'Allow',
    ...action,
    ...resource,
    ...(Condition ? { Condition } : {}),
  }));

const denies: fc.Arbitrary<PolicyStatement> = allows.map(statement => ({
  ...statement,
  Effect: 'Deny',
}));

const contexts = fc
  .record({
    service: fc.constantFrom('sagemaker.amazonaws.com', undefined),
    team: fc.constantFrom('finance', 'co', undefined),
  })
  .map(({ service, team }) =>
    requestContext(
      {
        'aws:RequestedRegion': exactly('us-east-1'),
        'aws:ResourceTag/team': exactly('reco'),
        ...(service ? { 'iam:PassedToService': exactly(service) } : {}),
        ...(team ? { 'aws:PrincipalTag/team': exactly(team) } : {}),
      },
      { state: 'absent' },
    ),
  );

it('a role without a surprise can do nothing that a Personalize role must not', () => {
  fc.assert(
    fc.property(
      fc
        .tuple(some(allows), fc.array(denies, { maxLength: 1 }))
        .map(parts => parts.flat()),
      fc.constantFrom('2012-10-17', '2008-10-17'),
      contexts,
      (Statement, Version, context) => {
        const policies = [
          { name: 'by-hand', document: { Version, Statement } },
        ];
        fc.pre(
          adoptionSurprises({
            path: '/',
            trustPolicy: { Statement: [] },
            policies,
          }).length === 0,
        );
        const possible = FORBIDDEN.filter(
          ([action, resource]) =>
            identityAllows(policies, {
              principal: { kind: 'role', arn: ROLE_ARN, hasBoundary: false },
              action,
              resource,
              context,
            }).answer !== 'no',
        );

        expect(possible).toEqual([]);
      },
    ),
    { numRuns: 2000 },
  );
});
