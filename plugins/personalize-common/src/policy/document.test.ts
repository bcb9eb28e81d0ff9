import { InputError } from '@backstage/errors';
import fc from 'fast-check';
import {
  asList,
  bytesOf,
  charactersOf,
  isPolicyDocument,
  parsePolicyDocument,
  policyText,
  statementName,
  statementsIn,
  statementsOf,
} from './document';
import { ACTS, HOSTILE_TEXTS } from '../text/__testUtils__/hostileTexts';
import { foreignDocuments } from './__testUtils__/policies';

const parse = (value: unknown) =>
  parsePolicyDocument(JSON.stringify(value), 'bucket reco-data');

const statement = {
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: '*',
};

describe('reading a policy document', () => {
  it('takes every form that AWS takes, and writes it back to the letter', () => {
    fc.assert(
      fc.property(
        foreignDocuments.filter(document => document !== undefined),
        document => {
          const text = policyText(document);

          expect(policyText(parsePolicyDocument(text, 'x'))).toBe(text);
        },
      ),
    );
  });

  it.each<[string, unknown, string]>([
    ['a list', [], 'it is not an object'],
    ['null', null, 'it is not an object'],
    ['no Statement', { Version: '2012-10-17' }, 'it has no Statement'],
    [
      'a Version that is no text',
      { Version: 2012, Statement: [] },
      'Version is not text',
    ],
    ['an Id that is no text', { Id: {}, Statement: [] }, 'Id is not text'],
    [
      'a statement that is text',
      { Statement: [statement, 'x'] },
      'statement 2 is not an object',
    ],
    [
      'another Effect',
      { Statement: { ...statement, Effect: 'allow' } },
      'statement 1 has an Effect other than Allow or Deny',
    ],
    [
      'a Sid that is no text',
      { Statement: { ...statement, Sid: 1 } },
      'statement 1 has a Sid that is not text',
    ],
    ...['Action', 'NotAction', 'Resource', 'NotResource'].map(
      (element): [string, unknown, string] => [
        `${element} with an item that is no text`,
        { Statement: { ...statement, [element]: ['s3:GetObject', 1] } },
        `statement 1 has ${element} that is not text or a list of text`,
      ],
    ),
    [
      'a NotResource that is a map',
      { Statement: { ...statement, NotResource: {} } },
      'statement 1 has NotResource that',
    ],
    ...['Principal', 'NotPrincipal'].map(
      (element): [string, unknown, string] => [
        `${element} with a kind that has no names`,
        {
          Statement: {
            ...statement,
            [element]: { AWS: '999999999999', Service: 1 },
          },
        },
        `statement 1 has ${element} that is not "*" or a map of lists`,
      ],
    ),
    [
      'a Principal that is text',
      { Statement: { ...statement, Principal: '999999999999' } },
      'statement 1 has Principal that is not "*" or a map of lists',
    ],
    ...Object.entries({
      'an operator without keys': { Null: { x: 'true' }, Bool: 'x' },
      'a key that is null': { Bool: { x: 'true', y: null } },
      'a value that is null': { Bool: { x: ['true', null] } },
    }).map(([flaw, Condition]): [string, unknown, string] => [
      `a Condition with ${flaw}`,
      { Statement: { ...statement, Condition } },
      'statement 1 has a Condition that is not a map of operators, keys and values',
    ]),
  ])('refuses %s, so that nothing is written over it', (_name, value, flaw) => {
    expect(() => parse(value)).toThrow(InputError);
    expect(() => parse(value)).toThrow(
      `The policy of bucket reco-data isn't a policy document: ${flaw}`,
    );
  });

  it('refuses what is no JSON', () => {
    expect(() => parsePolicyDocument('', 'bucket reco-data')).toThrow(
      "The policy of bucket reco-data isn't JSON",
    );
  });
});

describe('the words for statements', () => {
  it('takes a scalar, a list or nothing for a list', () => {
    expect(asList('a')).toStrictEqual(['a']);
    expect(asList(['a', 'b'])).toStrictEqual(['a', 'b']);
    expect(asList(undefined)).toStrictEqual([]);
    expect(statementsOf(undefined)).toStrictEqual([]);
  });

  it('finds statements in a policy document, and none in anything else', () => {
    const found = { Statement: statement };

    expect(isPolicyDocument(found)).toBe(true);
    expect(statementsIn(found)).toStrictEqual([statement]);
    for (const other of [
      undefined,
      { Statement: 'x' },
      { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
    ]) {
      expect(isPolicyDocument(other)).toBe(false);
      expect(statementsIn(other)).toStrictEqual([]);
    }
  });

  it('names a statement by its Sid, or by its place', () => {
    expect(statementName({ Sid: 'Tls', Effect: 'Deny' }, 4)).toBe('"Tls"');
    expect(statementName({ Effect: 'Deny' }, 4)).toBe('number 5 (no Sid)');
    expect(statementName({ Sid: '', Effect: 'Deny' }, 0)).toBe(
      'number 1 (no Sid)',
    );
  });

  it.each(HOSTILE_TEXTS)('names it so that %s is shown only', (_what, Sid) => {
    const name = statementName({ Sid }, 0);

    expect(name).not.toMatch(ACTS);
    expect(name).not.toContain('\n');
    expect(name).toMatch(/^"(?:[^"\\]|\\.)*"$/);
  });

  it('names it by the beginning of a long Sid', () => {
    expect(statementName({ Sid: 'x'.repeat(20_000) }, 0)).toBe(
      `"${'x'.repeat(64)}…"`,
    );
  });
});

describe('the size of a policy', () => {
  const document = {
    Version: '2012-10-17',
    Id: 'ä €',
    Statement: [],
  };

  it('is counted in bytes where S3 and KMS do', () => {
    expect(bytesOf(document)).toBe(
      '{"Version":"2012-10-17","Id":"a e","Statement":[]}'.length + 3,
    );
  });

  it('is counted in characters without white space where IAM does', () => {
    expect(charactersOf(document)).toBe(
      '{"Version":"2012-10-17","Id":"ae","Statement":[]}'.length,
    );
  });

  it('is nothing where there is no policy', () => {
    expect(bytesOf(undefined)).toBe(0);
    expect(charactersOf(undefined)).toBe(0);
  });
});
