import { InvalidRequestError } from '../errors';
import { REQUEST_LIMITS, sizeProblem } from './parse';
import { parseSetupRequest } from './setup';
import { parseVerifyRequest } from './verify';

const { characters, depth, entries, values } = REQUEST_LIMITS;

const listOf = <T>(length: number, item: T): T[] => Array(length).fill(item);

function nested(levels: number): unknown {
  return levels === 0 ? [] : [nested(levels - 1)];
}

describe('the size of a request', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a number', 7],
    ['a text as long as any', 'x'.repeat(characters)],
    ['a list as long as any', listOf(entries, 'x')],
    ['an object with a name as long as any', { ['x'.repeat(characters)]: 1 }],
    ['lists as deep as any', nested(depth - 1)],
    ['as many values as any', listOf(49, listOf(100, 1))],
  ])('may be %s', (_, input) => {
    expect(sizeProblem(input)).toBeUndefined();
  });

  it.each<[string, unknown, string, string, RegExp]>([
    [
      'a text that is longer',
      { s3: [{ bucket: 'x'.repeat(characters + 1) }] },
      's3[0].bucket',
      '2,049 characters',
      /at most 2,048 characters/,
    ],
    [
      'a list that is longer',
      { s3: listOf(8_000, { bucket: 'reco' }) },
      's3',
      '8,000 entries',
      /at most 100 entries/,
    ],
    [
      'an object with more fields',
      Object.fromEntries(listOf(101, 0).map((_, index) => [`f${index}`, 1])),
      'input',
      '101 entries',
      /at most 100 entries/,
    ],
    [
      'a name that is longer',
      { tags: { ['x'.repeat(characters + 1)]: '' } },
      'tags',
      '2,049 characters',
      /at most 2,048 characters/,
    ],
    [
      'more values',
      listOf(51, listOf(100, 1)),
      'input',
      'more',
      /5,000 values/,
    ],
    [
      'lists that are deeper',
      nested(depth),
      `${'[0]'.repeat(depth)}`,
      'more',
      /10 deep/,
    ],
  ])('isn’t %s', (_, input, field, value, rule) => {
    expect(sizeProblem(input)).toEqual({
      field,
      value,
      rule: expect.stringMatching(rule),
    });
  });

  it('is looked at up to the first value that is too large', () => {
    let seen = 0;
    const counted = () => ({
      get workflows() {
        seen += 1;
        return [];
      },
    });
    const input = listOf(90, 0).map(() => listOf(90, 0).map(counted));

    expect(sizeProblem(input)).toMatchObject({ value: 'more' });
    expect(seen).toBeLessThan(values);
  });

  it.each<[string, unknown]>([
    ['too many prefixes', { s3: listOf(8_000, { bucket: 'reco-data' }) }],
    [
      'too many users of a role',
      {
        users: [
          {
            preset: 'admin',
            principals: [
              {
                type: 'account-role',
                roleName: 'people',
                users: listOf(20_000, 'ana'),
              },
            ],
          },
        ],
      },
    ],
    ['a list within lists', { users: listOf(20, listOf(20, listOf(20, {}))) }],
    ['a text without end', { roleName: 'x'.repeat(1_000_000) }],
  ])('holds a whole set-up from %s, and says so in one line', (_, input) => {
    const message = messageOf(() => parseSetupRequest(input));

    expect(message).toMatch(/was given, but .* at most/);
    expect(message.length).toBeLessThan(300);
    expect(message).not.toContain('\n');
  });

  it('counts no changes that a template of a former version hands on', () => {
    const changes = listOf(9_000, { part: 's3' });
    expect(messageOf(() => parseVerifyRequest({ changes }))).not.toContain(
      'entries',
    );
  });
});

describe('many problems', () => {
  it('are shown up to the twentieth, and the others counted', () => {
    const s3 = listOf(100, { bucket: 'X' });
    const lines = messageOf(() => parseSetupRequest({ s3 })).split('\n');

    expect(lines).toHaveLength(21);
    expect(lines[20]).toMatch(/^And \d+ more problems\.$/);
  });
});

function messageOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      return error.message;
    }
    throw error;
  }
  return '';
}
