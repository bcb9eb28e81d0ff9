import { InvalidRequestError } from '../errors';
import { parseRegisterRequest } from './register';

const INPUT = {
  name: 'shop',
  owner: 'Recommendations',
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
};

function problemsOf(input: Record<string, unknown>) {
  try {
    parseRegisterRequest({ ...INPUT, ...input });
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe('the input of personalize:register', () => {
  it('is the role and whose the set-up is, in full', () => {
    expect(
      parseRegisterRequest({
        ...INPUT,
        system: 'shop',
        title: 'Shop 🛒',
        description: 'Recommendations\n\tof the shop',
      }),
    ).toEqual({
      identity: {
        name: 'shop',
        owner: 'group:default/recommendations',
        system: 'system:default/shop',
      },
      role: {
        partition: 'aws',
        accountId: '123456789012',
        region: 'us-east-1',
        roleName: 'personalize-shop',
        rolePath: '/personalize/',
      },
      title: 'Shop 🛒',
      description: 'Recommendations\n\tof the shop',
    });
  });

  it('takes what was left empty for left out, and the guardrail’s path', () => {
    expect(
      parseRegisterRequest(
        { ...INPUT, system: '', title: '', description: '', rolePath: '' },
        { rolePath: '/data/' },
      ),
    ).toMatchObject({
      identity: { system: undefined },
      role: { rolePath: '/data/' },
      title: undefined,
      description: undefined,
    });
  });

  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ['no name', { name: undefined }, 'name', /it is required/],
    ['a name with a space', { name: 'my shop' }, 'name', /name in the catalog/],
    ['no owner', { owner: undefined }, 'owner', /it is required/],
    ['a person as owner', { owner: 'user:default/ana' }, 'owner', /a group/],
    ['a title of two lines', { title: 'a\nb' }, 'title', /on one line/],
    ['a long title', { title: 'x'.repeat(101) }, 'title', /1 to 100/],
    [
      'a long description',
      { description: 'x'.repeat(1001) },
      'description',
      /at most 1,000/,
    ],
    [
      'a null character',
      { description: '\0' },
      'description',
      /control characters/,
    ],
    ['an unknown field', { keys: [] }, 'keys', /no such field.*description/],
    [
      'a bad part',
      { s3: [{ bucket: 'Reco', workflows: ['import'] }] },
      's3[0].bucket',
      /lower/,
    ],
  ])('is refused: %s', (_title, change, field, rule) => {
    expect(problemsOf(change)).toEqual([
      expect.objectContaining({ field, rule: expect.stringMatching(rule) }),
    ]);
  });
});
