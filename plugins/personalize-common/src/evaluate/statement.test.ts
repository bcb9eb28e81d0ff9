import { PolicyStatement } from '../policy/document';
import { Answer } from './answer';
import { known, requestContext } from './context';
import { RequestPrincipal } from './request';
import { matchStatements, PolicyKind } from './statement';

const ROLE_ARN = 'arn:aws:iam::012345678901:role/personalize/personalize-shop';
const role: RequestPrincipal = {
  kind: 'role',
  arn: ROLE_ARN,
  uniqueId: 'AROAEXAMPLEEXAMPLE',
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
      context: requestContext({ 'aws:PrincipalTag/team': known('shop') }),
    },
  );
  return result;
}

describe('principals', () => {
  const answerFor = (
    element: Pick<PolicyStatement, 'Principal' | 'NotPrincipal'>,
    principal: RequestPrincipal,
  ) => {
    const { answer, throughAccount } = match(
      { Action: 's3:*', Resource: '*', ...element },
      { principal },
    );
    return [answer, throughAccount];
  };

  it.each<[PolicyStatement['Principal'], Answer, boolean]>([
    ['*', 'yes', false],
    [{ AWS: '*' }, 'yes', false],
    [{ AWS: ROLE_ARN }, 'yes', false],
    [{ AWS: ['111111111111', ROLE_ARN] }, 'yes', false],
    [{ AWS: '012345678901' }, 'yes', true],
    [{ AWS: 'arn:aws:iam::012345678901:root' }, 'yes', true],
    [{ AWS: 'arn:aws-cn:iam::012345678901:root' }, 'no', false],
    [{ AWS: '111111111111' }, 'no', false],
    [{ AWS: ROLE_ARN.toUpperCase() }, 'no', false],
    [{ AWS: 'AROAEXAMPLEEXAMPLE' }, 'yes', false],
    [{ AWS: 'AROAANOTHERROLE000' }, 'no', false],
    [
      { AWS: 'arn:aws:sts::012345678901:assumed-role/personalize-shop/s' },
      'unknown',
      false,
    ],
    [{ AWS: 'arn:aws:sts::012345678901:assumed-role/other/s' }, 'no', false],
    [{ Service: '*' }, 'no', false],
    [{ Federated: '*' }, 'no', false],
    [undefined, 'no', false],
  ])('a role is covered by %j: %s', (Principal, answer, throughAccount) => {
    expect(answerFor({ Principal }, role)).toEqual([answer, throughAccount]);
  });

  it('doesn’t know an unknown role id', () => {
    expect(
      answerFor(
        { Principal: { AWS: 'AROAANOTHERROLE000' } },
        { kind: 'role', arn: ROLE_ARN },
      )[0],
    ).toBe('unknown');
  });

  it.each<[PolicyStatement['Principal'], Answer]>([
    ['*', 'yes'],
    [{ AWS: '*' }, 'yes'],
    [{ Service: 'personalize.amazonaws.com' }, 'yes'],
    [{ Service: ['s3.amazonaws.com', 'Personalize.amazonaws.com'] }, 'yes'],
    [{ Service: 's3.amazonaws.com' }, 'no'],
    [{ Service: '*' }, 'unknown'],
    [{ AWS: '012345678901' }, 'no'],
    [{ CanonicalUser: 'x' }, 'no'],
  ])('the service is covered by %j: %s', (Principal, answer) => {
    expect(answerFor({ Principal }, service)[0]).toBe(answer);
  });

  it.each<[string, PolicyStatement['NotPrincipal'], RequestPrincipal, Answer]>([
    ['covers the service', { AWS: ROLE_ARN }, service, 'yes'],
    [
      'spares a service that it lists',
      { Service: 'personalize.amazonaws.com' },
      service,
      'no',
    ],
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
  ])('NotPrincipal %s', (_, NotPrincipal, principal, answer) => {
    expect(answerFor({ NotPrincipal }, principal)[0]).toBe(answer);
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
    // A * within a component doesn't surely reach over a colon.
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
    expect(result.conditions).toEqual([
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
