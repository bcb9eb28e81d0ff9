import { ConflictError, InputError } from '@backstage/errors';
import {
  Fault,
  ForeignPolicyError,
  InvalidRequestError,
  isUnseen,
  refuse,
  withoutQuotes,
} from './errors';

describe('a request that breaks rules', () => {
  it('names field, value and rule of each problem, in order', () => {
    const error = new InvalidRequestError([
      { field: 's3[1].prefix', value: '*', rule: 'wildcards are refused' },
      { field: 'region', value: undefined, rule: 'a Region is needed' },
    ]);

    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(
      's3[1].prefix: "*" was given, but wildcards are refused\n' +
        'region: nothing was given, but a Region is needed',
    );
    expect(error.problems).toHaveLength(2);
  });

  it('cuts a long value, so that the message stays readable', () => {
    const { message } = new InvalidRequestError([
      { field: 'name', value: 'x'.repeat(10_000), rule: 'it is too long' },
    ]);

    expect(message.length).toBeLessThan(220);
    expect(message).toContain('… (10000 characters) was given');
  });

  it.each([
    ['a long list', Array(1_000_000).fill('x')],
    ['lists in lists', Array(30).fill(Array(30).fill(Array(30).fill([7])))],
    ['an object of many fields', Object.fromEntries(Array(9_999).entries())],
    ['long names of fields', { ['x'.repeat(10_000)]: { __proto__: 1 } }],
  ])('shows as much as is readable of %s', (_, value) => {
    const { message } = new InvalidRequestError([
      { field: 'input', value, rule: 'it is too large' },
    ]);

    expect(message.length).toBeLessThan(220);
    expect(message).toMatch(/….* was given, but it is too large/);
  });
});

it('shows a value and a field that act on a terminal as what they are', () => {
  const { message } = new InvalidRequestError([
    {
      field: 'tags["\u202Egnp"]',
      value: '\u009b2J\u2028ERROR forged',
      rule: 'a tag has other characters',
    },
    { field: 'name', value: 'a\nb', rule: 'it has one line' },
  ]);

  expect(message).toBe(
    'tags["\\u202egnp"]: "\\u009b2J\\u2028ERROR forged" was given, but a tag has other characters\n' +
      'name: "a\\nb" was given, but it has one line',
  );
});

describe('a refusal', () => {
  const PROBLEM = { field: 'keys[0]', value: 'a', rule: 'it is a rule' };
  const CONFLICT = { field: 'users', message: 'somebody has it' };
  const QUOTING = { message: 'it says s3:*', unquoted: 'it says something' };
  const refusalOf = (faults: Fault[]) => {
    try {
      refuse(faults);
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('is none where there are no faults', () => {
    expect(refusalOf([])).toBeUndefined();
  });

  it('tells all faults in their order, each once, and is of the request where one is', () => {
    const error = refusalOf([CONFLICT, PROBLEM, CONFLICT]);

    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({
      message:
        'users: somebody has it\nkeys[0]: "a" was given, but it is a rule',
      problems: [PROBLEM],
    });
  });

  it('is a conflict where AWS alone stands against the request', () => {
    expect(refusalOf([CONFLICT])).toBeInstanceOf(ConflictError);
    expect(refusalOf([CONFLICT])).not.toBeInstanceOf(ForeignPolicyError);
  });

  it.each([
    [
      'a conflict',
      [CONFLICT, QUOTING],
      'ConflictError',
      'users: somebody has it',
    ],
    [
      'of the request',
      [PROBLEM, QUOTING],
      'InputError',
      'keys[0]: "a" was given, but it is a rule',
    ],
  ])(
    'that is %s quotes others to those only who may read it',
    (_, faults, name, first) => {
      const error = refusalOf(faults);

      expect(error).toMatchObject({ message: `${first}\nit says s3:*` });
      expect(withoutQuotes(error)).toMatchObject({
        name,
        message: `${first}\nit says something`,
      });
    },
  );

  it('that quotes nobody is the same for everybody', () => {
    const error = refusalOf([PROBLEM, CONFLICT]);

    expect(withoutQuotes(error)).toBe(error);
  });

  it('says that something is unknown only where every fault does', () => {
    const unseen = { ...PROBLEM, isUnseen: true };
    const isUnknown = (faults: Fault[]) => {
      const error = refusalOf(faults);
      return error instanceof Error && isUnseen(error);
    };

    expect(isUnknown([unseen, unseen])).toBe(true);
    expect(isUnknown([unseen, PROBLEM])).toBe(false);
    expect(isUnknown([unseen, CONFLICT])).toBe(false);
  });
});
