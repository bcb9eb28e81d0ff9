import { InputError } from '@backstage/errors';
import { InvalidRequestError } from './errors';

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
