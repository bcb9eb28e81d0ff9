import { PolicyStatement } from '../policy/document';
import { Answer } from './answer';
import { ABSENT, exactly, requestContext } from './context';
import { RequestPrincipal } from './request';
import { matchStatements, PolicyKind } from './statement';

const ROLE_ARN = 'arn:aws:iam::012345678901:role/personalize/personalize-shop';
const role: RequestPrincipal = {
  kind: 'role',
  arn: ROLE_ARN,
  uniqueId: 'AROAEXAMPLEEXAMPLE',
  hasBoundary: false,
};
const USER_ARN = 'arn:aws:iam::012345678901:user/team/jane';
const PROVIDER = 'arn:aws:iam::012345678901:saml-provider/corp';
const user: RequestPrincipal = {
  kind: 'user',
  arn: USER_ARN,
  uniqueId: 'AIDAEXAMPLEEXAMPLE',
  hasBoundary: false,
};
const service: RequestPrincipal = {
  kind: 'service',
  service: 'personalize.amazonaws.com',
};

function match(
  statement: Partial<PolicyStatement>,
  {
    principal = role,
    action = 's3:GetObject',
    resource = 'arn:aws:s3:::shop/in/a.csv',
    kind = 'resource',
  }: {
    principal?: RequestPrincipal;
    action?: string;
    resource?: string;
    kind?: PolicyKind;
  } = {},
) {
  const [result] = matchStatements(
    {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', ...statement },
    },
    kind,
    {
      principal,
      action,
      resource,
      context: requestContext({
        'aws:PrincipalTag/team': exactly('shop'),
        'aws:PrincipalTag/none': ABSENT,
      }),
    },
  );
  return result;
}

describe('principals', () => {
  const answersFor = (
    element: Pick<PolicyStatement, 'Principal' | 'NotPrincipal' | 'Effect'>,
    principal: RequestPrincipal,
  ) => {
    const { answer, mentions } = match(
      { Action: 's3:*', Resource: '*', ...element },
      { principal },
    );
    const by = Object.entries(mentions).flatMap(([mention, of]) =>
      of === 'no' ? [] : mention,
    );
    return [answer, by.join()];
  };

  it.each<[PolicyStatement['Principal'], Answer, string]>([
    ['*', 'yes', 'everybody'],
    [{ AWS: '*' }, 'yes', 'everybody'],
    [{ AWS: ROLE_ARN }, 'yes', 'itself'],
    [{ AWS: ['111111111111', ROLE_ARN] }, 'yes', 'itself'],
    [{ AWS: '012345678901' }, 'yes', 'account'],
    [{ AWS: 'arn:aws:iam::012345678901:root' }, 'yes', 'account'],
    [{ AWS: ['012345678901', ROLE_ARN] }, 'yes', 'itself,account'],
    [{ AWS: 'arn:aws-cn:iam::012345678901:root' }, 'no', ''],
    [{ AWS: '111111111111' }, 'no', ''],
    [{ AWS: ROLE_ARN.toUpperCase() }, 'no', ''],
    [{ AWS: 'AROAEXAMPLEEXAMPLE' }, 'yes', 'itself'],
    [{ AWS: 'AROAANOTHERROLE000' }, 'no', ''],
    [
      { AWS: 'arn:aws:sts::012345678901:assumed-role/personalize-shop/s' },
      'unknown',
      'session',
    ],
    [{ AWS: 'arn:aws:sts::012345678901:assumed-role/other/s' }, 'no', ''],
    [
      { AWS: 'arn:aws:sts::111111111111:assumed-role/personalize-shop/s' },
      'no',
      '',
    ],
    [
      { AWS: 'arn:aws:iam::012345678901:assumed-role/personalize-shop/s' },
      'no',
      '',
    ],
    [
      { AWS: 'arn:aws:sts::012345678901:assumed-role/personalize-shop-2/s' },
      'no',
      '',
    ],
    [
      {
        Federated: 'arn:aws:sts::012345678901:assumed-role/personalize-shop/s',
      },
      'no',
      '',
    ],
    [{ AWS: 'personalize-shop' }, 'no', ''],
    [{ Service: ROLE_ARN, Federated: '012345678901' }, 'no', ''],
    [{ aws: ROLE_ARN }, 'yes', 'itself'],
    [{ AWS: USER_ARN }, 'no', ''],
    [{ Service: '*' }, 'no', ''],
    [{ Federated: '*' }, 'no', ''],
    [{ CanonicalUser: 'x' }, 'no', ''],
    [undefined, 'no', ''],
  ])('a role is covered by %j: %s', (Principal, answer, by) => {
    expect(answersFor({ Effect: 'Allow', Principal }, role)).toStrictEqual([
      answer,
      by,
    ]);
  });

  it.each<[PolicyStatement['Principal'], Answer, string]>([
    ['*', 'yes', 'everybody'],
    [{ AWS: USER_ARN }, 'yes', 'itself'],
    [{ AWS: 'AIDAEXAMPLEEXAMPLE' }, 'yes', 'itself'],
    [{ AWS: 'AIDAANOTHERUSER000' }, 'no', ''],
    [{ AWS: '012345678901' }, 'yes', 'account'],
    [{ AWS: 'arn:aws:iam::012345678901:user/*' }, 'no', ''],
    [{ AWS: ROLE_ARN }, 'no', ''],
    [{ AWS: 'arn:aws:sts::012345678901:assumed-role/jane/s' }, 'no', ''],
    [{ CanonicalUser: USER_ARN }, 'no', ''],
  ])('a user is covered by %j: %s', (Principal, answer, by) => {
    expect(answersFor({ Effect: 'Allow', Principal }, user)).toStrictEqual([
      answer,
      by,
    ]);
  });

  it.each<RequestPrincipal>([
    { kind: 'role', arn: ROLE_ARN },
    { kind: 'user', arn: USER_ARN },
  ])('doesn’t know an unknown id of a $kind', principal => {
    expect(
      answersFor(
        {
          Effect: 'Allow',
          Principal: { AWS: ['AROAANOTHERROLE000', 'AIDAANOTHERUSER000'] },
        },
        principal,
      ),
    ).toStrictEqual(['unknown', 'itself']);
  });

  it('a role whose ARN is none belongs to no account', () => {
    expect(
      answersFor(
        {
          Effect: 'Allow',
          Principal: {
            AWS: [
              '012345678901',
              'arn:aws:sts::012345678901:assumed-role/personalize-shop/s',
            ],
          },
        },
        { kind: 'role', arn: 'personalize-shop' },
      ),
    ).toStrictEqual(['no', '']);
  });

  it.each<[PolicyStatement['Principal'], Answer]>([
    ['*', 'yes'],
    [{ AWS: '*' }, 'unknown'],
    [{ Service: 'personalize.amazonaws.com' }, 'yes'],
    [{ Service: ['s3.amazonaws.com', 'Personalize.amazonaws.com'] }, 'yes'],
    [{ Service: 's3.amazonaws.com' }, 'no'],
    [{ Service: '*' }, 'unknown'],
    [{ service: 'personalize.amazonaws.com' }, 'yes'],
    [{ AWS: 'personalize.amazonaws.com' }, 'no'],
    [{ AWS: '012345678901' }, 'no'],
    [{ CanonicalUser: 'x' }, 'no'],
  ])('the service is covered by %j: %s', (Principal, answer) => {
    expect(answersFor({ Effect: 'Allow', Principal }, service)[0]).toBe(answer);
  });

  it.each<[string, PolicyStatement['Principal'], Answer]>([
    [PROVIDER, { Federated: PROVIDER }, 'yes'],
    [PROVIDER, { Federated: 'arn:aws:iam::1:saml-provider/other' }, 'no'],
    [PROVIDER, { Federated: '*' }, 'unknown'],
    [PROVIDER, '*', 'yes'],
    [PROVIDER, { AWS: '*' }, 'unknown'],
    [PROVIDER, { AWS: '012345678901' }, 'unknown'],
    [PROVIDER, { AWS: '111111111111' }, 'no'],
    [PROVIDER, { AWS: PROVIDER }, 'no'],
    [PROVIDER, { Service: '*', CanonicalUser: PROVIDER }, 'no'],
    ['accounts.google.com', { AWS: '012345678901' }, 'no'],
    ['accounts.google.com', { Federated: 'accounts.google.com' }, 'yes'],
    ['accounts.google.com', { Federated: 'graph.facebook.com' }, 'no'],
  ])(
    'who comes from %s is covered by %j: %s',
    (provider, Principal, answer) => {
      expect(
        answersFor(
          { Effect: 'Allow', Principal },
          { kind: 'federated', provider },
        ),
      ).toStrictEqual([answer, expect.anything()]);
    },
  );

  it.each<[string, PolicyStatement['NotPrincipal'], RequestPrincipal, Answer]>([
    ['covers the service', { AWS: ROLE_ARN }, service, 'yes'],
    [
      'spares a service that it lists',
      { Service: 'personalize.amazonaws.com' },
      service,
      'no',
    ],
    ['may spare a service by a wildcard', { Service: '*' }, service, 'unknown'],
    ['may spare a service by naming everybody', '*', service, 'unknown'],
    ['may spare a role by naming everybody', '*', role, 'unknown'],
    [
      'covers a role that it doesn’t list',
      { AWS: '111111111111' },
      role,
      'yes',
    ],
    ['may spare a role that it lists', { AWS: ROLE_ARN }, role, 'unknown'],
    [
      'may spare a role by its account',
      { AWS: '012345678901' },
      role,
      'unknown',
    ],
    [
      'covers a role with a boundary even if it is listed',
      { AWS: [ROLE_ARN, '012345678901'] },
      { ...role, hasBoundary: true },
      'yes',
    ],
    ['may spare a user that it lists', { AWS: USER_ARN }, user, 'unknown'],
    [
      'spares a user that it lists with the account',
      { AWS: [USER_ARN, '012345678901'] },
      user,
      'no',
    ],
    [
      'covers a user with a boundary even if it is listed',
      { AWS: [USER_ARN, '012345678901'] },
      { ...user, hasBoundary: true },
      'yes',
    ],
    [
      'may spare a user whose boundary isn’t known',
      { AWS: [USER_ARN, '012345678901'] },
      { kind: 'user', arn: USER_ARN },
      'unknown',
    ],
    [
      'may spare a user of the account whose id isn’t known',
      { AWS: ['AIDAANOTHERUSER000', '012345678901'] },
      { kind: 'user', arn: USER_ARN, hasBoundary: false },
      'unknown',
    ],
    [
      'may spare a user by the account alone',
      { AWS: '012345678901' },
      user,
      'unknown',
    ],
    [
      'may spare a role that it lists with the account, by its session',
      { AWS: [ROLE_ARN, '012345678901'] },
      role,
      'unknown',
    ],
    [
      'covers a user that it doesn’t list',
      { AWS: ['111111111111', ROLE_ARN] },
      user,
      'yes',
    ],
    [
      'covers who comes from another provider',
      { AWS: ROLE_ARN },
      { kind: 'federated', provider: PROVIDER },
      'yes',
    ],
    [
      'may spare who comes from a provider by its account',
      { AWS: '012345678901' },
      { kind: 'federated', provider: PROVIDER },
      'unknown',
    ],
    [
      'spares who comes from a provider that it lists',
      { Federated: PROVIDER },
      { kind: 'federated', provider: PROVIDER },
      'no',
    ],
  ])('a Deny with NotPrincipal %s', (_, NotPrincipal, principal, answer) => {
    expect(answersFor({ Effect: 'Deny', NotPrincipal }, principal)[0]).toBe(
      answer,
    );
  });

  it('doesn’t let in by NotPrincipal whom that lists, with a boundary or without', () => {
    expect(
      answersFor(
        { Effect: 'Allow', NotPrincipal: { AWS: ROLE_ARN } },
        { ...role, hasBoundary: true },
      )[0],
    ).toBe('unknown');
  });

  it('lets in by NotPrincipal whom that doesn’t list', () => {
    expect(
      answersFor(
        { Effect: 'Allow', NotPrincipal: { AWS: '111111111111' } },
        role,
      ),
    ).toStrictEqual(['yes', 'itself']);
  });
});

describe('actions', () => {
  it.each<[Partial<PolicyStatement>, Answer]>([
    [{ Action: 's3:GetObject' }, 'yes'],
    [{ Action: ['s3:Put*', 'S3:getobject'] }, 'yes'],
    [{ Action: '*' }, 'yes'],
    [{ Action: 's3:PutObject' }, 'no'],
    [{ NotAction: 's3:Put*' }, 'yes'],
    [{ NotAction: ['s3:Get*'] }, 'no'],
    [{ NotAction: ['s3:Put*', 's3:Get*'] }, 'no'],
    [{}, 'no'],
  ])('%j: %s', (element, answer) => {
    expect(match({ Principal: '*', Resource: '*', ...element }).answer).toBe(
      answer,
    );
  });
});

describe('resources', () => {
  it.each<[Partial<PolicyStatement>, string, Answer]>([
    [{ Resource: '*' }, 'arn:aws:s3:::shop/in/a', 'yes'],
    [{ Resource: 'arn:aws:s3:::shop/*' }, 'arn:aws:s3:::shop/in/a', 'yes'],
    [{ Resource: 'arn:aws:s3:::shop/*' }, 'arn:aws:s3:::shop', 'no'],
    [{ Resource: 'arn:aws:s3:::SHOP/*' }, 'arn:aws:s3:::shop/in/a', 'no'],
    [
      { Resource: ['arn:aws:s3:::x', 'arn:aws:s3:::s?op/in/*'] },
      'arn:aws:s3:::shop/in/a',
      'yes',
    ],
    [{ Resource: 'arn:aws:s3*' }, 'arn:aws:s3:::shop/in/a', 'yes'],
    // A * within the resource reaches over its colons.
    [{ Resource: 'arn:aws:s3:::a*z' }, 'arn:aws:s3:::a:b:z', 'yes'],
    [{ Resource: 'arn:aws:s3:::a:*b:z' }, 'arn:aws:s3:::a:1:b:z', 'yes'],
    // A * within a component doesn't surely reach over a colon.
    [{ Resource: 'arn:a*3:::shop/in/a' }, 'arn:aws:s3:::shop/in/a', 'unknown'],
    [{ Resource: 'arn:aws:*:::shop/in/a' }, 'arn:aws:s3:::shop/in/a', 'yes'],
    [{ Resource: 'arn:aws:s*:shop/in/a' }, 'arn:aws:s3:::shop/in/a', 'yes'],
    [{ Resource: 'arn:*shop/in/a' }, 'arn:aws:s3:::shop/in/a', 'unknown'],
    [{ NotResource: 'arn:aws:s3:::shop/*' }, 'arn:aws:s3:::shop/in/a', 'no'],
    [
      { NotResource: 'arn:aws:s3:::shop/out/*' },
      'arn:aws:s3:::shop/in/a',
      'yes',
    ],
    [{}, 'arn:aws:s3:::shop/in/a', 'no'],
    // All of a prefix at once.
    [{ Resource: 'arn:aws:s3:::shop/*' }, 'arn:aws:s3:::shop/in/*', 'yes'],
    [
      { Resource: 'arn:aws:s3:::shop/in/secret/*' },
      'arn:aws:s3:::shop/in/*',
      'unknown',
    ],
    [{ Resource: 'arn:aws:s3:::shop/out/*' }, 'arn:aws:s3:::shop/in/*', 'no'],
    [
      { NotResource: 'arn:aws:s3:::shop/in/secret/*' },
      'arn:aws:s3:::shop/in/*',
      'unknown',
    ],
    [
      { Resource: 'arn:aws:s3:::${aws:PrincipalTag/team}/*' },
      'arn:aws:s3:::shop/in/a',
      'yes',
    ],
    [
      { Resource: 'arn:aws:s3:::${aws:PrincipalTag/other}/in/*' },
      'arn:aws:s3:::shop/in/a',
      'unknown',
    ],
    [
      { Resource: 'arn:aws:s3:::${aws:PrincipalTag/other}/out' },
      'arn:aws:s3:::shop/in/a',
      'no',
    ],
    [
      { Resource: 'arn:aws:s3:::${aws:PrincipalTag/none}*' },
      'arn:aws:s3:::shop/in/a',
      'no',
    ],
    [
      { NotResource: 'arn:aws:s3:::${aws:PrincipalTag/none}*' },
      'arn:aws:s3:::shop/in/a',
      'unknown',
    ],
    [
      { NotResource: 'arn:aws:s3:::${aws:PrincipalTag/none}/out' },
      'arn:aws:s3:::shop/in/a',
      'unknown',
    ],
    [
      { NotResource: 'arn:aws:s3:::${aws:PrincipalTag/other}/out' },
      'arn:aws:s3:::shop/in/a',
      'unknown',
    ],
    // A variable has no place before the fifth colon.
    [
      { Resource: 'arn:aws:${aws:PrincipalTag/s3}:::shop/*' },
      'arn:aws:s3:::shop/in/a',
      'unknown',
    ],
    [
      { Resource: 'arn:aws:${aws:PrincipalTag/s3}:::shop/*' },
      'arn:aws:s3:::ads/in/a',
      'no',
    ],
    [
      { Resource: 'arn:aws:s3::${aws:PrincipalTag/none}:shop/*' },
      'arn:aws:s3:::shop/in/a',
      'no',
    ],
    [
      { Resource: 'arn:aws:s3::${aws:PrincipalTag/team}:in/*' },
      'arn:aws:s3::shop:in/a',
      'unknown',
    ],
    [
      { NotResource: 'arn:aws:s3::${aws:PrincipalTag/team}:in/*' },
      'arn:aws:s3::shop:in/a',
      'unknown',
    ],
    // Only an identity policy may leave out components.
    [{ Resource: 'arn:aws:s3' }, 'arn:aws:s3:::shop/in/a', 'no'],
    [{ Resource: 'arn:aws:s3:' }, 'arn:aws:s3:::shop/in/a', 'no'],
  ])('%j covers %s: %s', (element, resource, answer) => {
    expect(
      match({ Principal: '*', Action: '*', ...element }, { resource }).answer,
    ).toBe(answer);
  });
});

describe('kinds of policies', () => {
  it('wants no Principal in an identity policy', () => {
    expect(
      match({ Action: 's3:*', Resource: '*' }, { kind: 'identity' }).answer,
    ).toBe('yes');
  });

  it.each<[string, Answer]>([
    ['arn:aws:s3', 'yes'],
    ['arn:aws:s3::', 'yes'],
    ['arn:aws', 'yes'],
    ['arn:aws:kms', 'no'],
    ['arn:aws:s3:${aws:PrincipalTag/team}', 'no'],
    ['arn:aws:s3:*:shop/in/*', 'unknown'],
    ['arn:aws:s3:::shop/in/*:version', 'no'],
    ['arn:aws:s3:::${aws:PrincipalTag/team}/*', 'yes'],
    ['*', 'yes'],
  ])('completes the ARN %s in an identity policy: %s', (Resource, answer) => {
    expect(
      match({ Action: 's3:*', Resource }, { kind: 'identity' }).answer,
    ).toBe(answer);
  });

  it('counts no colons of variables where it completes an ARN', () => {
    const team = '${aws:PrincipalTag/team}';
    expect(
      match(
        { Action: 's3:*', Resource: `arn:${team}:${team}:${team}` },
        { kind: 'identity', resource: 'arn:shop:shop:shop:1:x' },
      ).answer,
    ).toBe('unknown');
  });

  it('covers by * what is asked of no resource', () => {
    expect(
      match(
        { Action: 's3:*', Resource: '*' },
        { kind: 'identity', resource: '*' },
      ).answer,
    ).toBe('yes');
  });

  it('wants no Resource in a trust policy', () => {
    expect(
      match(
        { Principal: { Service: service.service }, Action: 'sts:AssumeRole' },
        { kind: 'trust', principal: service, action: 'sts:AssumeRole' },
      ).answer,
    ).toBe('yes');
  });

  it('wants all conditions, and says what came of each', () => {
    const result = match({
      Principal: '*',
      Action: '*',
      Resource: '*',
      Condition: {
        StringEquals: {
          'aws:PrincipalTag/team': 'shop',
          'aws:PrincipalTag/other': 'x',
        },
      },
    });
    expect(result.answer).toBe('unknown');
    expect(result.conditions).toStrictEqual([
      {
        operator: 'StringEquals',
        key: 'aws:PrincipalTag/team',
        answer: 'yes',
      },
      {
        operator: 'StringEquals',
        key: 'aws:PrincipalTag/other',
        answer: 'unknown',
      },
    ]);
  });
});
