import { ConditionValue, OneOrMany } from '../policy/document';
import { Answer } from './answer';
import { matchConditions } from './conditions';
import {
  ABSENT,
  ContextValue,
  ifCarried,
  exactly,
  oneOf,
  requestContext,
  RequestValue,
  UNKNOWN,
} from './context';

function ask(
  operator: string,
  policy: OneOrMany<ConditionValue>,
  request: ContextValue,
  version: string | undefined = '2012-10-17',
): Answer {
  const [condition] = matchConditions(
    { [operator]: { 'aws:Key': policy } },
    requestContext({
      'AWS:key': request,
      'aws:username': exactly('jane'),
      'aws:star': exactly('a*'),
      'aws:several': exactly('a', 'b'),
      'aws:either': oneOf('jane', 'john'),
      'aws:nothingKnown': exactly(),
      'aws:absent': ABSENT,
    }),
    version,
  );
  return condition.answer;
}

describe('condition operators', () => {
  it.each<[string, OneOrMany<ConditionValue>, string, Answer]>([
    ['StringEquals', 'a', 'a', 'yes'],
    ['StringEquals', ['b', 'a'], 'a', 'yes'],
    ['StringEquals', 'a', 'A', 'no'],
    ['StringEquals', 'a*', 'ab', 'no'],
    ['StringEquals', 'a*', 'a*', 'yes'],
    ['stringequals', 'a', 'a', 'yes'],
    ['StringNotEquals', 'a', 'b', 'yes'],
    ['StringNotEquals', ['a', 'b'], 'b', 'no'],
    ['StringEqualsIgnoreCase', 'AWS', 'aws', 'yes'],
    ['StringEqualsIgnoreCase', 'AWS', 'amazon', 'no'],
    ['StringEqualsIgnoreCase', 'a*', 'AB', 'no'],
    ['StringNotEqualsIgnoreCase', 'AWS', 'aws', 'no'],
    ['StringNotEqualsIgnoreCase', 'AWS', 'amazon', 'yes'],
    ['StringLike', 'a*', 'ab', 'yes'],
    ['StringLike', 'A*', 'ab', 'no'],
    ['StringNotLike', 'a*', 'ab', 'no'],
    ['StringNotLike', 'a*', 'b', 'yes'],
    ['NumericEquals', 5, '5.0', 'yes'],
    ['NumericEquals', 5, '6', 'no'],
    ['NumericEquals', '+12.50', '12.5', 'yes'],
    ['NumericNotEquals', 5, '6', 'yes'],
    ['NumericNotEquals', 5, '5', 'no'],
    ['NumericLessThan', '10', '9', 'yes'],
    ['NumericLessThan', '10', '10', 'no'],
    ['NumericLessThanEquals', '10', '10', 'yes'],
    ['NumericLessThanEquals', '10', '11', 'no'],
    ['NumericGreaterThan', '-1', '0', 'yes'],
    ['NumericGreaterThan', '0', '0', 'no'],
    ['NumericGreaterThan', '0', '-1', 'no'],
    ['NumericGreaterThanEquals', '1', '0', 'no'],
    ['NumericGreaterThanEquals', '1', '1', 'yes'],
    ['NumericEquals', 'five', '5', 'unknown'],
    ['NumericEquals', '5', '5th', 'unknown'],
    ['NumericEquals', '5', 'no. 5', 'unknown'],
    ['NumericEquals', '5', '5.', 'unknown'],
    ['NumericNotEquals', '5', 'five', 'unknown'],
    ['DateEquals', '2026-01-01T00:00:00Z', '2026-01-01', 'yes'],
    [
      'DateLessThan',
      '2026-01-01T01:00:00+01:00',
      '2025-12-31T23:59:59Z',
      'yes',
    ],
    ['DateGreaterThan', '2026', '2027-01', 'yes'],
    ['DateEquals', '2026-01-01', '2026-01-02', 'no'],
    ['DateNotEquals', '2026-01-01', '2026-01-02', 'yes'],
    ['DateNotEquals', '2026-01-01', '2026-01-01T00:00Z', 'no'],
    ['DateLessThan', '2026-01-01', '2026-01-01', 'no'],
    ['DateLessThanEquals', '2026-01-01', '2026-01-01', 'yes'],
    ['DateLessThanEquals', '2026-01-01', '2026-01-02', 'no'],
    ['DateGreaterThan', '2026-01-01', '2026-01-01', 'no'],
    ['DateGreaterThan', '2026-01-02', '2026-01-01', 'no'],
    ['DateGreaterThanEquals', '2026-01-01', '2026-01-01', 'yes'],
    ['DateGreaterThanEquals', '2026-01-02', '2026-01-01', 'no'],
    // In seconds since 1970, too.
    ['DateGreaterThan', '1767225600', '2026-01-02', 'yes'],
    ['DateEquals', '1767225600', '2026-01-01T00:00:00Z', 'yes'],
    ['DateEquals', '2026-01-01T00:00:00Z', '1767225600', 'yes'],
    ['DateEquals', '1767225600', '1767225601', 'no'],
    ['DateLessThan', '2026-01-01', '1767225600', 'no'],
    ['DateLessThan', '2026-01-01T00:00:00.5Z', '1767225600', 'yes'],
    ['DateEquals', '0', '1970-01-01', 'yes'],
    // Four digits are a year.
    ['DateEquals', '2026', '2026-01-01', 'yes'],
    ['DateEquals', '2025-12-31T19:00:00-05:00', '2026-01-01', 'yes'],
    ...[
      '2026-1-1',
      '2026-01-01T00:00:00',
      '2026-01-01T00Z',
      'x2026-01-01',
      '2026-01-01x',
      '1767225600s',
      '-1767225600',
    ].map((date): [string, string, string, Answer] => [
      'DateEquals',
      date,
      '2026-01-01',
      'unknown',
    ]),
    ['DateLessThanEquals', 'soon', '2026-01-02', 'unknown'],
    ['DateLessThan', '2026-13-01', '2026-01-02', 'unknown'],
    ['Bool', true, 'true', 'yes'],
    ['Bool', 'True', 'true', 'yes'],
    ['Bool', 'false', 'true', 'no'],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', 'yes'],
    ['BinaryEquals', 'QmluYXJ5', 'qmluyxj5', 'no'],
    ['IpAddress', '203.0.113.0/24', '203.0.113.7', 'yes'],
    ['IpAddress', '203.0.113.0/24', '203.0.114.7', 'no'],
    ['IpAddress', '203.0.113.7', '203.0.113.7', 'yes'],
    ['IpAddress', '0.0.0.0/0', '8.8.8.8', 'yes'],
    ['NotIpAddress', ['10.0.0.0/8', '192.168.0.0/16'], '10.1.2.3', 'no'],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678:0::1', 'yes'],
    ['IpAddress', '2001:db8::/32', '2001:db9::1', 'no'],
    ['IpAddress', '::1', '0:0:0:0:0:0:0:1', 'yes'],
    ['IpAddress', '::/0', '10.0.0.1', 'no'],
    ['IpAddress', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8', 'yes'],
    ['IpAddress', '1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0', 'yes'],
    ['IpAddress', '1::8', '1:0:0:0:0:0:0:8', 'yes'],
    ['IpAddress', '1::8', '1:0:0:0:0:0:8:0', 'no'],
    ['IpAddress', '10::/8', '10.0.0.1', 'no'],
    ['IpAddress', '10.1.2.0/23', '10.1.3.255', 'yes'],
    ['IpAddress', '10.1.2.0/23', '10.1.4.0', 'no'],
    ['IpAddress', '10.1.2.3/32', '10.1.2.3', 'yes'],
    ['IpAddress', '255.255.255.255', '255.255.255.255', 'yes'],
    ['NotIpAddress', '10.0.0.0/8', '11.0.0.1', 'yes'],
    ...[
      '10.0.0.256',
      '10.0.0',
      '10.0.0.0.0',
      '10.0.0.0001',
      '10.0.0.a1',
      '10.0.0.1a',
      '10.0.0.',
      '10.0.0.0/8/8',
      '10.0.0.0/8x',
      '10.0.0.0/x8',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7::8',
      '1:2::3:4::5:6:7:8',
      '12345::',
      'g::1',
      '1g::1',
      '::/129',
      '',
    ].map((range): [string, string, string, Answer] => [
      'IpAddress',
      range,
      '10.0.0.1',
      'unknown',
    ]),
    ['IpAddress', '10.0.0.0/33', '10.0.0.1', 'unknown'],
    ['IpAddress', '10.0.0.0/', '10.0.0.1', 'unknown'],
    ['IpAddress', '300.0.0.0', '10.0.0.1', 'unknown'],
    ['IpAddress', '1::2::3', '10.0.0.1', 'unknown'],
    ['NotIpAddress', '10.0.0.0/8', 'nowhere', 'unknown'],
    ['ArnLike', 'arn:aws:s3:::a*', 'arn:aws:s3:::ab', 'yes'],
    ['ArnEquals', 'arn:aws:s3:::a*', 'arn:aws:s3:::ab', 'yes'],
    ['ArnNotLike', 'arn:aws:s3:::a*', 'arn:aws:s3:::ab', 'no'],
    ['ArnNotEquals', 'arn:aws:s3:::a', 'arn:aws:s3:::b', 'yes'],
    ['ArnLike', '*', 'arn:aws:s3:::b', 'unknown'],
    ['StringEquals', [], 'a', 'no'],
    ['StringNotEquals', [], 'a', 'yes'],
    ['StringMatches', 'a', 'a', 'unknown'],
    ['ForSomeValues:StringEquals', 'a', 'a', 'unknown'],
    ['NullIfExists', 'true', 'a', 'unknown'],
    ['-StringEquals', 'a', 'a', 'unknown'],
    ['StringEquals-', 'a', 'a', 'unknown'],
    ['xForAllValues:StringEquals', 'a', 'a', 'unknown'],
    ['', 'a', 'a', 'unknown'],
  ])('%s %j, %s: %s', (operator, policy, value, expected) => {
    expect(ask(operator, policy, exactly(value))).toBe(expected);
  });
});

describe('keys that a request doesn’t carry', () => {
  it.each<[string, Answer]>([
    ['StringEquals', 'no'],
    ['StringNotEquals', 'yes'],
    ['StringNotLike', 'yes'],
    ['ArnNotLike', 'yes'],
    ['NotIpAddress', 'yes'],
    ['NumericNotEquals', 'yes'],
    ['NumericLessThan', 'no'],
    ['NumericEquals', 'no'],
    ['NumericGreaterThanEquals', 'no'],
    ['DateLessThan', 'no'],
    ['DateNotEquals', 'yes'],
    ['IpAddress', 'no'],
    ['ArnEquals', 'no'],
    ['ArnNotEquals', 'yes'],
    ['StringEqualsIgnoreCase', 'no'],
    ['StringNotEqualsIgnoreCase', 'yes'],
    ['BinaryEquals', 'no'],
    ['Bool', 'no'],
    ['BoolIfExists', 'yes'],
    ['boolifexists', 'yes'],
    ['FORALLVALUES:StringEquals', 'yes'],
    ['foranyvalue:StringNotEquals', 'no'],
    ['StringEqualsIfExists', 'yes'],
    ['StringNotEqualsIfExists', 'yes'],
    ['ForAllValues:StringEquals', 'yes'],
    ['ForAnyValue:StringEquals', 'no'],
    ['ForAnyValue:StringNotEquals', 'no'],
    ['ForAnyValue:StringEqualsIfExists', 'unknown'],
    ['StringMatches', 'unknown'],
  ])('%s: %s', (operator, expected) => {
    expect(ask(operator, 'x', ABSENT)).toBe(expected);
  });
});

describe('Null', () => {
  it.each<[OneOrMany<ConditionValue>, ContextValue, Answer]>([
    ['true', ABSENT, 'yes'],
    ['true', exactly('a'), 'no'],
    [false, exactly('a'), 'yes'],
    ['False', ABSENT, 'no'],
    ['true', exactly(), 'yes'],
    [['true', 'false'], exactly('a'), 'yes'],
    ['true', UNKNOWN, 'unknown'],
    ['true', ifCarried('a'), 'unknown'],
  ])('%j, %j: %s', (policy, request, expected) => {
    expect(ask('Null', policy, request)).toBe(expected);
  });
});

describe('keys with several values', () => {
  it.each<[string, string[], string[], Answer]>([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], 'yes'],
    ['ForAllValues:StringEquals', ['a'], ['a', 'b'], 'no'],
    ['ForAnyValue:StringEquals', ['a'], ['a', 'b'], 'yes'],
    ['ForAnyValue:StringEquals', ['c'], ['a', 'b'], 'no'],
    ['ForAllValues:StringNotEquals', ['c'], ['a', 'b'], 'yes'],
    ['ForAllValues:StringNotEquals', ['a'], ['a', 'b'], 'no'],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], 'yes'],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], 'no'],
    ['StringEquals', ['a'], ['a', 'b'], 'unknown'],
    ['StringEquals', ['c'], ['a', 'b'], 'no'],
  ])('%s %j, %j: %s', (operator, policy, values, expected) => {
    expect(ask(operator, policy, exactly(...values))).toBe(expected);
  });
});

describe('keys that may have several values', () => {
  it.each<[string, ContextValue, Answer]>([
    ['StringEquals', exactly('a'), 'unknown'],
    ['StringNotEquals', exactly('a'), 'unknown'],
    ['StringEquals', ABSENT, 'no'],
    ['StringNotEquals', ABSENT, 'yes'],
    ['ForAnyValue:StringEquals', exactly('a'), 'yes'],
    ['ForAllValues:StringEquals', exactly('a'), 'yes'],
    ['Null', exactly('a'), 'no'],
  ])(
    'need a set operator even with one: %s, %j: %s',
    (operator, value, answer) => {
      const [condition] = matchConditions(
        {
          [operator]: {
            'aws:tagKeys': operator === 'Null' ? 'true' : ['a', 'b'],
          },
        },
        requestContext({ 'aws:TagKeys': value }),
        '2012-10-17',
      );
      expect(condition.answer).toBe(answer);
    },
  );
});

describe.each([
  'aws:CalledVia',
  'aws:PrincipalOrgPaths',
  'aws:PrincipalServiceNamesList',
  'aws:ResourceOrgPaths',
  'aws:SourceOrgPaths',
  'aws:TagKeys',
  'kms:EncryptionContextKeys',
  'kms:GrantOperations',
  'kms:ResourceAliases',
  's3:RequestObjectTagKeys',
  'sts:TransitiveTagKeys',
])('%s, which AWS documents with several values', key => {
  it.each<[string, Answer]>([
    ['StringEquals', 'unknown'],
    ['ForAnyValue:StringEquals', 'yes'],
  ])('under %s: %s', (operator, answer) => {
    const [condition] = matchConditions(
      { [operator]: { [key]: 'a' } },
      requestContext({ [key]: exactly('a') }),
      '2012-10-17',
    );
    expect(condition.answer).toBe(answer);
  });
});

describe('what isn’t known of a request', () => {
  it('gives unknown for an unknown key, whatever the operator', () => {
    expect(ask('StringEquals', 'a', UNKNOWN)).toBe('unknown');
    expect(ask('StringNotEqualsIfExists', 'a', UNKNOWN)).toBe('unknown');
  });

  it('gives what holds both with and without the key', () => {
    expect(ask('StringEqualsIfExists', 'a', ifCarried('a'))).toBe('yes');
    expect(ask('StringEquals', 'b', ifCarried('a'))).toBe('no');
    expect(ask('StringEquals', 'a', ifCarried('a'))).toBe('unknown');
    expect(ask('StringNotEquals', 'a', ifCarried('a'))).toBe('unknown');
  });
});

describe('one of several values', () => {
  it.each<[string, string, RequestValue[], Answer]>([
    ['StringEquals', 'a', ['a', 'b'], 'unknown'],
    ['StringEquals', 'c', ['a', 'b'], 'no'],
    ['StringNotEquals', 'c', ['a', 'b'], 'yes'],
    ['ForAnyValue:StringEquals', 'a', ['a', 'b'], 'unknown'],
    ['ForAllValues:StringEquals', 'a', ['a', 'b'], 'unknown'],
    ['DateLessThan', '2025', ['2026', '9999'], 'no'],
    ['DateLessThan', '2027', ['2026', '9999'], 'unknown'],
    ['DateGreaterThanEquals', '2026', ['2026', '9999'], 'yes'],
    ['Null', 'true', ['a', 'b'], 'no'],
  ])('%s %j, of %j: %s', (operator, policy, values, expected) => {
    expect(ask(operator, policy, oneOf(...values))).toBe(expected);
  });
});

describe('a value of which a pattern is known', () => {
  it.each<[string, string, string, Answer]>([
    ['StringEquals', 'ab', 'a*', 'unknown'],
    ['StringEquals', 'ba', 'a*', 'no'],
    ['StringEquals', 'a*', 'a*', 'unknown'],
    ['StringNotEquals', 'ba', 'a*', 'yes'],
    ['StringEqualsIgnoreCase', 'AB', 'a*', 'unknown'],
    ['StringEqualsIgnoreCase', 'BA', 'a*', 'no'],
    ['StringLike', 'a*', 'ab*', 'yes'],
    ['StringLike', 'ab*', 'a*', 'unknown'],
    ['StringLike', 'b*', 'a*', 'no'],
    ['StringNotLike', 'a*', 'ab*', 'no'],
    ['StringNotLike', '${aws:username}*', 'jane:*', 'no'],
    // Only text is compared by patterns.
    ['ArnLike', 'arn:aws:s3:::a', 'arn:aws:s3:::b*', 'unknown'],
    ['IpAddress', '10.0.0.0/8', '10.*', 'unknown'],
    ['NumericEquals', '1', '2*', 'unknown'],
    ['Null', 'false', 'a*', 'yes'],
  ])('%s %s, like %s: %s', (operator, policy, like, expected) => {
    expect(ask(operator, policy, exactly({ like }))).toBe(expected);
  });

  it('has none in a variable', () => {
    const [condition] = matchConditions(
      { StringEquals: { 'aws:Key': '${aws:userid}' } },
      requestContext({
        'aws:Key': exactly('a'),
        'aws:userid': exactly({ like: 'b*' }),
      }),
      '2012-10-17',
    );
    expect(condition.answer).toBe('unknown');
  });
});

describe('a value that nobody who writes the policy knows', () => {
  it.each<[string, OneOrMany<ConditionValue>, Answer]>([
    ['StringEquals', 'vpce-1', 'no'],
    ['StringNotEquals', ['vpce-1', 'vpce-2'], 'yes'],
    ['StringLike', 'vpce-1', 'no'],
    ['StringLike', 'vpce-*', 'unknown'],
    ['StringLike', '*', 'yes'],
    ['StringNotLike', 'vpce-?', 'unknown'],
    ['ArnEquals', 'arn:aws:ec2:us-east-1:1:vpc/vpc-1', 'no'],
    ['ArnLike', 'arn:aws:ec2:*', 'unknown'],
    ['IpAddress', '203.0.113.7', 'no'],
    ['IpAddress', ['203.0.113.0/24', '10.0.0.0/8', '2001:db8::/16'], 'no'],
    ['NotIpAddress', '203.0.113.0/24', 'yes'],
    ['IpAddress', '8.0.0.0/7', 'unknown'],
    ['IpAddress', '2001::/15', 'unknown'],
    ['NotIpAddress', ['203.0.113.0/24', '0.0.0.0/0'], 'unknown'],
    ['IpAddress', '203.0.113.0/', 'unknown'],
    ['IpAddress', '203.0.113.0/x', 'unknown'],
  ])('%s %j: %s', (operator, policy, expected) => {
    expect(ask(operator, policy, exactly({ like: '*', isForeign: true }))).toBe(
      expected,
    );
  });
});

describe('variables', () => {
  it.each<[string, string, string, Answer]>([
    ['StringEquals', '${aws:username}', 'jane', 'yes'],
    ['StringEquals', 'x/${AWS:UserName}/y', 'x/jane/y', 'yes'],
    ['StringLike', '${aws:username}*', 'jane2', 'yes'],
    ['StringNotEquals', '${aws:username}', 'jane', 'no'],
    ['StringEquals', "${aws:absent, 'nobody'}", 'nobody', 'yes'],
    ['StringEquals', '${aws:absent}', 'nobody', 'no'],
    ['StringLike', '*${aws:absent}', 'nobody', 'no'],
    ['StringLike', '${aws:absent}${aws:nothing}', 'nobody', 'no'],
    ['StringNotEquals', '${aws:absent}', 'nobody', 'unknown'],
    ['ArnLike', '${aws:absent}', 'arn:aws:s3:::b', 'no'],
    ['ArnLike', 'arn:aws:s3:::${aws:username}', 'arn:aws:s3:::jane', 'yes'],
    ['StringEquals', '${aws:nothing}', 'nobody', 'unknown'],
    ['StringNotEquals', '${aws:nothing}', 'nobody', 'unknown'],
    ['StringEquals', '${aws:several}', 'a', 'unknown'],
    ['StringLike', '${aws:star}', 'ab', 'unknown'],
    ['StringEquals', '${not a key}', 'x', 'unknown'],
    ['StringLike', 'a${*}', 'ab', 'no'],
    ['StringLike', 'a${*}', 'a*', 'yes'],
    ['StringLike', 'a${?}${$}', 'a?$', 'yes'],
    ['ArnEquals', 'arn:aws:s3:::${aws:username}', 'arn:aws:s3:::jane', 'yes'],
    ['StringEqualsIgnoreCase', '${aws:username}', 'JANE', 'yes'],
    ['StringNotEqualsIgnoreCase', '${aws:username}', 'JANE', 'no'],
    ['StringEquals', '${aws:username}${aws:username}', 'janejane', 'yes'],
    ['StringEquals', '${ aws:username }', 'jane', 'yes'],
    ['StringEquals', "${aws:username, 'nobody'}", 'jane', 'yes'],
    ['StringEquals', "${aws:absent,'nobody'}", 'nobody', 'yes'],
    ['StringEquals', "${ aws:absent , 'no body' }", 'no body', 'yes'],
    ['StringEquals', "${aws:absent, '*'}", 'nobody', 'no'],
    ['StringEquals', 'a${aws:username', 'a${aws:username', 'yes'],
    // AWS documents no such forms.
    ...[
      '${}',
      "${'aws:username'}",
      '${aws:username jane}',
      '${x aws:username}',
      '${aws:username, jane}',
      "${aws:username 'jane'}",
      "${aws:username, 'jane' x}",
      "${aws:username, 'ja'ne'}",
      "${aws:username, x'jane'}",
      '${aws:either}',
      '${aws:nothingKnown}',
    ].map((text): [string, string, string, Answer] => [
      'StringEquals',
      text,
      'jane',
      'unknown',
    ]),
  ])('%s %s, %s: %s', (operator, policy, value, expected) => {
    expect(ask(operator, policy, exactly(value))).toBe(expected);
  });

  it.each([
    ['NumericEquals', '5'],
    ['NumericLessThanEquals', '5'],
    ['DateEquals', '2026-01-01'],
    ['DateGreaterThanEquals', '2026-01-01'],
    ['Bool', 'true'],
    ['IpAddress', '10.0.0.1'],
    ['BinaryEquals', 'QQ=='],
  ])('aren’t put into the values of %s', (operator, value) => {
    const variable = `\${aws:absent, '${value}'}`;
    expect(ask(operator, variable, exactly(value))).toBe('unknown');
    expect(ask(operator, [value, variable], exactly(value))).toBe('unknown');
  });

  it('are text in an old policy language', () => {
    expect(
      ask('StringEquals', '${aws:username}', exactly('jane'), '2008-10-17'),
    ).toBe('no');
    expect(
      ask(
        'StringEquals',
        '${aws:username}',
        exactly('${aws:username}'),
        '2008-10-17',
      ),
    ).toBe('yes');
  });
});
