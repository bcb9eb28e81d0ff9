import { ContextValue, exactly, withValues } from '../evaluate/context';
import { decide, Decision } from '../evaluate/decide';
import { RequestPrincipal } from '../evaluate/request';
import {
  ConditionBlock,
  PolicyDocument,
  PolicyStatement,
} from '../policy/document';
import { serviceContext } from './requestContext';
import { SERVICE_PRINCIPAL } from './service';

/**
 * What policies make of Personalize's requests by the condition keys that AWS
 * documents for them. Each table names the guide and the section that decides it.
 */

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const ROLE_ID = 'AROAEXAMPLESHOPROLE01';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/personalize/personalize-shop`;
const NOW = new Date('2026-03-01T12:00:00Z');

const PRINCIPALS: Record<'role' | 'service', RequestPrincipal> = {
  role: { kind: 'role', arn: ROLE_ARN, uniqueId: ROLE_ID, hasBoundary: false },
  service: { kind: 'service', service: SERVICE_PRINCIPAL },
};

const RESOURCES = {
  bucket: { action: 's3:GetObject', resource: 'arn:aws:s3:::shop/in/a.csv' },
  prefix: { action: 's3:GetObject', resource: 'arn:aws:s3:::shop/in/*' },
  key: {
    action: 'kms:Decrypt',
    resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`,
  },
};

type Who = keyof typeof PRINCIPALS;
type What = keyof typeof RESOURCES;

const EVERYTHING: PolicyStatement = {
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
};

/** What comes of a request by what its resource's policy says. */
function outcomeOf(
  who: Who,
  what: What,
  statements: Partial<PolicyStatement>[],
  more: Record<string, ContextValue> = {},
): Decision['outcome'] {
  const use = RESOURCES[what];
  const document: PolicyDocument = {
    Version: '2012-10-17',
    Statement: statements.map(statement => ({
      ...EVERYTHING,
      ...(statement.NotResource ? { Resource: undefined } : {}),
      ...(statement.NotPrincipal ? {} : { Principal: '*' }),
      ...statement,
    })),
  };
  return decide(
    {
      ...use,
      principal: PRINCIPALS[who],
      context: withValues(
        serviceContext({
          kind: who,
          accountId: ACCOUNT,
          region: REGION,
          roleArn: ROLE_ARN,
          roleId: ROLE_ID,
          action: use.action,
          now: NOW,
        }),
        more,
      ),
    },
    {
      identity: [],
      resource: {
        name: what,
        kind: what === 'key' ? 'key' : 'bucket',
        accountId: ACCOUNT,
        document,
      },
    },
  ).outcome;
}

/** What is left allowed by a Deny under a condition. */
function denied(who: Who, what: What, Condition: ConditionBlock) {
  return outcomeOf(who, what, [{}, { Effect: 'Deny', Condition }]);
}

/** What an Allow under a condition lets in. */
function allowed(who: Who, what: What, Condition: ConditionBlock) {
  return outcomeOf(who, what, [{ Condition }]);
}

type Row = [Who, What, ConditionBlock, Decision['outcome']];

// IAM User Guide, "AWS global condition context keys", aws:ViaAWSService and
// aws:CalledVia; "Forward access sessions", the example of S3 and KMS.
describe('calls that a service makes for the role', () => {
  it.each<Row>([
    ['role', 'key', { Bool: { 'aws:ViaAWSService': 'true' } }, 'unknown'],
    ['role', 'key', { Bool: { 'aws:ViaAWSService': 'false' } }, 'unknown'],
    [
      'role',
      'key',
      { BoolIfExists: { 'aws:ViaAWSService': 'false' } },
      'unknown',
    ],
    ['role', 'key', { Null: { 'aws:ViaAWSService': 'true' } }, 'allowed'],
    ['role', 'bucket', { Bool: { 'aws:ViaAWSService': 'true' } }, 'allowed'],
    ['role', 'bucket', { Bool: { 'aws:ViaAWSService': 'false' } }, 'denied'],
    ['service', 'bucket', { Bool: { 'aws:ViaAWSService': 'true' } }, 'allowed'],
    ['service', 'key', { Bool: { 'aws:ViaAWSService': 'true' } }, 'unknown'],
    // S3 calls KMS; whether the key of a supporting service names it isn't said.
    [
      'role',
      'key',
      { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 's3.amazonaws.com' } },
      'unknown',
    ],
    [
      'role',
      'key',
      {
        'ForAnyValue:StringEquals': {
          'aws:CalledVia': ['athena.amazonaws.com', 'dynamodb.amazonaws.com'],
        },
      },
      'allowed',
    ],
    [
      'role',
      'key',
      {
        StringEquals: { 'aws:CalledViaFirst': 'cloudformation.amazonaws.com' },
      },
      'allowed',
    ],
    ['role', 'key', { Null: { 'aws:CalledViaLast': 'false' } }, 'unknown'],
    [
      'role',
      'key',
      { StringEquals: { 'aws:CalledViaFirst': 's3.amazonaws.com' } },
      'unknown',
    ],
    [
      'role',
      'key',
      { StringEquals: { 'aws:CalledViaLast': 's3.amazonaws.com' } },
      'unknown',
    ],
    [
      'role',
      'key',
      { StringEquals: { 'aws:CalledViaLast': 'athena.amazonaws.com' } },
      'allowed',
    ],
    [
      'role',
      'key',
      { StringNotEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      'unknown',
    ],
    ['role', 'bucket', { Null: { 'aws:CalledVia': 'false' } }, 'allowed'],
    ['role', 'bucket', { Null: { 'aws:CalledVia': 'true' } }, 'denied'],
    [
      'role',
      'bucket',
      {
        'ForAnyValue:StringEquals': { 'aws:CalledVia': 'athena.amazonaws.com' },
      },
      'allowed',
    ],
    [
      'role',
      'bucket',
      {
        StringNotEquals: {
          'aws:CalledViaLast': 'cloudformation.amazonaws.com',
        },
      },
      'denied',
    ],
    [
      'service',
      'bucket',
      {
        'ForAnyValue:StringLike': { 'aws:CalledVia': '*.amazonaws.com' },
      },
      'allowed',
    ],
  ])(
    'a Deny stops the %s at the %s by %j: %s',
    (who, what, condition, left) => {
      expect(denied(who, what, condition)).toBe(left);
    },
  );

  it.each<Row>([
    ['role', 'key', { Bool: { 'aws:ViaAWSService': 'true' } }, 'unknown'],
    ['role', 'key', { Bool: { 'aws:ViaAWSService': 'false' } }, 'unknown'],
    ['role', 'bucket', { Bool: { 'aws:ViaAWSService': 'true' } }, 'denied'],
    [
      'role',
      'bucket',
      { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 's3.amazonaws.com' } },
      'denied',
    ],
  ])(
    'an Allow lets the %s at the %s by %j: %s',
    (who, what, condition, left) => {
      expect(allowed(who, what, condition)).toBe(left);
    },
  );
});

// IAM User Guide, "AWS global condition context keys", aws:SourceIp,
// aws:SourceVpc, aws:SourceVpce, aws:VpcSourceIp: which of them a request carries
// hangs on whether Personalize's own network has an endpoint, which isn't said.
describe('where Personalize calls from', () => {
  it.each<Row>([
    ['service', 'bucket', { Null: { 'aws:SourceVpce': 'false' } }, 'unknown'],
    ['role', 'bucket', { Null: { 'aws:SourceVpce': 'false' } }, 'unknown'],
    ['role', 'bucket', { Null: { 'aws:SourceVpce': 'true' } }, 'unknown'],
    ['role', 'bucket', { Null: { 'aws:SourceVpc': 'true' } }, 'unknown'],
    ['role', 'bucket', { Null: { 'aws:SourceIp': 'true' } }, 'unknown'],
    ['role', 'bucket', { Null: { 'aws:SourceIp': 'false' } }, 'unknown'],
    [
      'role',
      'bucket',
      {
        NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
        Null: { 'aws:SourceIp': 'false' },
      },
      'unknown',
    ],
    [
      'service',
      'bucket',
      {
        NotIpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' },
        Null: { 'aws:SourceVpce': 'true' },
      },
      'unknown',
    ],
    // Whatever they carry, it is no address and no endpoint of the customer's.
    [
      'role',
      'bucket',
      { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      'denied',
    ],
    [
      'role',
      'bucket',
      { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      'allowed',
    ],
    [
      'role',
      'bucket',
      { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32'] } },
      'denied',
    ],
    // Ranges that are wider than what one company has may hold Personalize's.
    [
      'role',
      'bucket',
      { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
      'unknown',
    ],
    [
      'role',
      'bucket',
      { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } },
      'unknown',
    ],
    [
      'role',
      'bucket',
      { NotIpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '::/0'] } },
      'unknown',
    ],
    [
      'role',
      'bucket',
      { IpAddress: { 'aws:SourceIp': '2600::/12' } },
      'unknown',
    ],
    [
      'service',
      'bucket',
      { StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } },
      'denied',
    ],
    [
      'service',
      'bucket',
      { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } },
      'allowed',
    ],
    [
      'role',
      'bucket',
      { StringEqualsIgnoreCase: { 'aws:SourceVpc': 'VPC-1A2B3C4D' } },
      'allowed',
    ],
    [
      'service',
      'bucket',
      { StringLike: { 'aws:SourceVpce': 'vpce-*' } },
      'unknown',
    ],
    [
      'service',
      'bucket',
      { StringNotLike: { 'aws:SourceVpce': 'vpce-1a*' } },
      'unknown',
    ],
    [
      'service',
      'bucket',
      { StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } },
      'denied',
    ],
    // Private addresses are used by everybody.
    [
      'role',
      'bucket',
      { NotIpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } },
      'unknown',
    ],
    [
      'role',
      'key',
      { StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } },
      'denied',
    ],
    ['role', 'key', { Null: { 'aws:SourceVpce': 'false' } }, 'unknown'],
  ])(
    'a Deny stops the %s at the %s by %j: %s',
    (who, what, condition, left) => {
      expect(denied(who, what, condition)).toBe(left);
    },
  );

  it.each<Row>([
    ['role', 'bucket', { Null: { 'aws:SourceVpce': 'true' } }, 'unknown'],
    [
      'role',
      'bucket',
      { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      'denied',
    ],
    [
      'role',
      'bucket',
      { IpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' } },
      'unknown',
    ],
    [
      'service',
      'bucket',
      { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } },
      'denied',
    ],
  ])(
    'an Allow lets the %s at the %s by %j: %s',
    (who, what, condition, left) => {
      expect(allowed(who, what, condition)).toBe(left);
    },
  );
});

// IAM User Guide, "AWS global condition context keys", aws:CurrentTime,
// aws:EpochTime, aws:TokenIssueTime; "Update settings for a role": the maximum
// session duration doesn't limit the sessions of services.
describe('time', () => {
  it.each<Row>([
    [
      'role',
      'bucket',
      { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
      'denied',
    ],
    [
      'role',
      'bucket',
      { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
      'allowed',
    ],
    [
      'service',
      'key',
      { DateGreaterThanEquals: { 'aws:CurrentTime': '2026-03-01' } },
      'denied',
    ],
    [
      'role',
      'bucket',
      { DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } },
      'unknown',
    ],
    [
      'role',
      'bucket',
      { DateEquals: { 'aws:CurrentTime': '2026' } },
      'allowed',
    ],
    [
      'role',
      'bucket',
      { NumericGreaterThan: { 'aws:EpochTime': '1767225600' } },
      'denied',
    ],
    [
      'role',
      'bucket',
      { DateLessThan: { 'aws:EpochTime': '2026-01-01T00:00:00Z' } },
      'allowed',
    ],
    [
      'role',
      'bucket',
      { NumericGreaterThan: { 'aws:EpochTime': '1800000000' } },
      'unknown',
    ],
    [
      'role',
      'bucket',
      { NumericLessThan: { 'aws:EpochTime': '1800000000' } },
      'unknown',
    ],
    ['role', 'bucket', { Null: { 'aws:EpochTime': 'true' } }, 'allowed'],
    ['role', 'bucket', { Null: { 'aws:CurrentTime': 'true' } }, 'allowed'],
    [
      'role',
      'bucket',
      { 'ForAnyValue:DateGreaterThan': { 'aws:CurrentTime': '2027-01-01' } },
      'unknown',
    ],
    // How long a session of Personalize lasts isn't documented.
    [
      'role',
      'bucket',
      { DateLessThan: { 'aws:TokenIssueTime': '2026-02-28T00:00:00Z' } },
      'unknown',
    ],
    [
      'role',
      'bucket',
      { DateLessThan: { 'aws:TokenIssueTime': '2026-03-01T11:00:00Z' } },
      'unknown',
    ],
    [
      'service',
      'bucket',
      { DateLessThan: { 'aws:TokenIssueTime': '2026-02-28T00:00:00Z' } },
      'unknown',
    ],
  ])(
    'a Deny stops the %s at the %s by %j: %s',
    (who, what, condition, left) => {
      expect(denied(who, what, condition)).toBe(left);
    },
  );

  it.each<Row>([
    [
      'role',
      'bucket',
      { DateLessThan: { 'aws:CurrentTime': '2026-02-01T00:00:00Z' } },
      'denied',
    ],
    [
      'role',
      'bucket',
      { DateGreaterThan: { 'aws:CurrentTime': '2026-02-01T00:00:00Z' } },
      'allowed',
    ],
    [
      'role',
      'bucket',
      {
        DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
        DateLessThan: { 'aws:CurrentTime': '2026-02-01T00:00:00Z' },
      },
      'denied',
    ],
    // It holds today, and not for the jobs of next year.
    [
      'role',
      'bucket',
      { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } },
      'unknown',
    ],
  ])(
    'an Allow lets the %s at the %s by %j: %s',
    (who, what, condition, left) => {
      expect(allowed(who, what, condition)).toBe(left);
    },
  );
});

// IAM User Guide, "AWS global condition context keys", aws:userid; "IAM policy
// elements: Variables and tags", the table of principal key values.
describe('the id of the role', () => {
  it.each<Row>([
    [
      'role',
      'bucket',
      { StringLike: { 'aws:userid': `${ROLE_ID}:*` } },
      'denied',
    ],
    [
      'role',
      'bucket',
      { StringNotLike: { 'aws:userid': [`${ROLE_ID}:*`, ACCOUNT] } },
      'allowed',
    ],
    [
      'role',
      'bucket',
      { StringNotLike: { 'aws:userid': ['AROAEXAMPLEOTHERROLE1:*', ACCOUNT] } },
      'denied',
    ],
    ['role', 'bucket', { StringLike: { 'aws:userid': 'AIDA*' } }, 'allowed'],
    ['role', 'bucket', { StringEquals: { 'aws:userid': ROLE_ID } }, 'allowed'],
    // The name of the session isn't documented.
    [
      'role',
      'bucket',
      { StringEquals: { 'aws:userid': `${ROLE_ID}:task` } },
      'unknown',
    ],
    [
      'role',
      'bucket',
      { StringNotEqualsIgnoreCase: { 'aws:userid': `${ROLE_ID}:task` } },
      'unknown',
    ],
    [
      'service',
      'bucket',
      { StringNotLike: { 'aws:userid': `${ROLE_ID}:*` } },
      'unknown',
    ],
  ])(
    'a Deny stops the %s at the %s by %j: %s',
    (who, what, condition, left) => {
      expect(denied(who, what, condition)).toBe(left);
    },
  );
});

// IAM User Guide, "AWS global condition context keys",
// aws:MultiFactorAuthPresent and aws:MultiFactorAuthAge.
describe('multi-factor authentication', () => {
  it.each<Row>([
    [
      'role',
      'bucket',
      { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      'denied',
    ],
    [
      'role',
      'bucket',
      { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
      'unknown',
    ],
    [
      'role',
      'bucket',
      { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      'allowed',
    ],
    [
      'role',
      'bucket',
      { Null: { 'aws:MultiFactorAuthAge': 'true' } },
      'denied',
    ],
    [
      'role',
      'bucket',
      { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } },
      'allowed',
    ],
    [
      'service',
      'bucket',
      { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      'denied',
    ],
  ])(
    'a Deny stops the %s at the %s by %j: %s',
    (who, what, condition, left) => {
      expect(denied(who, what, condition)).toBe(left);
    },
  );

  it.each<Row>([
    [
      'role',
      'key',
      { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      'denied',
    ],
    [
      'role',
      'key',
      { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
      'unknown',
    ],
  ])(
    'an Allow lets the %s at the %s by %j: %s',
    (who, what, condition, left) => {
      expect(allowed(who, what, condition)).toBe(left);
    },
  );
});

// Amazon S3 User Guide, "Configuring IAM policies for using access points",
// condition keys and delegating access control to access points.
describe('access points', () => {
  it.each<Row>([
    [
      'role',
      'bucket',
      { StringNotEquals: { 's3:DataAccessPointAccount': ACCOUNT } },
      'denied',
    ],
    [
      'service',
      'bucket',
      { StringNotEquals: { 's3:AccessPointNetworkOrigin': 'VPC' } },
      'denied',
    ],
    [
      'role',
      'bucket',
      { StringEquals: { 's3:AccessPointNetworkOrigin': 'Internet' } },
      'allowed',
    ],
    [
      'role',
      'bucket',
      {
        ArnNotLike: {
          's3:DataAccessPointArn': `arn:aws:s3:${REGION}:${ACCOUNT}:accesspoint/*`,
        },
      },
      'denied',
    ],
    [
      'role',
      'bucket',
      { Null: { 's3:DataAccessPointArn': 'false' } },
      'allowed',
    ],
  ])(
    'a Deny stops the %s at the %s by %j: %s',
    (who, what, condition, left) => {
      expect(denied(who, what, condition)).toBe(left);
    },
  );

  it.each<Row>([
    [
      'role',
      'bucket',
      { StringEquals: { 's3:DataAccessPointAccount': ACCOUNT } },
      'denied',
    ],
  ])(
    'an Allow lets the %s at the %s by %j: %s',
    (who, what, condition, left) => {
      expect(allowed(who, what, condition)).toBe(left);
    },
  );
});

// IAM User Guide, "AWS global condition context keys", aws:ResourceAccount: whose
// the resource is; a request to it carries the key.
describe('the account of the resource', () => {
  const stranger = '444455556666';

  it.each<
    [string, string | undefined, Decision['outcome'], Decision['outcome']]
  >([
    // Of an Allow, and of a Deny.
    ['StringEquals', ACCOUNT, 'allowed', 'denied'],
    ['StringEquals', stranger, 'denied', 'allowed'],
    ['StringEquals', undefined, 'unknown', 'unknown'],
    ['StringEqualsIfExists', stranger, 'denied', 'allowed'],
    ['StringNotEquals', ACCOUNT, 'denied', 'allowed'],
    ['StringNotEquals', stranger, 'allowed', 'denied'],
    ['StringNotEquals', undefined, 'unknown', 'unknown'],
    ['StringNotEqualsIfExists', ACCOUNT, 'denied', 'allowed'],
  ])('%s, of a bucket of %s: %s, %s', (operator, owner, letIn, left) => {
    const Condition = { [operator]: { 'aws:ResourceAccount': ACCOUNT } };
    const more: Record<string, ContextValue> = owner
      ? { 'aws:ResourceAccount': exactly(owner) }
      : {};

    expect(outcomeOf('role', 'bucket', [{ Condition }], more)).toBe(letIn);
    expect(
      outcomeOf('role', 'bucket', [{}, { Effect: 'Deny', Condition }], more),
    ).toBe(left);
  });
});

// IAM User Guide, "AWS JSON policy elements: Principal", all principals: the two
// forms are said to be equivalent for anonymous users only.
describe('everybody', () => {
  it.each<
    [Who, PolicyStatement['Effect'], PolicyStatement['Principal'], string]
  >([
    ['service', 'Allow', { AWS: '*' }, 'unknown'],
    ['service', 'Deny', { AWS: '*' }, 'unknown'],
    ['service', 'Allow', { AWS: ['*'], Service: SERVICE_PRINCIPAL }, 'allowed'],
    ['service', 'Allow', '*', 'allowed'],
    ['service', 'Deny', '*', 'denied'],
    ['role', 'Allow', { AWS: '*' }, 'allowed'],
    ['role', 'Deny', { AWS: '*' }, 'denied'],
  ])('the %s by an %s for %j: %s', (who, Effect, Principal, expected) => {
    const statement = { Effect, Principal };
    expect(
      outcomeOf(
        who,
        'bucket',
        Effect === 'Deny' ? [{}, statement] : [statement],
      ),
    ).toBe(expected);
  });

  it('may be spared by NotPrincipal with AWS, a service as well', () => {
    expect(
      outcomeOf('service', 'bucket', [
        {},
        { Effect: 'Deny', NotPrincipal: { AWS: '*' } },
      ]),
    ).toBe('unknown');
  });
});

// IAM User Guide, "IAM JSON policy elements: NotResource". Of a request for all
// of a prefix AWS decides each object by itself: where a statement covers only
// some of them, neither allowed nor denied is true of the whole.
describe('NotResource', () => {
  it.each<[What, string | string[], Decision['outcome'], Decision['outcome']]>([
    ['bucket', 'arn:aws:s3:::shop/in/secret/*', 'allowed', 'denied'],
    ['bucket', 'arn:aws:s3:::shop/in/*', 'denied', 'allowed'],
    ['prefix', 'arn:aws:s3:::shop/*', 'denied', 'allowed'],
    ['prefix', 'arn:aws:s3:::shop/out/*', 'allowed', 'denied'],
    ['prefix', 'arn:aws:s3:::shop/in/secret/*', 'unknown', 'unknown'],
    ['prefix', ['arn:aws:s3:::shop/in/*.csv'], 'unknown', 'unknown'],
  ])(
    'at the %s but %j: allowed %s, denied %s',
    (what, NotResource, letIn, left) => {
      expect(outcomeOf('role', what, [{ NotResource }])).toBe(letIn);
      expect(
        outcomeOf('role', what, [{}, { Effect: 'Deny', NotResource }]),
      ).toBe(left);
    },
  );
});
