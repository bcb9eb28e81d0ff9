import { ConfigReader } from '@backstage/config';
import { JsonValue } from '@backstage/types';
import { readPlatformTeams, readTeams } from './teamsConfig';

const ACCOUNTS = ['111111111111', '222222222222'];

const read = (teams: JsonValue) =>
  readTeams(new ConfigReader({ personalize: { teams } }), ACCOUNTS);

const GROUP = 'group:default/recommendations';
const entry = { accounts: ['111111111111'], buckets: ['reco-*'] };

describe('personalize.teams', () => {
  it('reads what a group may be granted', () => {
    expect(
      read({
        [GROUP]: { ...entry, keys: ['alias/reco-*'] },
        Platform: { accounts: ['*'] },
      }),
    ).toEqual([
      {
        group: GROUP,
        path: `personalize.teams['${GROUP}']`,
        accounts: ['111111111111'],
        buckets: ['reco-*'],
        keys: ['alias/reco-*'],
        bucketOwners: ['111111111111'],
      },
      {
        group: 'group:default/platform',
        path: "personalize.teams['Platform']",
        accounts: ['*'],
        buckets: [],
        keys: [],
        bucketOwners: ACCOUNTS,
      },
    ]);
  });

  it.each([[[]], [['*']], [['333333333333', '111111111111']]])(
    'reads whose buckets a group may use: %j',
    bucketOwners => {
      expect(read({ [GROUP]: { ...entry, bucketOwners } })).toMatchObject([
        { bucketOwners },
      ]);
    },
  );

  it('tells an empty section from none', () => {
    expect(read({})).toEqual([]);
    expect(readTeams(new ConfigReader({}), ACCOUNTS)).toBeUndefined();
  });

  const at = `personalize.teams['${GROUP}']`;

  it.each<[string, JsonValue, string]>([
    ['a list', ['reco'], 'personalize.teams is ["reco"], but it must be a map'],
    [
      'a key that is no group',
      { 'user:default/ana': entry },
      'personalize.teams[\'user:default/ana\']: "user:default/ana" was given, but it must be a group, not a user',
    ],
    [
      'a word in place of an entry',
      { [GROUP]: 'everything' },
      `${at} is "everything", but it must be a map with accounts, buckets and keys`,
    ],
    [
      'a mistyped key',
      { [GROUP]: { ...entry, bucket: ['*'] } },
      `${at}.bucket is an unknown key; known under ${at}: accounts, buckets, keys, bucketOwners`,
    ],
    ['no account', { [GROUP]: { buckets: ['*'] } }, `${at}.accounts is empty`],
    [
      'an owner of buckets that is no account',
      { [GROUP]: { ...entry, bucketOwners: ['partner'] } },
      `${at}.bucketOwners[0] is "partner", but an AWS account id is text of 12 digits`,
    ],
    [
      'an account without quotes',
      { [GROUP]: { accounts: [111111111111] } },
      `${at}.accounts[0] is 111111111111, but it must be text; put it in quotes`,
    ],
    [
      'an account that the portal doesn’t touch',
      { [GROUP]: { accounts: ['111111111111', '333333333333'] } },
      `${at}.accounts[1] is "333333333333", but it must be one of personalize.accounts, which are 111111111111, 222222222222`,
    ],
    [
      'text in place of a list',
      { [GROUP]: { ...entry, buckets: 'reco-*' } },
      `${at}.buckets is "reco-*", but it must be a list`,
    ],
    [
      'the ARN of a bucket',
      { [GROUP]: { ...entry, buckets: ['arn:aws:s3:::reco'] } },
      `${at}.buckets[0] is "arn:aws:s3:::reco", but a pattern of buckets is NAME`,
    ],
    [
      'a prefix that gives nothing',
      { [GROUP]: { ...entry, buckets: ['reco', 'shared/reco/'] } },
      `${at}.buckets[1] is "shared/reco/", but a pattern of buckets is NAME, or NAME/PREFIX with a prefix that ends in *`,
    ],
    [
      'a key that is neither alias nor id',
      { [GROUP]: { ...entry, keys: ['reco-data'] } },
      `${at}.keys[0] is "reco-data", but a pattern of keys is alias/NAME`,
    ],
    [
      'a group that is named twice',
      { [GROUP]: entry, recommendations: entry },
      `personalize.teams names ${GROUP} twice`,
    ],
  ])('refuses %s, naming path and rule', (_what, teams, message) => {
    expect(() => read(teams)).toThrow(message);
  });
});

const readPlatform = (personalize: object) =>
  readPlatformTeams(new ConfigReader({ personalize: { ...personalize } }));

describe('personalize.platformTeams', () => {
  it('names groups, in full or short', () => {
    expect(
      readPlatform({ platformTeams: ['group:default/platform', 'Operations'] }),
    ).toEqual(['group:default/platform', 'group:default/operations']);
  });

  it('may be left out', () => {
    expect(readPlatform({})).toEqual([]);
  });

  it('is refused with path and rule where it names somebody else', () => {
    expect(() =>
      readPlatform({ platformTeams: ['ops', 'user:default/ana'] }),
    ).toThrow(
      'personalize.platformTeams[1] is "user:default/ana", but it must be a group, not a user',
    );
  });

  it('is refused where it is no list', () => {
    expect(() => readPlatform({ platformTeams: 'ops' })).toThrow(
      /personalize\.platformTeams/,
    );
  });
});
