import { InvalidRequestError, Problem } from '../errors';
import { parseSetupRequest } from './setup';
import {
  parseCreateRoleRequest,
  parseGrantKmsRequest,
  parseGrantS3Request,
  parseGrantUsersRequest,
  parseHardenTrustRequest,
} from './steps';

const ROLE = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-reco',
};
const SETUP = {
  ...ROLE,
  name: 'reco',
  owner: 'group:default/recommendations',
  s3: [{ bucket: 'reco-data', prefix: 'in/', workflows: ['import'] }],
};
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

type Fields = Record<string, unknown>;
type Parse = (input: unknown) => unknown;
type Case = [
  title: string,
  change: Fields,
  field: string,
  value: unknown,
  rule: RegExp,
];

function problemsOf(parse: () => unknown): readonly Problem[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

/** Each case is the good input with one thing wrong, and that one problem alone comes out. */
function itRefuses(parse: Parse, good: Fields, cases: Case[]) {
  it('takes the input without a change', () => {
    expect(problemsOf(() => parse(good))).toEqual([]);
  });

  it.each(cases)('%s', (_title, change, field, value, rule) => {
    expect(problemsOf(() => parse({ ...good, ...change }))).toEqual([
      { field, value, rule: expect.stringMatching(rule) },
    ]);
  });
}

const long = (length: number) => 'a'.repeat(length);
const manyTags = Object.fromEntries(
  Array.from({ length: 50 }, (_, index) => [`tag${index}`, 'x']),
);

describe('the role of every request', () => {
  const cases: Case[] = [
    [
      'no account',
      { accountId: undefined },
      'accountId',
      undefined,
      /required.*12 digits/,
    ],
    ['an empty account', { accountId: '' }, 'accountId', '', /12 digits/],
    [
      'a number as account',
      { accountId: 123456789012 },
      'accountId',
      123456789012,
      /must be text.*leading zeros/,
    ],
    [
      '11 digits',
      { accountId: '12345678901' },
      'accountId',
      '12345678901',
      /12 digits/,
    ],
    [
      '13 digits',
      { accountId: '1234567890123' },
      'accountId',
      '1234567890123',
      /12 digits/,
    ],
    [
      'an account with hyphens',
      { accountId: '1234-5678-9012' },
      'accountId',
      '1234-5678-9012',
      /12 digits/,
    ],
    [
      'digits of another script',
      { accountId: '１２３４５６７８９０１２' },
      'accountId',
      '１２３４５６７８９０１２',
      /12 digits/,
    ],
    [
      'an account with a line feed',
      { accountId: '123456789012\n' },
      'accountId',
      '123456789012\n',
      /12 digits/,
    ],
    [
      'no Region',
      { region: undefined },
      'region',
      undefined,
      /exists in the Regions ap-northeast-1, /,
    ],
    [
      'a Region without Personalize',
      { region: 'eu-north-1' },
      'region',
      'eu-north-1',
      /exists in the Regions .*us-west-2$/,
    ],
    [
      'GovCloud',
      { region: 'us-gov-west-1' },
      'region',
      'us-gov-west-1',
      /GovCloud.*us-east-1/,
    ],
    [
      'a Region in capitals',
      { region: 'US-EAST-1' },
      'region',
      'US-EAST-1',
      /exists in the Regions/,
    ],
    [
      'an availability zone',
      { region: 'us-east-1a' },
      'region',
      'us-east-1a',
      /exists in the Regions/,
    ],
    [
      'a list of Regions',
      { region: ['us-east-1'] },
      'region',
      ['us-east-1'],
      /exists in the Regions/,
    ],
    [
      'no role name',
      { roleName: undefined },
      'roleName',
      undefined,
      /required.*1 to 64/,
    ],
    ['an empty role name', { roleName: '' }, 'roleName', '', /1 to 64/],
    [
      'a long role name',
      { roleName: long(65) },
      'roleName',
      long(65),
      /1 to 64/,
    ],
    [
      'a role name with a space',
      { roleName: 'my role' },
      'roleName',
      'my role',
      /U\+0020/,
    ],
    [
      'a role name with a path',
      { roleName: 'team/role' },
      'roleName',
      'team/role',
      /U\+002F/,
    ],
    [
      'a wildcard in a role name',
      { roleName: 'role*' },
      'roleName',
      'role*',
      /U\+002A/,
    ],
    [
      'a Cyrillic letter in a role name',
      { roleName: 'rоle' },
      'roleName',
      'rоle',
      /U\+043E/,
    ],
    [
      'an invisible character in a role name',
      { roleName: 'ro\u200Ble' },
      'roleName',
      'ro\u200Ble',
      /U\+200B/,
    ],
    [
      'a control character in a role name',
      { roleName: 'role\u0000' },
      'roleName',
      'role\u0000',
      /U\+0000/,
    ],
    [
      'a role ARN as name',
      { roleName: 'arn:aws:iam::123456789012:role/x' },
      'roleName',
      'arn:aws:iam::123456789012:role/x',
      /U\+003A/,
    ],
    [
      'a path without leading slash',
      { rolePath: 'personalize/' },
      'rolePath',
      'personalize/',
      /starts and ends with \//,
    ],
    [
      'a path without closing slash',
      { rolePath: '/personalize' },
      'rolePath',
      '/personalize',
      /starts and ends with \//,
    ],
    [
      'a path with two slashes',
      { rolePath: '/a//b/' },
      'rolePath',
      '/a//b/',
      /\/\/ isn't allowed/,
    ],
    [
      'a path with a space',
      { rolePath: '/a b/' },
      'rolePath',
      '/a b/',
      /U\+0020/,
    ],
    [
      'a path with a wildcard',
      { rolePath: '/*/' },
      'rolePath',
      '/*/',
      /U\+002A/,
    ],
    [
      'a path that Personalize refuses',
      { rolePath: '/a~b/' },
      'rolePath',
      '/a~b/',
      /U\+007E.*Personalize accepts/,
    ],
    [
      'a path beyond IAM’s limit',
      { rolePath: `/${long(511)}/` },
      'rolePath',
      `/${long(511)}/`,
      /at most 512/,
    ],
    [
      'a path that makes the ARN too long',
      { rolePath: `/${long(209)}/` },
      'rolePath',
      `/${long(209)}/`,
      /at most 256.*257/,
    ],
    [
      'a path of AWS',
      { rolePath: '/aws-service-role/x/' },
      'rolePath',
      '/aws-service-role/x/',
      /reserved/,
    ],
    ['a null path', { rolePath: null }, 'rolePath', null, /must be text/],
    [
      'an unknown field',
      { rolename: 'x' },
      'rolename',
      'x',
      /no such field.*accountId, region, roleName, rolePath/,
    ],
  ];
  const parsers: [string, Parse, Fields][] = [
    ['plan', parseSetupRequest, SETUP],
    ['create-role', parseCreateRoleRequest, ROLE],
    ['harden-trust', parseHardenTrustRequest, ROLE],
    ['grant-kms', parseGrantKmsRequest, { ...ROLE, keys: [] }],
    ['grant-s3', parseGrantS3Request, { ...ROLE, buckets: [] }],
    ['grant-users', parseGrantUsersRequest, { ...ROLE, users: [] }],
  ];
  describe.each(parsers)('%s', (_action, parse, good) => {
    itRefuses(parse, good, cases);
  });
});

describe('an input that is no object', () => {
  it.each([undefined, null, 'text', 7, [], true])('%j', input => {
    expect(problemsOf(() => parseSetupRequest(input))).toEqual([
      {
        field: 'input',
        value: input,
        rule: expect.stringMatching(/must be an object.*name, owner, system/),
      },
    ]);
  });
});

describe('the identity of a set-up', () => {
  itRefuses(parseSetupRequest, SETUP, [
    ['no name', { name: undefined }, 'name', undefined, /required.*1 to 63/],
    ['an empty name', { name: '' }, 'name', '', /1 to 63/],
    ['a long name', { name: long(64) }, 'name', long(64), /1 to 63/],
    [
      'a name with a space',
      { name: 'my set-up' },
      'name',
      'my set-up',
      /A-Z a-z 0-9/,
    ],
    [
      'a name that ends in a hyphen',
      { name: 'reco-' },
      'name',
      'reco-',
      /only between them/,
    ],
    [
      'a name that begins with a dot',
      { name: '.reco' },
      'name',
      '.reco',
      /only between them/,
    ],
    [
      'no owner',
      { owner: undefined },
      'owner',
      undefined,
      /required.*group:NAMESPACE\/NAME/,
    ],
    [
      'a user as owner',
      { owner: 'user:default/guest' },
      'owner',
      'user:default/guest',
      /must be a group, not a user/,
    ],
    [
      'an owner with two slashes',
      { owner: 'group:a/b/c' },
      'owner',
      'group:a/b/c',
      /group:NAMESPACE\/NAME/,
    ],
    [
      'an owner without name',
      { owner: 'group:default/' },
      'owner',
      'group:default/',
      /group:NAMESPACE\/NAME/,
    ],
    [
      'a bad namespace',
      { owner: 'group:de_fault/x' },
      'owner',
      'group:de_fault/x',
      /group:NAMESPACE\/NAME/,
    ],
    [
      'a component as system',
      { system: 'component:default/x' },
      'system',
      'component:default/x',
      /must be a system, not a component/,
    ],
  ]);
});

describe('the settings of a role', () => {
  const boundary = (arn: unknown, rule: RegExp, title = `${arn}`): Case => [
    `the boundary ${title}`,
    { permissionsBoundary: arn },
    'permissionsBoundary',
    arn,
    rule,
  ];
  itRefuses(parseCreateRoleRequest, ROLE, [
    [
      'a typographic quote in the description',
      { description: 'the team’s role' },
      'description',
      'the team’s role',
      /U\+2019/,
    ],
    [
      'a control character in the description',
      { description: 'a\u0007' },
      'description',
      'a\u0007',
      /U\+0007/,
    ],
    [
      'a long description',
      { description: long(1001) },
      'description',
      long(1001),
      /at most 1000.*not 1001/,
    ],
    [
      'a list as description',
      { description: ['x'] },
      'description',
      ['x'],
      /must be text/,
    ],
    boundary('personalize-boundary', /ARN of a managed policy/),
    boundary(
      'arn:aws:iam::123456789012:role/boundary',
      /ARN of a managed policy/,
    ),
    boundary('arn:aws:s3:::policy/boundary', /ARN of a managed policy/),
    boundary('arn:aws:iam::12345:policy/boundary', /ARN of a managed policy/),
    boundary(
      'arn:aws:iam:us-east-1:123456789012:policy/boundary',
      /ARN of a managed policy/,
    ),
    boundary('arn:aws:iam::123456789012:policy/*', /ARN of a managed policy/),
    boundary(
      'arn:aws:iam::123456789012:policy//boundary',
      /ARN of a managed policy/,
    ),
    boundary(
      'arn:aws-cn:iam::123456789012:policy/boundary',
      /starts with arn:aws:/,
    ),
    boundary(
      'arn:aws:iam::210987654321:policy/boundary',
      /own account 123456789012/,
    ),
    [
      'tags as a list',
      { tags: [{ Key: 'a', Value: 'b' }] },
      'tags',
      [{ Key: 'a', Value: 'b' }],
      /object of tag keys/,
    ],
    ['a null as tags', { tags: null }, 'tags', null, /object of tag keys/],
    [
      'a number as tag value',
      { tags: { cost: 7 } },
      'tags.cost',
      7,
      /text of at most 256/,
    ],
    ['an empty tag key', { tags: { '': 'x' } }, 'tags', '', /1 to 128.*not 0/],
    [
      'a long tag key',
      { tags: { [long(129)]: 'x' } },
      'tags',
      long(129),
      /1 to 128.*not 129/,
    ],
    [
      'a long tag value',
      { tags: { team: long(257) } },
      'tags.team',
      long(257),
      /at most 256.*not 257/,
    ],
    [
      'a comma in a tag key',
      { tags: { 'a,b': 'x' } },
      'tags',
      'a,b',
      /U\+002C/,
    ],
    [
      'a line feed in a tag value',
      { tags: { 'my team': 'a\nb' } },
      'tags["my team"]',
      'a\nb',
      /U\+000A/,
    ],
    [
      'a tag of AWS',
      { tags: { 'AWS:team': 'x' } },
      'tags',
      'AWS:team',
      /aws: are reserved for AWS/,
    ],
    [
      'a tag of the portal',
      { tags: { 'Personalize:managed': 'x' } },
      'tags',
      'Personalize:managed',
      /personalize: are reserved for the portal/,
    ],
    [
      'tags that differ by case, the other way round',
      { tags: { team: 'a', Team: 'b' } },
      'tags',
      ['team', 'Team'],
      /team and Team/,
    ],
    [
      'tags that differ by case',
      { tags: { Team: 'a', team: 'b' } },
      'tags',
      ['Team', 'team'],
      /ignores case.*Team and team/,
    ],
    [
      '50 tags',
      { tags: manyTags },
      'tags',
      Object.keys(manyTags),
      /49 tags, not 50.*personalize:managed/,
    ],
    [
      'an unknown service policy',
      { servicePolicy: 'admin' },
      'servicePolicy',
      'admin',
      /documented, scoped/,
    ],
    [
      'text for a boolean',
      { cloudWatchMetrics: 'true' },
      'cloudWatchMetrics',
      'true',
      /true or false, without quotes/,
    ],
    ['a number for a boolean', { adopt: 1 }, 'adopt', 1, /true or false/],
    [
      'a short session',
      { maxSessionDuration: 3599 },
      'maxSessionDuration',
      3599,
      /seconds from 3600 to 43200/,
    ],
    [
      'a long session',
      { maxSessionDuration: 43201 },
      'maxSessionDuration',
      43201,
      /seconds from 3600 to 43200/,
    ],
    [
      'half a second',
      { maxSessionDuration: 3600.5 },
      'maxSessionDuration',
      3600.5,
      /whole number/,
    ],
    [
      'text for a number',
      { maxSessionDuration: '3600' },
      'maxSessionDuration',
      '3600',
      /whole number of seconds/,
    ],
  ]);
});

describe('the trust of a role', () => {
  const arn = (resource: string) =>
    `arn:aws:personalize:us-east-1:123456789012:${resource}`;
  const sourceArn = (text: string, rule: RegExp): Case => [
    `the source ARN ${text.slice(0, 70)}`,
    { sourceArns: [arn('solution/a'), text] },
    'sourceArns[1]',
    text,
    rule,
  ];
  itRefuses(parseHardenTrustRequest, ROLE, [
    [
      'an empty list of Regions',
      { regions: [] },
      'regions',
      [],
      /at least one Region/,
    ],
    [
      'one Region as text',
      { regions: 'us-east-1' },
      'regions',
      'us-east-1',
      /list of at least one Region/,
    ],
    [
      'a Region without Personalize',
      { regions: ['us-east-1', 'us-west-1'] },
      'regions[1]',
      'us-west-1',
      /exists in the Regions/,
    ],
    [
      'a Region of another partition',
      { regions: ['us-east-1', 'cn-north-1'] },
      'regions[1]',
      'cn-north-1',
      /partition.*aws$/,
    ],
    [
      'source ARNs as text',
      { sourceArns: arn('*') },
      'sourceArns',
      arn('*'),
      /list of source ARNs/,
    ],
    sourceArn('arn:aws:s3:::reco-data', /of a Personalize resource/),
    sourceArn(
      'arn:aws:forecast:us-east-1:123456789012:dataset-group/a',
      /of a Personalize resource/,
    ),
    sourceArn('dataset-group/reco', /of a Personalize resource/),
    sourceArn(arn('*'), /leave the list out/),
    sourceArn(arn('dataset-group'), /TYPE\/ID/),
    sourceArn(arn('data*/reco'), /only after TYPE\//),
    // eslint-disable-next-line no-template-curly-in-string
    sourceArn(arn('solution/${aws:username}'), /TYPE\/ID/),
    sourceArn(
      'arn:aws:personalize:*:123456789012:solution/a',
      /Region of the trust: us-east-1/,
    ),
    sourceArn(
      'arn:aws:personalize:us-east-1:*:solution/a',
      /account of the request, 123456789012/,
    ),
    sourceArn(
      'arn:*:personalize:us-east-1:123456789012:solution/a',
      /starts with arn:aws:/,
    ),
    sourceArn(
      'arn:aws-cn:personalize:us-east-1:123456789012:solution/a',
      /starts with arn:aws:/,
    ),
    sourceArn(
      'arn:aws:personalize:eu-west-1:123456789012:solution/a',
      /Region of the trust: us-east-1/,
    ),
    sourceArn(
      'arn:aws:personalize:us-east-1:210987654321:solution/a',
      /account of the request, 123456789012/,
    ),
    sourceArn(arn(`solution/${long(250)}`), /at most 256/),
  ]);
});

describe('keys', () => {
  const keyId = (id: unknown, rule: RegExp): Case => [
    `the key ${id}`,
    { keys: [{ keyId: id, workflows: ['import'] }] },
    'keys[0].keyId',
    id,
    rule,
  ];
  const workflows = (
    title: string,
    list: unknown,
    field: string,
    value: unknown,
    rule: RegExp,
  ): Case => [
    title,
    { keys: [{ keyId: KEY_ID, workflows: list }] },
    `keys[0].workflows${field}`,
    value,
    rule,
  ];
  const arn = (resource: string) =>
    `arn:aws:kms:us-east-1:123456789012:${resource}`;
  itRefuses(parseGrantKmsRequest, { ...ROLE, keys: [] }, [
    ['no keys', { keys: undefined }, 'keys', undefined, /list of keys/],
    [
      'a key that is no object',
      { keys: [KEY_ID] },
      'keys[0]',
      KEY_ID,
      /an object.*keyId, workflows/,
    ],
    [
      'an unknown field of a key',
      { keys: [{ keyId: KEY_ID, workflows: ['import'], alias: 'x' }] },
      'keys[0].alias',
      'x',
      /no such field.*keyId, workflows/,
    ],
    keyId(undefined, /required.*UUID/),
    keyId('', /UUID/),
    keyId('my-key', /alias\/NAME/),
    keyId('1234abcd', /UUID/),
    keyId('mrk-1234', /mrk- and 32/),
    keyId('alias/', /alias\/NAME/),
    keyId('alias/reco*', /alias\/NAME/),
    keyId(`alias/${long(251)}`, /alias\/NAME/),
    keyId('alias/aws/s3', /AWS managed key.*customer managed/),
    keyId(arn('alias/aws/s3'), /AWS managed/),
    keyId(arn('key/*'), /UUID/),
    keyId(arn('grant/x'), /UUID/),
    keyId('arn:aws:s3:::reco-data', /KMS key/),
    keyId(`arn:aws:s3:us-east-1:123456789012:key/${KEY_ID}`, /KMS key/),
    keyId(`arn:aws:kms:us-east-1::key/${KEY_ID}`, /KMS key/),
    keyId(
      `arn:aws-cn:kms:us-east-1:123456789012:key/${KEY_ID}`,
      /starts with arn:aws:/,
    ),
    keyId(
      `arn:aws:kms:eu-west-1:123456789012:key/${KEY_ID}`,
      /Region of the request, us-east-1/,
    ),
    keyId(
      `arn:aws:kms:us-east-1:210987654321:key/${KEY_ID}`,
      /account 123456789012.*owner of the key/,
    ),
    workflows(
      'no workflows',
      undefined,
      '',
      undefined,
      /at least one of import, .*dataset-group/,
    ),
    workflows('an empty list of workflows', [], '', [], /at least one of/),
    workflows(
      'a workflow as text',
      'import',
      '',
      'import',
      /list of at least one/,
    ),
    workflows(
      'an unknown workflow',
      ['import', 'train'],
      '[1]',
      'train',
      /one of import, .*dataset-group/,
    ),
    [
      'unknown source conditions',
      { sourceConditions: 'strict' },
      'sourceConditions',
      'strict',
      /none, if-present, required/,
    ],
  ]);
});

describe('buckets', () => {
  const bucket = (name: unknown, rule: RegExp): Case => [
    `the bucket ${name}`,
    { buckets: [{ bucket: name, workflows: ['import'] }] },
    'buckets[0].bucket',
    name,
    rule,
  ];
  const prefix = (text: unknown, rule: RegExp): Case => [
    `the prefix ${JSON.stringify(text).slice(0, 70)}`,
    { buckets: [{ bucket: 'reco-data', prefix: text, workflows: ['import'] }] },
    'buckets[0].prefix',
    text,
    rule,
  ];
  const other = (
    fields: Fields,
    field: string,
    value: unknown,
    rule: RegExp,
  ): Case => [
    `the bucket entry ${JSON.stringify(fields)}`,
    { buckets: [{ bucket: 'reco-data', workflows: ['import'], ...fields }] },
    `buckets[0].${field}`,
    value,
    rule,
  ];
  itRefuses(parseGrantS3Request, { ...ROLE, buckets: [] }, [
    [
      'no buckets',
      { buckets: undefined },
      'buckets',
      undefined,
      /list of buckets/,
    ],
    [
      'one bucket without list',
      { buckets: { bucket: 'reco-data', workflows: ['import'] } },
      'buckets',
      { bucket: 'reco-data', workflows: ['import'] },
      /list of buckets/,
    ],
    bucket(undefined, /required.*3 to 63/),
    bucket('', /3 to 63/),
    bucket('ab', /3 to 63/),
    bucket(long(64), /3 to 63/),
    bucket('Reco-Data', /U\+0052/),
    bucket('reco_data', /U\+005F/),
    bucket('reco-data ', /U\+0020/),
    bucket('reco-*', /U\+002A/),
    bucket('-reco', /begins and ends/),
    bucket('reco-', /begins and ends/),
    bucket('reco..data', /two dots/),
    bucket('192.168.5.4', /IP address/),
    bucket('xn--reco', /xn--/),
    bucket('sthree-reco', /sthree-/),
    bucket('amzn-s3-demo-bucket', /amzn-s3-demo-/),
    bucket(
      'reco-ap-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias',
      /access point.*not a general purpose bucket.*behind it/,
    ),
    bucket('reco-olap-hrzrlukc5m36ft7okagglf3gm--ol-s3', /Object Lambda/),
    bucket('mfzwi23gnjvgw.mrap', /multi-Region access point/),
    bucket('reco--usw2-az1--x-s3', /directory bucket/),
    bucket('reco--table-s3', /table bucket/),
    bucket('s3://reco-data/in/', /URL.*\("reco-data"\)/),
    bucket('https://reco-data.s3.amazonaws.com/in/', /URL/),
    bucket('arn:aws:s3:::reco-data', /ARN.*\("reco-data"\)/),
    bucket(
      'arn:aws:s3:us-east-1:123456789012:accesspoint/reco',
      /isn't that of a bucket/,
    ),
    bucket('reco-data/in', /only the bucket's name \("reco-data"\).*prefix/),
    prefix(7, /must be text/),
    prefix('/in/', /don't begin with a slash/),
    prefix('/', /don't begin with a slash/),
    prefix('in//out/', /folder without a name/),
    prefix('in/../out/', /doesn't resolve/),
    prefix('./in', /doesn't resolve/),
    prefix('in/*', /wildcards/),
    prefix('in?/', /wildcards/),
    // eslint-disable-next-line no-template-curly-in-string
    prefix('${aws:username}/', /variable/),
    prefix('in\tout/', /U\+0009/),
    prefix('in\u007F/', /U\+007F/),
    prefix('in\u00A0/', /U\+00A0/),
    prefix('in\u00AD/', /U\+00AD/),
    prefix('入力/', /U\+5165/),
    prefix('in\uD800/', /U\+D800/),
    prefix('s3://reco-data/in/', /only the path/),
    prefix('in/users.csv', /looks like a file.*\(in\/\)/),
    prefix(long(241), /at most 256.*257/),
    other({ workflows: [] }, 'workflows', [], /at least one of import/),
    other(
      { workflows: ['dataset-group'] },
      'workflows[0]',
      'dataset-group',
      /only for keys/,
    ),
    other(
      { workflows: ['Import'] },
      'workflows[0]',
      'Import',
      /one of import, export/,
    ),
    other({ bucketOwner: '42' }, 'bucketOwner', '42', /12 digits/),
    other(
      { path: 'in/' },
      'path',
      'in/',
      /no such field.*bucket, prefix, workflows, bucketOwner/,
    ),
    [
      'two owners of one bucket',
      {
        buckets: [
          { bucket: 'reco-data', prefix: 'in', workflows: ['import'] },
          {
            bucket: 'reco-data',
            prefix: 'out',
            workflows: ['export'],
            bucketOwner: '210987654321',
          },
        ],
      },
      'buckets[1].bucketOwner',
      '210987654321',
      /one owner.*reco-data belongs to the account of the role/,
    ],
    [
      'an owner left out the second time',
      {
        buckets: [
          {
            bucket: 'reco-data',
            workflows: ['import'],
            bucketOwner: '210987654321',
          },
          { bucket: 'reco-data', workflows: ['import'] },
        ],
      },
      'buckets[1].bucketOwner',
      undefined,
      /reco-data belongs to 210987654321/,
    ],
  ]);
});

describe('several things wrong at once', () => {
  it('names all of them in the order of the fields', () => {
    const problems = problemsOf(() =>
      parseSetupRequest({
        unknown: true,
        s3: [
          { bucket: 'Reco', prefix: '/in', workflows: [] },
          { bucket: 'reco-data', prefix: '*', workflows: ['import'], foo: 1 },
        ],
        users: [{ preset: 'root', principals: [{ type: 'robot' }] }],
        kms: [{ keyId: 'alias/aws/s3', workflows: ['nothing'] }],
        tags: { 'aws:a': 7 },
        permissionsBoundary: 'x',
        rolePath: 'x',
        roleName: 'a b',
        region: 'nowhere',
        accountId: 'x',
        owner: 'user:x',
        name: '-',
      }),
    );
    expect(problems.map(({ field }) => field)).toEqual([
      'name',
      'owner',
      'accountId',
      'region',
      'roleName',
      'rolePath',
      'permissionsBoundary',
      'tags',
      'tags["aws:a"]',
      'kms[0].keyId',
      'kms[0].workflows[0]',
      's3[0].bucket',
      's3[0].prefix',
      's3[0].workflows',
      's3[1].prefix',
      's3[1].foo',
      'users[0].preset',
      'users[0].principals[0].type',
      'unknown',
    ]);
  });

  it('compares an ARN with the account although the Region is bad', () => {
    const problems = problemsOf(() =>
      parseCreateRoleRequest({
        ...ROLE,
        region: 'nowhere',
        permissionsBoundary: 'arn:aws:iam::210987654321:policy/boundary',
      }),
    );
    expect(problems.map(({ field }) => field)).toEqual([
      'region',
      'permissionsBoundary',
    ]);
  });

  it('puts field, value and rule of each on a line of the message', () => {
    expect(() =>
      parseGrantS3Request({
        ...ROLE,
        accountId: 7,
        buckets: [{ bucket: 'x/y' }],
      }),
    ).toThrow(
      /^accountId: 7 was given, but .*\nbuckets\[0\]\.bucket: "x\/y" was given, but .*\nbuckets\[0\]\.workflows: nothing was given, but /,
    );
  });
});
