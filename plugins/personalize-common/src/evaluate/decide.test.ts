import { PolicyDocument, PolicyStatement } from '../policy/document';
import { requestContext } from './context';
import { ApplyingPolicies, decide, ResourcePolicy } from './decide';
import { RequestPrincipal } from './request';

const ACCOUNT = '012345678901';
const OTHER_ACCOUNT = '111111111111';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/personalize/personalize-shop`;
const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/jane`;
const SESSION_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/personalize-shop/s`;
const PROVIDER = `arn:aws:iam::${ACCOUNT}:saml-provider/corp`;

const PRINCIPALS: Record<RequestPrincipal['kind'], RequestPrincipal> = {
  role: { kind: 'role', arn: ROLE_ARN },
  user: { kind: 'user', arn: USER_ARN },
  service: { kind: 'service', service: 'personalize.amazonaws.com' },
  federated: { kind: 'federated', provider: PROVIDER },
};

const RESOURCES: Record<
  ResourcePolicy['kind'],
  { action: string; resource: string }
> = {
  bucket: { action: 's3:GetObject', resource: 'arn:aws:s3:::shop/in/a.csv' },
  key: {
    action: 'kms:Decrypt',
    resource: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`,
  },
  trust: {
    action: 'sts:AssumeRole',
    resource: `arn:aws:iam::${ACCOUNT}:role/personalize/target`,
  },
};

/** What a policy says of the action: with "may" it hangs on what can't be known. */
type Says = 'nothing' | 'allow' | 'may allow' | 'deny' | 'may deny';

/** Whom the resource's policy names. */
const NAMES = {
  role: { AWS: ROLE_ARN },
  session: { AWS: SESSION_ARN },
  user: { AWS: USER_ARN },
  account: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  everybody: '*' as const,
  service: { Service: 'personalize.amazonaws.com' },
  provider: { Federated: PROVIDER },
  other: { AWS: OTHER_ACCOUNT },
};

function documentOf(
  action: string,
  says: Says,
  element: Partial<PolicyStatement> = {},
): PolicyDocument {
  const unrelated: PolicyStatement = {
    Sid: 'Unrelated',
    Effect: 'Allow',
    Action: 'personalize:ListSchemas',
    Resource: '*',
    ...element,
  };
  return {
    Version: '2012-10-17',
    Statement:
      says === 'nothing'
        ? [unrelated]
        : [
            unrelated,
            {
              ...unrelated,
              Sid: says.replace(' ', ''),
              Effect: says.endsWith('deny') ? 'Deny' : 'Allow',
              Action: action,
              ...(says.startsWith('may')
                ? { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }
                : {}),
            },
          ],
  };
}

interface Case {
  principal: RequestPrincipal['kind'];
  kind: ResourcePolicy['kind'];
  identity: Says;
  /** What the resource's policy says; absent: it has none. */
  resource?: Says;
  /** Of whom it says so. */
  names?: keyof typeof NAMES;
  boundary?: Says;
  accountId?: string;
}

function outcomeOf({
  principal,
  kind,
  identity,
  resource,
  names = 'everybody',
  boundary,
  accountId = ACCOUNT,
}: Case): string {
  const { action } = RESOURCES[kind];
  const policies: ApplyingPolicies = {
    identity: [{ name: 'identity', document: documentOf(action, identity) }],
    resource: {
      name: 'resource',
      kind,
      accountId,
      document:
        resource && documentOf(action, resource, { Principal: NAMES[names] }),
    },
    ...(boundary
      ? {
          boundary: {
            name: 'boundary',
            document: documentOf(action, boundary),
          },
        }
      : {}),
  };
  const { outcome, reason, deciding } = decide(
    {
      ...RESOURCES[kind],
      principal: PRINCIPALS[principal],
      context: requestContext({}),
    },
    policies,
  );
  return [
    outcome,
    ...(reason === outcome ? [] : [reason]),
    ...(deciding ? [`by ${deciding.document}`] : []),
  ].join(', ');
}

/** Own policies, what the resource's policy names in an Allow, boundary, what comes of it. */
type Row = [Says, keyof typeof NAMES | '-', Says | '-', string];

function outcomeOfRow(
  of: Pick<Case, 'principal' | 'kind' | 'accountId'>,
  [identity, names, boundary]: Row,
): string {
  return outcomeOf({
    ...of,
    identity,
    ...(names === '-' ? {} : { resource: 'allow', names }),
    ...(boundary === '-' ? {} : { boundary }),
  });
}

const BY_IDENTITY = 'allowed, by identity';
const BY_RESOURCE = 'allowed, by resource';
const NO_ALLOW = 'denied, no-allow';
const OUTSIDE = 'denied, outside-boundary';

describe('a role and a bucket of its account: either policy suffices', () => {
  it.each<Row>([
    ['nothing', '-', '-', NO_ALLOW],
    ['allow', '-', '-', BY_IDENTITY],
    ['nothing', 'role', '-', BY_RESOURCE],
    ['allow', 'role', '-', BY_IDENTITY],
    ['nothing', 'everybody', '-', BY_RESOURCE],
    // An Allow for the account leaves it to the account's policies.
    ['nothing', 'account', '-', NO_ALLOW],
    ['allow', 'account', '-', BY_IDENTITY],
    ['nothing', 'other', '-', NO_ALLOW],
    ['nothing', 'session', '-', 'unknown, by resource'],
    // The boundary limits own policies and what the role's ARN is allowed.
    ['allow', '-', 'allow', BY_IDENTITY],
    ['allow', '-', 'nothing', OUTSIDE],
    ['allow', '-', 'may allow', 'unknown, by boundary'],
    ['nothing', 'role', 'allow', BY_RESOURCE],
    ['nothing', 'role', 'nothing', OUTSIDE],
    ['nothing', 'role', 'may allow', 'unknown, by boundary'],
    ['nothing', '-', 'allow', NO_ALLOW],
    ['nothing', '-', 'nothing', NO_ALLOW],
    // It doesn't limit what everybody, or one session, is allowed.
    ['nothing', 'everybody', 'nothing', BY_RESOURCE],
    ['nothing', 'session', 'nothing', 'unknown, by resource'],
  ])(
    'own policies: %s; bucket policy names: %s; boundary: %s: %s',
    (...row) => {
      expect(outcomeOfRow({ principal: 'role', kind: 'bucket' }, row)).toBe(
        row[3],
      );
    },
  );
});

describe('a user and a bucket of its account: the boundary limits own policies alone', () => {
  it.each<Row>([
    ['allow', '-', '-', BY_IDENTITY],
    ['allow', '-', 'nothing', OUTSIDE],
    ['nothing', 'user', '-', BY_RESOURCE],
    ['nothing', 'user', 'nothing', BY_RESOURCE],
    ['nothing', 'everybody', 'nothing', BY_RESOURCE],
    ['nothing', 'account', '-', NO_ALLOW],
    ['nothing', 'role', '-', NO_ALLOW],
  ])(
    'own policies: %s; bucket policy names: %s; boundary: %s: %s',
    (...row) => {
      expect(outcomeOfRow({ principal: 'user', kind: 'bucket' }, row)).toBe(
        row[3],
      );
    },
  );
});

describe.each(['key', 'trust'] as const)(
  'a role and a resource whose own policy (%s) must let the account in',
  kind => {
    it.each<Row>([
      ['nothing', '-', '-', NO_ALLOW],
      ['allow', '-', '-', NO_ALLOW],
      ['allow', 'other', '-', NO_ALLOW],
      ['allow', 'account', '-', BY_IDENTITY],
      ['nothing', 'account', '-', NO_ALLOW],
      ['nothing', 'role', '-', BY_RESOURCE],
      ['nothing', 'everybody', '-', BY_RESOURCE],
      ['allow', 'account', 'nothing', OUTSIDE],
      ['nothing', 'role', 'nothing', OUTSIDE],
      ['nothing', 'role', 'allow', BY_RESOURCE],
      ['allow', 'role', '-', BY_RESOURCE],
      ['may allow', 'account', '-', 'unknown, by identity'],
    ])('own policies: %s; it names: %s; boundary: %s: %s', (...row) => {
      expect(outcomeOfRow({ principal: 'role', kind }, row)).toBe(row[3]);
    });
  },
);

describe.each(['bucket', 'key', 'trust'] as const)(
  'a role and a resource (%s) of another account: both policies are needed',
  kind => {
    it.each<Row>([
      ['allow', '-', '-', NO_ALLOW],
      ['nothing', 'role', '-', NO_ALLOW],
      ['nothing', 'everybody', '-', NO_ALLOW],
      ['allow', 'role', '-', BY_IDENTITY],
      ['allow', 'account', '-', BY_IDENTITY],
      ['allow', 'everybody', '-', BY_IDENTITY],
      ['allow', 'session', '-', 'unknown, by resource'],
      ['allow', 'role', 'nothing', OUTSIDE],
      ['allow', 'everybody', 'nothing', OUTSIDE],
    ])('own policies: %s; it names: %s; boundary: %s: %s', (...row) => {
      expect(
        outcomeOfRow(
          { principal: 'role', kind, accountId: OTHER_ACCOUNT },
          row,
        ),
      ).toBe(row[3]);
    });
  },
);

describe('a service: the resource’s policy alone', () => {
  it.each<Row>([
    ['allow', '-', '-', NO_ALLOW],
    ['nothing', 'service', '-', BY_RESOURCE],
    ['nothing', 'everybody', '-', BY_RESOURCE],
    ['nothing', 'account', '-', NO_ALLOW],
    ['deny', 'service', 'deny', BY_RESOURCE],
  ])('policies: %s; bucket policy names: %s; boundary: %s: %s', (...row) => {
    expect(
      outcomeOfRow(
        { principal: 'service', kind: 'bucket', accountId: OTHER_ACCOUNT },
        row,
      ),
    ).toBe(row[3]);
  });
});

describe('who comes from an identity provider: the trust policy alone', () => {
  it.each<Row>([
    ['nothing', 'provider', '-', BY_RESOURCE],
    ['nothing', 'everybody', '-', BY_RESOURCE],
    ['allow', 'account', '-', NO_ALLOW],
    ['nothing', 'service', '-', NO_ALLOW],
  ])('policies: %s; trust policy names: %s; boundary: %s: %s', (...row) => {
    expect(outcomeOfRow({ principal: 'federated', kind: 'trust' }, row)).toBe(
      row[3],
    );
  });
});

describe('a Deny', () => {
  const all: Case = {
    principal: 'role',
    kind: 'bucket',
    identity: 'allow',
    resource: 'allow',
    names: 'role',
    boundary: 'allow',
  };

  it.each<[string, Partial<Case>, string]>([
    ['of the role', { identity: 'deny' }, 'identity'],
    ['of the boundary', { boundary: 'deny' }, 'boundary'],
    ['of the bucket for the role', { resource: 'deny' }, 'resource'],
    [
      'of the bucket for its account',
      { resource: 'deny', names: 'account' },
      'resource',
    ],
    [
      'of the bucket for everybody',
      { resource: 'deny', names: 'everybody' },
      'resource',
    ],
  ])('%s wins', (_, change, document) => {
    expect(outcomeOf({ ...all, ...change })).toBe(
      `denied, explicit-deny, by ${document}`,
    );
  });

  it('of the bucket for somebody else doesn’t count', () => {
    expect(outcomeOf({ ...all, resource: 'deny', names: 'other' })).toBe(
      BY_IDENTITY,
    );
  });

  it.each<[string, Partial<Case>, string]>([
    [
      'makes what is allowed unknown',
      { resource: 'may deny' },
      'unknown, by resource',
    ],
    [
      'leaves denied what nothing allows',
      { identity: 'nothing', resource: 'may deny' },
      NO_ALLOW,
    ],
    [
      'leaves denied what is outside the boundary',
      { boundary: 'nothing', resource: 'may deny' },
      OUTSIDE,
    ],
  ])('that hangs on what can’t be known %s', (_, change, outcome) => {
    expect(outcomeOf({ ...all, ...change })).toBe(outcome);
  });
});

describe('an Allow that hangs on what can’t be known', () => {
  it.each<[Says, Says, string]>([
    ['may allow', 'nothing', 'unknown, by identity'],
    ['nothing', 'may allow', 'unknown, by resource'],
    ['may allow', 'allow', BY_RESOURCE],
    ['allow', 'may allow', BY_IDENTITY],
  ])(
    'own policies: %s; bucket policy: %s: %s',
    (identity, resource, outcome) => {
      expect(
        outcomeOf({
          principal: 'role',
          kind: 'bucket',
          identity,
          resource,
          names: 'role',
        }),
      ).toBe(outcome);
    },
  );
});

it('decides by own policies alone where the resource knows no policy', () => {
  expect(
    decide(
      {
        principal: PRINCIPALS.user,
        action: 'iam:PassRole',
        resource: ROLE_ARN,
        context: requestContext({}),
      },
      {
        identity: [
          { name: 'identity', document: documentOf('iam:PassRole', 'allow') },
        ],
      },
    ),
  ).toMatchObject({
    outcome: 'allowed',
    reason: 'allowed',
    deciding: { document: 'identity', sid: 'allow', index: 1 },
  });
});

it('names the statement that decides, without a Sid that it hasn’t', () => {
  const statement: PolicyStatement = {
    Effect: 'Allow',
    Principal: { Service: 'personalize.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };

  // A trust policy has no resources.
  expect(
    decide(
      {
        ...RESOURCES.trust,
        principal: PRINCIPALS.service,
        context: requestContext({}),
      },
      {
        identity: [],
        resource: {
          name: 'trust',
          kind: 'trust',
          accountId: ACCOUNT,
          document: { Statement: statement },
        },
      },
    ),
  ).toStrictEqual({
    outcome: 'allowed',
    reason: 'allowed',
    deciding: { document: 'trust', index: 0, statement },
  });
});

it('takes a role whose ARN is none for one of another account', () => {
  const document: PolicyDocument = {
    Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
  };
  expect(
    decide(
      {
        ...RESOURCES.bucket,
        principal: { kind: 'role', arn: 'personalize-shop' },
        context: requestContext({}),
      },
      {
        identity: [],
        resource: {
          name: 'resource',
          kind: 'bucket',
          accountId: ACCOUNT,
          document,
        },
      },
    ).outcome,
  ).toBe('denied');
});

it('says nothing of a statement where none lets in', () => {
  expect(
    decide(
      {
        ...RESOURCES.bucket,
        principal: PRINCIPALS.service,
        context: requestContext({}),
      },
      { identity: [] },
    ),
  ).toStrictEqual({ outcome: 'denied', reason: 'no-allow' });
});

describe('a Deny that spares somebody by NotPrincipal', () => {
  const allowAll: PolicyDocument = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  };
  const decideFor = (
    principal: RequestPrincipal,
    arn: string,
    more: Partial<ApplyingPolicies> = {},
  ) =>
    decide(
      { ...RESOURCES.bucket, principal, context: requestContext({}) },
      {
        identity: [{ name: 'identity', document: allowAll }],
        resource: {
          name: 'resource',
          kind: 'bucket',
          accountId: ACCOUNT,
          document: {
            Version: '2012-10-17',
            Statement: {
              Effect: 'Deny',
              NotPrincipal: { AWS: [arn, ACCOUNT] },
              Action: 's3:*',
              Resource: '*',
            },
          },
        },
        ...more,
      },
    );

  it('spares a user without a boundary', () => {
    expect(decideFor(PRINCIPALS.user, USER_ARN).outcome).toBe('allowed');
  });

  it('stops a role that has a boundary', () => {
    expect(
      decideFor(PRINCIPALS.role, ROLE_ARN, {
        boundary: { name: 'boundary', document: allowAll },
      }),
    ).toMatchObject({ outcome: 'denied', deciding: { document: 'resource' } });
  });
});
