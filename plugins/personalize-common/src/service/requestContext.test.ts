import { Answer } from '../evaluate/answer';
import { matchConditions } from '../evaluate/conditions';
import { matchStatements } from '../evaluate/statement';
import { PolicyStatement } from '../policy/document';
import { serviceContext } from './requestContext';

const request = {
  principal: { kind: 'service', service: 'personalize.amazonaws.com' },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::reco-data/in/*',
  context: serviceContext({
    kind: 'service',
    accountId: '012345678901',
    region: 'us-east-1',
  }),
} as const;

it.each([
  ['1.2', 'no'],
  ['1.3', 'unknown'],
  ['1.4', 'yes'],
])('a Deny of TLS before %s covers Personalize: %s', (version, answer) => {
  const deny: PolicyStatement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: '*',
    Condition: { NumericLessThan: { 's3:TlsVersion': version } },
  };

  expect(
    matchStatements({ Statement: deny }, 'resource', request)[0].answer,
  ).toBe(answer);
});

const ROLE_ARN = 'arn:aws:iam::012345678901:role/personalize/personalize-shop';
const caller = { accountId: '012345678901', region: 'us-east-1' };
const CONTEXTS = {
  service: serviceContext({ ...caller, kind: 'service' }),
  role: serviceContext({ ...caller, kind: 'role', roleArn: ROLE_ARN }),
};

// IAM User Guide, "AWS global condition context keys"; AWS KMS Developer Guide,
// kms:CallerAccount. What AWS doesn't document of Personalize is unknown.
it.each<[keyof typeof CONTEXTS, string, string, string, Answer]>([
  ['service', 'Bool', 'aws:SecureTransport', 'true', 'yes'],
  ['service', 'StringEquals', 'aws:RequestedRegion', 'us-east-1', 'yes'],
  ['service', 'Null', 'aws:username', 'true', 'yes'],
  ['service', 'Bool', 'aws:PrincipalIsAWSService', 'true', 'yes'],
  [
    'service',
    'StringEquals',
    'aws:PrincipalServiceName',
    'personalize.amazonaws.com',
    'yes',
  ],
  ['service', 'Null', 'aws:PrincipalOrgID', 'true', 'yes'],
  ['service', 'Null', 'aws:PrincipalOrgPaths', 'true', 'yes'],
  ['service', 'Null', 'aws:PrincipalTag/team', 'true', 'yes'],
  ['service', 'StringEquals', 'aws:SourceAccount', '012345678901', 'unknown'],
  ['service', 'StringEquals', 'aws:SourceAccount', '999999999999', 'no'],
  ['service', 'Null', 'aws:SourceArn', 'true', 'unknown'],
  ['service', 'Null', 'aws:PrincipalType', 'true', 'unknown'],
  ['role', 'Bool', 'aws:SecureTransport', 'true', 'yes'],
  ['role', 'StringEquals', 'aws:RequestedRegion', 'us-east-1', 'yes'],
  ['role', 'Null', 'aws:username', 'true', 'yes'],
  ['role', 'Bool', 'aws:PrincipalIsAWSService', 'false', 'yes'],
  ['role', 'Null', 'aws:PrincipalServiceName', 'true', 'yes'],
  ['role', 'Null', 'aws:PrincipalServiceNamesList', 'true', 'yes'],
  ['role', 'StringEquals', 'aws:PrincipalAccount', '012345678901', 'yes'],
  ['role', 'ArnEquals', 'aws:PrincipalArn', ROLE_ARN, 'yes'],
  ['role', 'StringEquals', 'aws:PrincipalType', 'AssumedRole', 'yes'],
  ['role', 'StringLike', 'aws:userid', 'AROA*', 'yes'],
  ['role', 'StringLike', 'aws:userid', 'AROAEXAMPLEEXAMPLE12:*', 'unknown'],
  ['role', 'StringLike', 'aws:userid', 'AIDA*', 'no'],
  ['role', 'Null', 'aws:TokenIssueTime', 'true', 'unknown'],
  ['role', 'StringEquals', 'kms:CallerAccount', '012345678901', 'yes'],
  ['role', 'Null', 'aws:SourceAccount', 'true', 'yes'],
  ['role', 'Null', 'aws:SourceArn', 'true', 'yes'],
  ['role', 'Null', 'aws:SourceOrgID', 'true', 'yes'],
  ['role', 'Null', 'aws:SourceOrgPaths', 'true', 'yes'],
  ['role', 'Null', 'aws:PrincipalTag/team', 'true', 'unknown'],
  // S3 may be the one who asks, where it isn't said what is asked for.
  ['role', 'Bool', 'aws:ViaAWSService', 'true', 'unknown'],
  ['service', 'Bool', 'aws:ViaAWSService', 'false', 'unknown'],
])(
  'of a call by the %s, %s on %s %s: %s',
  (who, operator, key, value, answer) => {
    const [condition] = matchConditions(
      { [operator]: { [key]: value } },
      CONTEXTS[who],
      '2012-10-17',
    );
    expect(condition.answer).toBe(answer);
  },
);

it.each([
  ['KMS:Decrypt', 'unknown'],
  ['s3:GetObject', 'no'],
])('a call of %s comes through S3: %s', (action, answer) => {
  const [condition] = matchConditions(
    { Bool: { 'aws:ViaAWSService': 'true' } },
    serviceContext({ ...caller, kind: 'service', action }),
    '2012-10-17',
  );
  expect(condition.answer).toBe(answer);
});
