import { JsonObject, JsonValue } from '@backstage/types';
import {
  ACCOUNT,
  Bench,
  describeCall,
  messagesOf,
  Scaffolder,
  shopRequest,
  shopRole,
  startBench,
  writesTo,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

let bench: Bench;
let portal: Scaffolder;

beforeAll(async () => {
  bench = await startBench();
  portal = await bench.startPortal();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(() => {
  bench.endpoint.clear();
});

/** The one message of a request with one flaw: field, value and rule, and no stack trace. */
function refusalOf(field: string, value: JsonValue | undefined, rule: RegExp) {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  // A message must stay readable, so it shows the first characters of a long value.
  const given =
    text.length > 120
      ? `${text.slice(0, 120)}… (${String(value).length} characters)`
      : text;
  return {
    status: 'failed',
    messages: [
      expect.stringMatching(
        new RegExp(
          `^InputError: ${escaped(field)}: ${escaped(given)} was given, but .*${
            rule.source
          }[^\\n]*$`,
        ),
      ),
    ],
    calls: [],
  };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

const allCalls = () => bench.endpoint.calls().map(describeCall);

type Flaw = [
  change: JsonObject,
  field: string,
  value: JsonValue | undefined,
  rule: RegExp,
];

const titled = (flaws: Flaw[]) =>
  flaws.map((flaw): [string, ...Flaw] => [
    JSON.stringify(flaw[0]).slice(0, 100),
    ...flaw,
  ]);

const long = (length: number) => 'a'.repeat(length);
const bucket = (change: JsonObject): JsonObject => ({
  bucket: 'reco-training-data',
  workflows: ['import'],
  ...change,
});
const key = (change: JsonObject): JsonObject => ({
  keyId: 'alias/reco-data',
  workflows: ['export'],
  ...change,
});
const sourceArn = `arn:aws:personalize:us-east-1:${ACCOUNT}:dataset-group/shop`;
const keyArn = (region: string, account: string) =>
  `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

describe.each<[action: string, good: JsonObject, flaws: Flaw[]]>([
  [
    'personalize:plan',
    shopRequest,
    [
      [{ name: 'my shop' }, 'name', 'my shop', /A-Z a-z 0-9/],
      [{ name: 'shop-' }, 'name', 'shop-', /only between them/],
      [{ name: long(64) }, 'name', long(64), /1 to 63/],
      [{ name: 7 }, 'name', 7, /text/],
      [{ owner: '' }, 'owner', '', /group:NAMESPACE\/NAME/],
      [
        { owner: 'user:default/ana' },
        'owner',
        'user:default/ana',
        /must be a group/,
      ],
      [
        { system: 'component:default/shop' },
        'system',
        'component:default/shop',
        /must be a system/,
      ],
      [{ accountId: '12345' }, 'accountId', '12345', /12 digits/],
      [{ accountId: 123456789012 }, 'accountId', 123456789012, /must be text/],
      [{ accountId: '' }, 'accountId', '', /12 digits/],
      [
        { region: 'eu-north-1' },
        'region',
        'eu-north-1',
        /exists in the Regions/,
      ],
      [{ region: 'us-gov-west-1' }, 'region', 'us-gov-west-1', /GovCloud/],
      [
        { region: 'us-east-1a' },
        'region',
        'us-east-1a',
        /exists in the Regions/,
      ],
      [{ roleName: 'team/shop' }, 'roleName', 'team/shop', /U\+002F/],
      [{ roleName: 'shop role' }, 'roleName', 'shop role', /U\+0020/],
      [{ roleName: 'shop*' }, 'roleName', 'shop*', /U\+002A/],
      [{ roleName: 'sh\u043Ep' }, 'roleName', 'sh\u043Ep', /U\+043E/],
      [{ roleName: long(65) }, 'roleName', long(65), /1 to 64/],
      [{ roleName: '' }, 'roleName', '', /1 to 64/],
      [
        { rolePath: 'personalize/' },
        'rolePath',
        'personalize/',
        /starts and ends with/,
      ],
      [{ rolePath: '/a//b/' }, 'rolePath', '/a//b/', /isn't allowed/],
      [
        { rolePath: '/aws-service-role/x/' },
        'rolePath',
        '/aws-service-role/x/',
        /reserved/,
      ],
      [{ description: 'a\u0007' }, 'description', 'a\u0007', /U\+0007/],
      [{ description: 'shop’s' }, 'description', 'shop’s', /U\+2019/],
      [
        { permissionsBoundary: 'personalize-boundary' },
        'permissionsBoundary',
        'personalize-boundary',
        /ARN of a managed policy/,
      ],
      [
        { permissionsBoundary: 'arn:aws:iam::210987654321:policy/boundary' },
        'permissionsBoundary',
        'arn:aws:iam::210987654321:policy/boundary',
        /own account/,
      ],
      [
        { permissionsBoundary: `arn:aws-cn:iam::${ACCOUNT}:policy/boundary` },
        'permissionsBoundary',
        `arn:aws-cn:iam::${ACCOUNT}:policy/boundary`,
        /starts with arn:aws:/,
      ],
      [{ tags: { 'aws:team': 'x' } }, 'tags', 'aws:team', /reserved for AWS/],
      [
        { tags: { 'personalize:managed': 'x' } },
        'tags',
        'personalize:managed',
        /reserved for the portal/,
      ],
      [{ tags: { team: 7 } }, 'tags.team', 7, /text of at most 256/],
      [{ tags: { 'a,b': 'x' } }, 'tags', 'a,b', /U\+002C/],
      [
        { tags: { Team: 'a', team: 'b' } },
        'tags',
        ['Team', 'team'],
        /ignores case/,
      ],
      [
        { servicePolicy: 'admin' },
        'servicePolicy',
        'admin',
        /documented, scoped/,
      ],
      [
        { cloudWatchMetrics: 'yes' },
        'cloudWatchMetrics',
        'yes',
        /true or false/,
      ],
      [{ adopt: 1 }, 'adopt', 1, /true or false/],
      [
        { sourceConditions: 'strict' },
        'sourceConditions',
        'strict',
        /none, if-present, required/,
      ],
      [{ kms: 'alias/reco-data' }, 'kms', 'alias/reco-data', /list of keys/],
      [{ s3: {} }, 's3', {}, /list of buckets/],
      [{ s3: [bucket({ bucket: 'Reco' })] }, 's3[0].bucket', 'Reco', /U\+0052/],
      [
        { s3: [bucket({ prefix: 'in/*' })] },
        's3[0].prefix',
        'in/*',
        /wildcards/,
      ],
      [
        { s3: [bucket({}), bucket({ prefix: '/in/' })] },
        's3[1].prefix',
        '/in/',
        /begin with a slash/,
      ],
      [{ people: [] }, 'people', [], /no such field/],
      [{ rolename: 'x' }, 'rolename', 'x', /no such field.*roleName/],
    ],
  ],
  [
    'personalize:create-role',
    shopRole,
    [
      [{ maxSessionDuration: 60 }, 'maxSessionDuration', 60, /3600 to 43200/],
      [
        { maxSessionDuration: '3600' },
        'maxSessionDuration',
        '3600',
        /whole number/,
      ],
      [{ tags: ['a'] }, 'tags', ['a'], /object of tag keys/],
      [{ tags: { '': 'x' } }, 'tags', '', /1 to 128/],
      [{ description: 5 }, 'description', 5, /must be text/],
      [
        { accountId: '１２３４５６７８９０１２' },
        'accountId',
        '１２３４５６７８９０１２',
        /12 digits/,
      ],
      [{ s3: [] }, 's3', [], /no such field/],
    ],
  ],
  [
    'personalize:harden-trust',
    shopRole,
    [
      [{ regions: [] }, 'regions', [], /at least one Region/],
      [
        { regions: 'us-east-1' },
        'regions',
        'us-east-1',
        /list of at least one/,
      ],
      [
        { regions: ['us-east-1', 'mars-1'] },
        'regions[1]',
        'mars-1',
        /exists in the Regions/,
      ],
      [
        { regions: ['us-east-1', 'cn-north-1'] },
        'regions[1]',
        'cn-north-1',
        /partition/,
      ],
      [
        { sourceArns: [sourceArn.replace(ACCOUNT, '*')] },
        'sourceArns[0]',
        sourceArn.replace(ACCOUNT, '*'),
        /account of the request/,
      ],
      [
        { sourceArns: ['arn:aws:s3:::reco-training-data'] },
        'sourceArns[0]',
        'arn:aws:s3:::reco-training-data',
        /Personalize resource/,
      ],
      [
        { sourceArns: [`arn:aws:personalize:us-east-1:${ACCOUNT}:*`] },
        'sourceArns[0]',
        `arn:aws:personalize:us-east-1:${ACCOUNT}:*`,
        /leave the list out/,
      ],
    ],
  ],
  [
    'personalize:grant-kms',
    { ...shopRole, keys: [] },
    [
      [{ keys: null }, 'keys', null, /list of keys/],
      [
        { keys: [key({ keyId: 'my-key' })] },
        'keys[0].keyId',
        'my-key',
        /alias/,
      ],
      [
        { keys: [key({ keyId: 'alias/aws/s3' })] },
        'keys[0].keyId',
        'alias/aws/s3',
        /AWS managed/,
      ],
      [
        { keys: [key({ keyId: keyArn('eu-west-1', ACCOUNT) })] },
        'keys[0].keyId',
        keyArn('eu-west-1', ACCOUNT),
        /Region of the request/,
      ],
      [
        { keys: [key({ keyId: keyArn('us-east-1', '210987654321') })] },
        'keys[0].keyId',
        keyArn('us-east-1', '210987654321'),
        /owner of the key/,
      ],
      [
        { keys: [key({}), key({ keyId: 'alias/x*' })] },
        'keys[1].keyId',
        'alias/x*',
        /alias\/NAME/,
      ],
      [
        { keys: [key({ workflows: [] })] },
        'keys[0].workflows',
        [],
        /at least one/,
      ],
      [
        { keys: [key({ workflows: ['train'] })] },
        'keys[0].workflows[0]',
        'train',
        /one of import/,
      ],
      [
        { keys: [key({ grants: true })] },
        'keys[0].grants',
        true,
        /no such field/,
      ],
    ],
  ],
  [
    'personalize:grant-s3',
    { ...shopRole, buckets: [] },
    [
      [{ buckets: undefined }, 'buckets', undefined, /list of buckets/],
      ...[
        ['reco..data', /two dots/],
        ['192.168.5.4', /IP address/],
        ['arn:aws:s3:::reco-data', /ARN/],
        ['s3://reco-data/in/', /URL/],
        ['reco-ap-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias', /access point/],
        ['reco--usw2-az1--x-s3', /directory bucket/],
        ['reco-olap-hrzrlukc5m36ft7okagglf3gm--ol-s3', /Object Lambda/],
      ].map(
        ([name, rule]): Flaw => [
          { buckets: [bucket({ bucket: String(name) })] },
          'buckets[0].bucket',
          String(name),
          new RegExp(rule),
        ],
      ),
      ...[
        ['in//out/', /folder without a name/],
        ['in/../out/', /doesn't resolve/],
        // eslint-disable-next-line no-template-curly-in-string
        ['${aws:username}/', /variable/],
        ['in\tout/', /U\+0009/],
        ['in/users.csv', /looks like a file/],
        [long(1025), /at most/],
      ].map(
        ([prefix, rule]): Flaw => [
          { buckets: [bucket({ prefix: String(prefix) })] },
          'buckets[0].prefix',
          String(prefix),
          new RegExp(rule),
        ],
      ),
      [
        { buckets: [bucket({ workflows: ['dataset-group'] })] },
        'buckets[0].workflows[0]',
        'dataset-group',
        /only for keys/,
      ],
      [
        { buckets: [bucket({ bucketOwner: 'partner' })] },
        'buckets[0].bucketOwner',
        'partner',
        /12 digits/,
      ],
    ],
  ],
])('%s', (action, good, flaws) => {
  it.each(titled(flaws))(
    'refuses %s',
    async (_title, change, field, value, rule) => {
      const result = await portal.runAction(action, { ...good, ...change });

      expect({
        status: result.status,
        messages: messagesOf(result),
        calls: allCalls(),
      }).toEqual(refusalOf(field, value, rule));
    },
  );
});

it('names everything that is wrong with a request in one message, before AWS is called', async () => {
  const result = await portal.runAction('personalize:plan', {
    ...shopRequest,
    roleName: 'a b',
    region: 'mars-1',
    kms: [key({ keyId: 'my-key' })],
    s3: [bucket({ prefix: '*' })],
  });

  const [message, ...more] = messagesOf(result);
  expect(more).toEqual([]);
  expect(message.split('\n')).toEqual([
    expect.stringMatching(/^InputError: region: "mars-1" was given, but /),
    expect.stringMatching(/^roleName: "a b" was given, but /),
    expect.stringMatching(/^kms\[0\]\.keyId: "my-key" was given, but /),
    expect.stringMatching(/^s3\[0\]\.prefix: "\*" was given, but /),
  ]);
  expect(allCalls()).toEqual([]);
});

/** Nothing is registered of what was refused as a whole. */
const ONLY_THE_PLAN = ['Beginning step Check the request and plan the changes'];

function beginningsOf({ log }: { log: string[] }): string[] {
  return log.filter(line =>
    /^Beginning|^Finished|^Skipping.*if cond/.test(line),
  );
}

describe('the form of the shipped template', () => {
  /** Each is refused with 400, and no task comes of it. */
  const refused: [title: string, values: JsonObject][] = [
    ['an unknown parameter', { ...shopRequest, bucket: 'x' }],
    ['a parameter in another case', { ...shopRequest, rolename: 'x' }],
    [
      'a parameter that only an action has',
      { ...shopRequest, maxSessionDuration: 3600 },
    ],
    ...['name', 'owner', 'accountId', 'region', 'roleName', 's3'].map(
      (missing): [string, JsonObject] => [
        `no ${missing}`,
        Object.fromEntries(
          Object.entries(shopRequest).filter(([name]) => name !== missing),
        ),
      ],
    ),
    ['a name with a space', { ...shopRequest, name: 'my shop' }],
    ['a long name', { ...shopRequest, name: long(64) }],
    ['an empty owner', { ...shopRequest, owner: '' }],
    ['an account that is no text', { ...shopRequest, accountId: 123456789012 }],
    ['an account of 11 digits', { ...shopRequest, accountId: '12345678901' }],
    ['a Region without Personalize', { ...shopRequest, region: 'eu-north-1' }],
    ['a role name with a slash', { ...shopRequest, roleName: 'team/role' }],
    ['a long role name', { ...shopRequest, roleName: long(65) }],
    ...['personalize', '/a//b/', '/a*/'].map(
      (rolePath): [string, JsonObject] => [
        `the path ${rolePath}`,
        { ...shopRequest, rolePath },
      ],
    ),
    ['adopt as text', { ...shopRequest, adopt: 'true' }],
    ['metrics as text', { ...shopRequest, cloudWatchMetrics: 'true' }],
    ['an unknown service policy', { ...shopRequest, servicePolicy: 'admin' }],
    ['an unknown strictness', { ...shopRequest, sourceConditions: 'strict' }],
    [
      'a boundary that is no ARN',
      { ...shopRequest, adopt: false, permissionsBoundary: 'boundary' },
    ],
    ['tags as a list', { ...shopRequest, adopt: false, tags: ['a'] }],
    ['a number as tag', { ...shopRequest, adopt: false, tags: { a: 1 } }],
    [
      'a long description',
      { ...shopRequest, adopt: false, description: long(1001) },
    ],
    [
      'a description with a typographic quote',
      { ...shopRequest, description: 'shop’s' },
    ],
    ['a description that is no text', { ...shopRequest, description: 7 }],
    ['no bucket', { ...shopRequest, s3: [] }],
    ['buckets that are no list', { ...shopRequest, s3: bucket({}) }],
    [
      'a bucket without name',
      { ...shopRequest, s3: [{ workflows: ['import'] }] },
    ],
    [
      'a bucket without workflows',
      { ...shopRequest, s3: [{ bucket: 'reco-results' }] },
    ],
    [
      'a bucket with no workflow',
      { ...shopRequest, s3: [bucket({ workflows: [] })] },
    ],
    [
      'a bucket with an unknown workflow',
      { ...shopRequest, s3: [bucket({ workflows: ['dataset-group'] })] },
    ],
    [
      'a workflow twice',
      { ...shopRequest, s3: [bucket({ workflows: ['import', 'import'] })] },
    ],
    ...[
      'Reco',
      's3://reco-data',
      'reco..data',
      '192.168.5.4',
      'xn--reco',
      'reco--x-s3',
    ].map((name): [string, JsonObject] => [
      `the bucket ${name}`,
      { ...shopRequest, s3: [bucket({ bucket: name })] },
    ]),
    ...[
      'in/*',
      '/in/',
      'in//out',
      'in/../out',
      'in/items.csv',
      's3://in/',
      '入力/',
    ].map((prefix): [string, JsonObject] => [
      `the prefix ${prefix}`,
      { ...shopRequest, s3: [bucket({ prefix })] },
    ]),
    [
      'a prefix with a control character',
      { ...shopRequest, s3: [bucket({ prefix: 'in\u0000/' })] },
    ],
    [
      'an owner of a bucket that is no account',
      { ...shopRequest, s3: [bucket({ bucketOwner: 'partner' })] },
    ],
    [
      'an unknown field of a bucket',
      { ...shopRequest, s3: [bucket({ path: 'in/' })] },
    ],
    ['a key without id', { ...shopRequest, kms: [{ workflows: ['import'] }] }],
    [
      'a key with no workflow',
      { ...shopRequest, kms: [key({ workflows: [] })] },
    ],
    [
      'a key with an unknown workflow',
      { ...shopRequest, kms: [key({ workflows: ['train'] })] },
    ],
    ...['alias/*', 'my-key', 'alias/aws/s3'].map(
      (keyId): [string, JsonObject] => [
        `the key ${keyId}`,
        { ...shopRequest, kms: [key({ keyId })] },
      ],
    ),
    [
      'an unknown field of a key',
      { ...shopRequest, kms: [key({ alias: 'x' })] },
    ],
  ];

  it.each(refused)('refuses %s', async (_title, values) => {
    const before = await portal.request('GET', '/v2/tasks');
    const answer = await portal.create(values);
    const after = await portal.request('GET', '/v2/tasks');

    expect(answer.status).toBe(400);
    expect(after.body.totalTasks).toBe(before.body.totalTasks);
    expect(allCalls()).toEqual([]);
  });

  it('takes the values that it starts with', async () => {
    const answer = await portal.create(shopRequest);
    expect(answer.status).toBe(201);
    await portal.end(String(answer.body.id));
    await bench.restore();
    portal = await bench.startPortal();
  });

  /** What only AWS's own rules forbid, the first step refuses. */
  const refusedInThePlan: Flaw[] = [
    [
      { owner: 'user:default/ana' },
      'owner',
      'user:default/ana',
      /must be a group/,
    ],
    [
      { system: 'component:default/x' },
      'system',
      'component:default/x',
      /must be a system/,
    ],
    [
      { rolePath: '/aws-reserved/x/' },
      'rolePath',
      '/aws-reserved/x/',
      /reserved/,
    ],
    [
      { permissionsBoundary: 'arn:aws:iam::210987654321:policy/boundary' },
      'permissionsBoundary',
      'arn:aws:iam::210987654321:policy/boundary',
      /own account/,
    ],
    [{ tags: { 'aws:a': 'x' } }, 'tags', 'aws:a', /reserved for AWS/],
    [{ tags: { a: 'x', A: 'y' } }, 'tags', ['a', 'A'], /ignores case/],
    ...[keyArn('us-east-1', '210987654321'), keyArn('eu-west-1', ACCOUNT)].map(
      (keyId): Flaw => [{ kms: [key({ keyId })] }, 'kms[0].keyId', keyId, /./],
    ),
  ];

  it.each(titled(refusedInThePlan))(
    'leaves %s to the first step, which refuses it before AWS is called',
    async (_title, change, field, value, rule) => {
      const result = await portal.run({ ...shopRequest, ...change });

      expect({
        status: result.status,
        messages: messagesOf(result),
        calls: allCalls(),
      }).toEqual(refusalOf(field, value, rule));
      expect(beginningsOf(result)).toEqual(ONLY_THE_PLAN);
    },
  );

  /** What only the account knows. */
  it.each<[JsonObject, string, JsonValue]>([
    [
      { permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/no-such` },
      'permissionsBoundary',
      `arn:aws:iam::${ACCOUNT}:policy/no-such`,
    ],
    [
      { s3: [bucket({ bucket: 'no-such-bucket' })] },
      's3[0].bucket',
      'no-such-bucket',
    ],
    [
      { s3: [bucket({}), bucket({ bucket: 'reco-europe' })] },
      's3[1].bucket',
      'reco-europe',
    ],
    [
      { kms: [key({ keyId: 'alias/no-such' })] },
      'kms[0].keyId',
      'alias/no-such',
    ],
    [
      { kms: [key({}), key({ keyId: 'alias/reco-archive' })] },
      'kms[1].keyId',
      'alias/reco-archive',
    ],
  ])(
    'writes nothing for %j, which AWS would refuse',
    async (change, field, value) => {
      const result = await portal.run({ ...shopRequest, ...change });

      expect(result.status).toBe('failed');
      expect(messagesOf(result)).toEqual([
        expect.stringMatching(
          `^InputError: ${escaped(field)}: ${escaped(
            JSON.stringify(value),
          )} was given, but .*$`,
        ),
      ]);
      expect(writesTo(bench.endpoint)).toEqual([]);
      expect(beginningsOf(result)).toEqual(ONLY_THE_PLAN);
    },
  );
});
