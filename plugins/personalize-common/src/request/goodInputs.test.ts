import { parseSetupRequest } from './setup';
import {
  parseCreateRoleRequest,
  parseGrantKmsRequest,
  parseGrantS3Request,
  parseGrantUsersRequest,
  parseHardenTrustRequest,
} from './steps';

const ROLE = {
  accountId: '012345678901',
  region: 'us-east-1',
  roleName: 'personalize-reco',
};
const TARGET = { ...ROLE, partition: 'aws', rolePath: '/personalize/' };
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

describe('parseSetupRequest', () => {
  it('fills in what was left open', () => {
    expect(
      parseSetupRequest({
        ...ROLE,
        name: 'reco',
        owner: 'recommendations',
        s3: [],
      }),
    ).toEqual({
      identity: { name: 'reco', owner: 'group:default/recommendations' },
      role: TARGET,
      settings: {
        tags: {},
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

  it('keeps and normalises what was given', () => {
    expect(
      parseSetupRequest({
        ...ROLE,
        region: 'cn-north-1',
        name: 'Reco_2.test',
        owner: 'Group:Data/Recommendations',
        system: 'shop',
        rolePath: '/team/reco/',
        description: 'Für die Empfehlungen\n',
        permissionsBoundary: 'arn:aws-cn:iam::012345678901:policy/p/boundary',
        tags: { 'cost center': '', équipe: 'reco@acme' },
        servicePolicy: 'documented',
        cloudWatchMetrics: true,
        adopt: true,
        maxSessionDuration: 43200,
        kms: [{ keyId: KEY_ID, workflows: ['dataset-group', 'import'] }],
        s3: [
          { bucket: 'reco-data', prefix: 'in', workflows: ['import'] },
          { bucket: 'reco-data', prefix: 'out/', workflows: ['export'] },
        ],
        users: [
          { preset: 'runtime', principals: [{ type: 'group', name: 'shop' }] },
        ],
        sourceConditions: 'required',
      }),
    ).toEqual({
      identity: {
        name: 'Reco_2.test',
        owner: 'group:data/recommendations',
        system: 'system:default/shop',
      },
      role: {
        ...ROLE,
        partition: 'aws-cn',
        region: 'cn-north-1',
        rolePath: '/team/reco/',
      },
      settings: {
        description: 'Für die Empfehlungen\n',
        permissionsBoundary: 'arn:aws-cn:iam::012345678901:policy/p/boundary',
        tags: { 'cost center': '', équipe: 'reco@acme' },
        servicePolicy: 'documented',
        cloudWatchMetrics: true,
        adopt: true,
        maxSessionDuration: 43200,
      },
      trust: { regions: ['cn-north-1'], sourceArns: [] },
      keys: [{ keyId: KEY_ID, workflows: ['import', 'dataset-group'] }],
      buckets: [
        { bucket: 'reco-data', prefix: 'in/', workflows: ['import'] },
        { bucket: 'reco-data', prefix: 'out/', workflows: ['export'] },
      ],
      users: [
        { preset: 'runtime', principals: [{ type: 'group', name: 'shop' }] },
      ],
      sourceConditions: 'required',
    });
  });
});

describe('parseCreateRoleRequest', () => {
  it('takes the empty texts of a form as left open', () => {
    expect(
      parseCreateRoleRequest({
        ...ROLE,
        rolePath: '',
        description: '',
        permissionsBoundary: '',
        servicePolicy: '',
        cloudWatchMetrics: '',
        adopt: '',
        maxSessionDuration: '',
      }),
    ).toEqual(parseCreateRoleRequest(ROLE));
  });

  it('lets the defaults stand for what was left open only', () => {
    const defaults = { rolePath: '/team/' };
    expect(parseCreateRoleRequest(ROLE, defaults)).toMatchObject({
      role: { rolePath: '/team/' },
    });
    expect(
      parseCreateRoleRequest({ ...ROLE, rolePath: '/' }, defaults),
    ).toMatchObject({ role: { rolePath: '/' } });
  });

  it('takes 49 tags, and any key that IAM takes', () => {
    const tags = Object.fromEntries([
      ...Array.from({ length: 48 }, (_, index) => [`tag${index}`, 'x']),
      ['__proto__', 'x'],
    ]);
    const { settings } = parseCreateRoleRequest({ ...ROLE, tags });
    expect(Object.entries(settings.tags)).toEqual(Object.entries(tags));
  });

  it('counts the characters of a tag as AWS does', () => {
    const key = '𝒜'.repeat(128);
    const value = '𝒜'.repeat(256);
    expect(
      parseCreateRoleRequest({ ...ROLE, tags: { [key]: value } }).settings.tags,
    ).toEqual({ [key]: value });
  });

  it('takes the boundary of AWS and of the account', () => {
    for (const permissionsBoundary of [
      'arn:aws:iam::aws:policy/PowerUserAccess',
      'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess',
      'arn:aws:iam::012345678901:policy/boundary',
    ]) {
      expect(
        parseCreateRoleRequest({ ...ROLE, permissionsBoundary }).settings
          .permissionsBoundary,
      ).toBe(permissionsBoundary);
    }
  });
});

describe('parseHardenTrustRequest', () => {
  it('is for the Region of the request unless others are named', () => {
    expect(parseHardenTrustRequest(ROLE)).toEqual({
      role: TARGET,
      trust: { regions: ['us-east-1'], sourceArns: [] },
    });
  });

  it('takes several Regions and source ARNs in them, each once', () => {
    const east =
      'arn:aws:personalize:us-east-1:012345678901:dataset-group/reco-*';
    const west = 'arn:aws:personalize:eu-west-1:012345678901:solution/a/1b?d';
    expect(
      parseHardenTrustRequest({
        ...ROLE,
        regions: ['us-east-1', 'eu-west-1', 'us-east-1'],
        sourceArns: [east, west, east],
      }).trust,
    ).toEqual({
      regions: ['us-east-1', 'eu-west-1'],
      sourceArns: [east, west],
    });
  });
});

describe('parseGrantKmsRequest', () => {
  it.each([
    KEY_ID,
    'mrk-1234abcd12ab34cd56ef1234567890ab',
    'alias/reco/data_1-a',
    `arn:aws:kms:us-east-1:012345678901:key/${KEY_ID}`,
    'arn:aws:kms:us-east-1:012345678901:alias/reco',
  ])('takes %s', keyId => {
    expect(
      parseGrantKmsRequest({
        ...ROLE,
        keys: [{ keyId, workflows: ['batch'] }],
      }),
    ).toEqual({
      role: TARGET,
      keys: [{ keyId, workflows: ['batch'] }],
      sourceConditions: 'if-present',
    });
  });

  it('unites the same key, and no others', () => {
    expect(
      parseGrantKmsRequest({
        ...ROLE,
        keys: [
          { keyId: KEY_ID, workflows: ['export', 'export'] },
          { keyId: 'alias/reco', workflows: ['import'] },
          { keyId: KEY_ID, workflows: ['dataset-group', 'import'] },
        ],
      }).keys,
    ).toEqual([
      { keyId: KEY_ID, workflows: ['import', 'export', 'dataset-group'] },
      { keyId: 'alias/reco', workflows: ['import'] },
    ]);
  });
});

describe('parseGrantS3Request', () => {
  const bucketsOf = (...buckets: unknown[]) =>
    parseGrantS3Request({ ...ROLE, buckets }).buckets;

  it.each(['abc', '1a.b-c', 'reco.data.2024', 'a'.repeat(63), 'my-s3alias-x'])(
    'takes the bucket %s',
    bucket => {
      expect(bucketsOf({ bucket, workflows: ['metrics'] })).toEqual([
        { bucket, prefix: '', workflows: ['metrics'] },
      ]);
    },
  );

  it.each([
    ['', ''],
    ['in', 'in/'],
    ['in/', 'in/'],
    ['a b/c=1,(d)', 'a b/c=1,(d)/'],
    ['données/ñ', 'données/ñ/'],
    ['.hidden/..x/$', '.hidden/..x/$/'],
    ['users.csv/', 'users.csv/'],
    ['a'.repeat(240), `${'a'.repeat(240)}/`],
  ])('takes the prefix "%s"', (prefix, normalised) => {
    expect(
      bucketsOf({ bucket: 'reco-data', prefix, workflows: ['batch'] }),
    ).toEqual([
      { bucket: 'reco-data', prefix: normalised, workflows: ['batch'] },
    ]);
  });

  it('unites the same prefix of a bucket, and no others', () => {
    expect(
      bucketsOf(
        { bucket: 'reco-data', prefix: 'a', workflows: ['export'] },
        { bucket: 'reco-data', prefix: 'a/b', workflows: ['import'] },
        { bucket: 'other-data', prefix: 'a', workflows: ['import'] },
        { bucket: 'reco-data', prefix: 'a/', workflows: ['import'] },
      ),
    ).toEqual([
      { bucket: 'reco-data', prefix: 'a/', workflows: ['import', 'export'] },
      { bucket: 'reco-data', prefix: 'a/b/', workflows: ['import'] },
      { bucket: 'other-data', prefix: 'a/', workflows: ['import'] },
    ]);
  });

  it('leaves an input beside, under and over an output as it is', () => {
    const buckets = [
      { bucket: 'reco-data', prefix: '', workflows: ['import', 'export'] },
      { bucket: 'reco-data', prefix: 'jobs/', workflows: ['batch'] },
      { bucket: 'reco-data', prefix: 'jobs/out/', workflows: ['export'] },
    ];
    expect(bucketsOf(...buckets)).toEqual(buckets);
  });

  it('names the owner of a bucket only where it is another account', () => {
    expect(
      bucketsOf(
        { bucket: 'own', workflows: ['import'], bucketOwner: '012345678901' },
        { bucket: 'own', workflows: ['import'] },
        { bucket: 'far', workflows: ['import'], bucketOwner: '210987654321' },
        { bucket: 'far', workflows: ['export'], bucketOwner: '210987654321' },
      ),
    ).toEqual([
      { bucket: 'own', prefix: '', workflows: ['import'] },
      {
        bucket: 'far',
        prefix: '',
        workflows: ['import', 'export'],
        bucketOwner: '210987654321',
      },
    ]);
  });
});

describe('parseGrantUsersRequest', () => {
  const usersOf = (...users: unknown[]) =>
    parseGrantUsersRequest({ ...ROLE, users }).users;
  const principalOf = (principal: unknown) =>
    usersOf({ preset: 'admin', principals: [principal] })[0].principals[0];
  const GROUP_ID = '12345678-1234-1234-1234-1234567890ab';

  it('takes nobody', () => {
    expect(parseGrantUsersRequest({ ...ROLE, users: [] })).toEqual({
      role: TARGET,
      users: [],
      keepOthers: false,
    });
  });

  it('fills in what was left open', () => {
    expect(principalOf({ type: 'permission-set', name: 'Reco' })).toEqual({
      type: 'permission-set',
      name: 'Reco',
      assignTo: [],
    });
    for (const requireMfa of [undefined, '']) {
      expect(
        principalOf({
          type: 'account-role',
          roleName: 'personalize-ops',
          users: ['ada'],
          requireMfa,
        }),
      ).toEqual({
        type: 'account-role',
        roleName: 'personalize-ops',
        users: ['ada'],
        requireMfa: true,
      });
    }
  });

  it('names providers by their ARNs', () => {
    expect(
      usersOf({
        preset: 'runtime',
        principals: [
          { type: 'saml-role', roleName: 'personalize-a', provider: 'acme' },
          {
            type: 'oidc-role',
            roleName: 'personalize-b',
            provider: 'https://token.actions.githubusercontent.com',
            audience: 'sts.amazonaws.com',
            subject: 'repo:acme/*',
          },
        ],
      })[0].principals,
    ).toEqual([
      {
        type: 'saml-role',
        roleName: 'personalize-a',
        provider: 'arn:aws:iam::012345678901:saml-provider/acme',
      },
      {
        type: 'oidc-role',
        roleName: 'personalize-b',
        provider:
          'arn:aws:iam::012345678901:oidc-provider/token.actions.githubusercontent.com',
        audience: 'sts.amazonaws.com',
        subject: 'repo:acme/*',
      },
    ]);
  });

  it.each([
    { type: 'permission-set', name: 'a'.repeat(32), assignTo: [] },
    {
      type: 'permission-set',
      name: 'Reco+=,.@-_',
      assignTo: [
        { kind: 'group', id: GROUP_ID },
        { kind: 'user', id: `0123456789-${GROUP_ID}` },
        { kind: 'user', id: GROUP_ID },
      ],
    },
    {
      type: 'account-role',
      roleName: 'a'.repeat(64),
      users: ['ada', 'b'.repeat(64)],
      requireMfa: false,
    },
    { type: 'group', name: 'a'.repeat(128) },
    { type: 'user', name: 'ada@acme.com' },
  ])('keeps $type as it is', principal => {
    expect(principalOf(principal)).toEqual(principal);
  });

  it('unites the same preset, the same principal and the same person', () => {
    expect(
      usersOf(
        {
          preset: 'admin',
          principals: [
            { type: 'group', name: 'ops' },
            {
              type: 'permission-set',
              name: 'Reco',
              assignTo: [
                { kind: 'group', id: GROUP_ID },
                { kind: 'group', id: GROUP_ID },
              ],
            },
          ],
        },
        { preset: 'runtime', principals: [{ type: 'group', name: 'shop' }] },
        {
          preset: 'admin',
          principals: [
            {
              type: 'permission-set',
              name: 'Reco',
              assignTo: [{ kind: 'group', id: GROUP_ID }],
            },
            { type: 'user', name: 'ops' },
            { type: 'group', name: 'ops' },
            {
              type: 'account-role',
              roleName: 'personalize-ops',
              users: ['ada', 'Ada', 'bob'],
            },
            {
              type: 'account-role',
              roleName: 'personalize-ops',
              users: ['bob', 'ada'],
            },
          ],
        },
      ),
    ).toEqual([
      {
        preset: 'admin',
        principals: [
          { type: 'group', name: 'ops' },
          {
            type: 'permission-set',
            name: 'Reco',
            assignTo: [{ kind: 'group', id: GROUP_ID }],
          },
          { type: 'user', name: 'ops' },
          {
            type: 'account-role',
            roleName: 'personalize-ops',
            users: ['ada', 'bob'],
            requireMfa: true,
          },
        ],
      },
      { preset: 'runtime', principals: [{ type: 'group', name: 'shop' }] },
    ]);
  });

  it('takes the same principal under two presets', () => {
    const principals = [
      { type: 'group', name: 'ops' },
      { type: 'permission-set', name: 'Reco', assignTo: [] },
      {
        type: 'saml-role',
        roleName: 'personalize-a',
        provider: 'arn:aws:iam::012345678901:saml-provider/acme',
      },
    ];
    const users = [
      { preset: 'data-engineer', principals },
      { preset: 'model-builder', principals },
    ];
    expect(usersOf(...users)).toEqual(users);
  });
});
