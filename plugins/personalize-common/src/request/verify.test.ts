import { InvalidRequestError } from '../errors';
import { parseVerifyRequest } from './verify';

const ROLE = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-reco',
};
const BUCKET = { bucket: 'reco-data', prefix: 'in', workflows: ['import'] };
const KEY = { keyId: 'alias/reco-data', workflows: ['export'] };
const CHANGE = {
  part: 's3',
  resource: 'arn:aws:s3:::reco-data',
  operation: 'update',
  before: { Version: '2012-10-17', Statement: [] },
  after: { Version: '2012-10-17', Statement: [{ Effect: 'Allow' }] },
};

function problemsOf(input: Record<string, unknown>) {
  try {
    parseVerifyRequest({ ...ROLE, ...input });
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe('the input of personalize:verify', () => {
  it('is the inputs of the other steps, with their defaults', () => {
    expect(parseVerifyRequest(ROLE)).toEqual({
      name: undefined,
      role: {
        partition: 'aws',
        ...ROLE,
        rolePath: '/personalize/',
      },
      settings: {
        description: undefined,
        permissionsBoundary: undefined,
        tags: {},
        maxSessionDuration: undefined,
        servicePolicy: 'scoped',
        cloudWatchMetrics: false,
        adopt: false,
      },
      trust: { regions: ['us-east-1'], sourceArns: [] },
      keys: [],
      buckets: [],
      users: [],
      sourceConditions: 'if-present',
    });
  });

  it('has the owner in full', () => {
    expect(parseVerifyRequest({ ...ROLE, owner: 'Reco' }).owner).toBe(
      'group:default/reco',
    );
    expect(parseVerifyRequest({ ...ROLE, owner: '' }).owner).toBeUndefined();
  });

  it('has the guardrails as its defaults', () => {
    expect(
      parseVerifyRequest(ROLE, {
        rolePath: '/reco/',
        sourceConditions: 'required',
      }),
    ).toMatchObject({
      role: { rolePath: '/reco/' },
      sourceConditions: 'required',
    });
  });

  it.each([
    ['the template', { kms: [KEY], s3: [BUCKET] }],
    ['the steps', { keys: [KEY], buckets: [BUCKET] }],
  ])('takes keys and buckets under the names of %s', (_whose, lists) => {
    expect(
      parseVerifyRequest({ ...ROLE, name: 'shop', ...lists }),
    ).toMatchObject({
      name: 'shop',
      keys: [KEY],
      buckets: [{ ...BUCKET, prefix: 'in/' }],
    });
  });

  it.each([
    ['as its steps put them out', [CHANGE]],
    ['in no form at all', 'changes'],
  ])('takes the changes of a run %s, and looks at none', (_what, changes) => {
    expect(parseVerifyRequest({ ...ROLE, changes })).toEqual(
      parseVerifyRequest(ROLE),
    );
  });

  it.each<[string, Record<string, unknown>, string, RegExp]>([
    [
      'a list under both of its names',
      { kms: [KEY], keys: [KEY] },
      'keys',
      /same list as kms/,
    ],
    [
      'another list under both of its names',
      { s3: [], buckets: [BUCKET] },
      'buckets',
      /same list as s3/,
    ],
    ['an unknown field', { proof: 'all' }, 'proof', /no such field.*changes/],
  ])('is refused: %s', (_title, change, field, rule) => {
    expect(problemsOf(change)).toEqual([
      expect.objectContaining({ field, rule: expect.stringMatching(rule) }),
    ]);
  });
});
