import {
  bucketPatternHolds,
  bucketPatternRule,
  keyPatternHolds,
  keyPatternRule,
  keyNamesOf,
} from './patterns';
import { isTaggedFor, Team, teamsIn } from './team';

describe('the entries that hold', () => {
  const entry = (group: string, accounts: string[]): Team => ({
    group,
    path: `personalize.teams['${group}']`,
    accounts,
    buckets: [],
    keys: [],
    bucketOwners: [],
  });
  const reco = entry('group:default/recommendations', ['111111111111']);
  const platform = entry('group:default/platform', ['*']);
  const teams = [reco, platform];

  it.each<[string, string[], string, Team[]]>([
    ['of a group in its account', [reco.group], '111111111111', [reco]],
    ['of a group in another account', [reco.group], '222222222222', []],
    [
      'of a group with all accounts',
      [platform.group],
      '222222222222',
      [platform],
    ],
    ['of several groups', [reco.group, platform.group], '111111111111', teams],
    ['of another group', ['group:default/orders'], '111111111111', []],
    ['of nobody', [], '111111111111', []],
  ])('%s are found', (_what, groups, account, expected) => {
    expect(teamsIn(teams, groups, account)).toEqual(expected);
  });
});

describe('a pattern of buckets', () => {
  it.each<[pattern: string, bucket: string, prefix: string, holds: boolean]>([
    ['*', 'orders', '', true],
    ['reco-*', 'reco-data', '', true],
    ['reco-*', 'reco-data', 'input/', true],
    ['reco-*', 'orders', 'reco-data/', false],
    ['reco-data', 'reco-data-of-others', '', false],
    ['reco-?', 'reco-1', '', true],
    ['reco-?', 'reco-12', '', false],
    ['shared/reco/*', 'shared', 'reco/', true],
    ['shared/reco/*', 'shared', 'reco/input/', true],
    ['shared/reco/*', 'shared', 'recommendations/', false],
    ['shared/reco/*', 'shared', 'orders/reco/', false],
    ['shared/reco/*', 'shared', '', false],
    ['shared/reco/in*', 'shared', 'reco/', false],
    ['shared/reco/in*', 'shared', 'reco/input/', true],
    ['shared/*', 'shared', '', true],
    ['shared/*/reco/*', 'shared', 'eu/reco/', true],
    ['shared/*/reco/*', 'shared', 'eu/orders/', false],
    ['shared/?/*', 'shared', 'a/', true],
    ['shared/?/*', 'shared', 'ab/', false],
    ['reco-*/mine/*', 'reco-data', 'theirs/mine/', false],
    ['reco-*/mine/*', 'reco-data', 'mine/', true],
    ['shared/reco', 'shared', 'reco/', false],
    ['shared/reco/', 'shared', 'reco/', false],
  ])('%s and %s/%s: %s', (pattern, bucket, prefix, holds) => {
    expect(bucketPatternHolds(pattern, { bucket, prefix })).toBe(holds);
  });

  it.each(['*', 'reco-*', 'shared/reco/*', 'shared/*', 'a.b-c/*x*'])(
    'can be %s',
    pattern => {
      expect(bucketPatternRule.broken(pattern)).toBeUndefined();
    },
  );

  it.each([
    '',
    'Reco',
    's3://reco',
    'arn:aws:s3:::reco-data',
    'shared/reco/',
    'shared/reco',
    'shared//*',
    'shared/a//*',
    '/reco*',
    'reco data',
  ])('can’t be %j', pattern => {
    expect(bucketPatternRule.broken(pattern)).toMatch(/^a pattern of buckets/);
  });
});

describe('a pattern of keys', () => {
  const id = '1234abcd-12ab-34cd-56ef-1234567890ab';
  const arn = `arn:aws:kms:us-east-1:111111111111:key/${id}`;

  it.each<[pattern: string, asked: string, holds: boolean]>([
    ['*', 'alias/orders', true],
    ['*', id, true],
    ['alias/reco-*', 'alias/reco-data', true],
    ['alias/reco-*', 'alias/orders', false],
    [
      'alias/reco-*',
      'arn:aws:kms:us-east-1:111111111111:alias/reco-data',
      true,
    ],
    ['alias/*', id, false],
    ['alias/*', arn, false],
    [arn, arn, true],
    [arn, 'alias/reco-data', false],
    ['arn:aws:kms:us-east-1:111111111111:key/*', arn, true],
    ['arn:aws:kms:us-east-1:222222222222:key/*', arn, false],
    ['arn:aws:kms:*:111111111111:key/*', id, false],
    [id, id, true],
    [id, arn, true],
    ['1234*', arn, true],
    ['1234*', 'alias/1234', false],
  ])('%s and %s: %s', (pattern, asked, holds) => {
    expect(keyPatternHolds(pattern, keyNamesOf(asked))).toBe(holds);
  });

  it('holds a key by any of its names', () => {
    const names = { aliases: ['alias/a', 'alias/reco-data'], arn, id };

    for (const pattern of ['alias/reco-*', arn, id]) {
      expect(keyPatternHolds(pattern, names)).toBe(true);
    }
    expect(keyPatternHolds('alias/orders', names)).toBe(false);
  });

  it.each(['*', 'alias/reco-*', arn, 'arn:aws:kms:*:*:key/*', id, 'mrk-*'])(
    'can be %s',
    pattern => {
      expect(keyPatternRule.broken(pattern)).toBeUndefined();
    },
  );

  it.each([
    '',
    'reco-data',
    'alias/',
    'arn:aws:kms:us-east-1:111111111111:alias/reco-*',
    'arn:aws:s3:::reco',
    'arn:*',
  ])('can’t be %j', pattern => {
    expect(keyPatternRule.broken(pattern)).toMatch(/^a pattern of keys/);
  });
});

describe('the tag of the owner', () => {
  const groups = ['group:default/recommendations'];

  it.each([
    'group:default/recommendations',
    'Group:Default/Recommendations',
    'default/recommendations',
    'recommendations',
  ])('%s gives to the group', owner => {
    expect(isTaggedFor({ 'personalize:owner': owner }, groups)).toBe(true);
  });

  it.each<[string, Record<string, string>]>([
    ['another group', { 'personalize:owner': 'orders' }],
    ['a person', { 'personalize:owner': 'user:default/recommendations' }],
    ['everybody', { 'personalize:owner': '*' }],
    ['nobody', { 'personalize:owner': '' }],
    ['another key', { owner: 'recommendations' }],
  ])('for %s doesn’t', (_what, tags) => {
    expect(isTaggedFor(tags, groups)).toBe(false);
  });
});
