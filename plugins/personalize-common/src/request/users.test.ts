import { InvalidRequestError } from '../errors';
import { PRESETS } from '../service/presets';
import { parseSetupRequest } from './setup';
import { parseGrantUsersRequest } from './steps';

const ROLE = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-reco',
};
const GROUP_ID = '12345678-1234-1234-1234-1234567890ab';

type Fields = Record<string, unknown>;

function problemsOf(users: unknown, change: Fields = {}) {
  try {
    parseGrantUsersRequest({ ...ROLE, users, ...change });
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

const problem = (field: string, value: unknown, rule: RegExp) => ({
  field,
  value,
  rule: expect.stringMatching(rule),
});

/** Good principals, to be made bad in one field. */
const GOOD = {
  set: {
    type: 'permission-set',
    name: 'Reco',
    assignTo: [{ kind: 'group', id: GROUP_ID }],
  },
  saml: {
    type: 'saml-role',
    roleName: 'personalize-analysts',
    provider: 'acme',
  },
  oidc: {
    type: 'oidc-role',
    roleName: 'personalize-pipeline',
    provider: 'token.actions.githubusercontent.com',
    audience: 'sts.amazonaws.com',
    subject: 'repo:acme/*',
  },
  account: {
    type: 'account-role',
    roleName: 'personalize-ops',
    users: ['ada'],
  },
  group: { type: 'group', name: 'analysts' },
  user: { type: 'user', name: 'ada' },
};

describe('users', () => {
  it('are taken when nothing is wrong', () => {
    expect(
      problemsOf([{ preset: 'admin', principals: Object.values(GOOD) }]),
    ).toEqual([]);
  });

  it.each<[string, unknown, string, unknown, RegExp]>([
    ['missing', undefined, 'users', undefined, /list of presets with their/],
    ['no list', {}, 'users', {}, /list of presets with their/],
    [
      'a preset alone',
      ['admin'],
      'users[0]',
      'admin',
      /object.*preset, principals/,
    ],
    [
      'an unknown preset',
      [{ preset: 'root', principals: [GOOD.group] }],
      'users[0].preset',
      'root',
      new RegExp(PRESETS.join(', ')),
    ],
    [
      'no principals',
      [{ preset: 'admin' }],
      'users[0].principals',
      undefined,
      /at least one principal/,
    ],
    [
      'nobody among the principals',
      [{ preset: 'admin', principals: [] }],
      'users[0].principals',
      [],
      /at least one principal/,
    ],
    [
      'another field',
      [{ preset: 'admin', principals: [GOOD.group], actions: ['*'] }],
      'users[0].actions',
      ['*'],
      /no such field.*preset, principals/,
    ],
    [
      'a name as principal',
      [{ preset: 'admin', principals: ['ada'] }],
      'users[0].principals[0]',
      'ada',
      /object with the field type, one of permission-set, .*, user$/,
    ],
    [
      'a principal of another type',
      [{ preset: 'admin', principals: [GOOD.user, { type: 'everybody' }] }],
      'users[0].principals[1].type',
      'everybody',
      /one of permission-set, saml-role/,
    ],
  ])('are refused: %s', (_title, users, field, value, rule) => {
    expect(problemsOf(users)).toEqual([problem(field, value, rule)]);
  });

  it.each<[keyof typeof GOOD, Fields, string, unknown, RegExp]>([
    ['set', { name: undefined }, 'name', undefined, /required.*1 to 32/],
    ['set', { name: '' }, 'name', '', /1 to 32/],
    ['set', { name: 'a'.repeat(33) }, 'name', 'a'.repeat(33), /1 to 32/],
    ['set', { name: 'a b' }, 'name', 'a b', /U\+0020/],
    ['set', { roleName: 'x' }, 'roleName', 'x', /type, name, assignTo/],
    ['set', { assignTo: GROUP_ID }, 'assignTo', GROUP_ID, /list of groups/],
    [
      'set',
      { assignTo: [{ kind: 'role', id: GROUP_ID }] },
      'assignTo[0].kind',
      'role',
      /group, user/,
    ],
    [
      'set',
      { assignTo: [{ kind: 'group', id: 'analysts' }] },
      'assignTo[0].id',
      'analysts',
      /UUID.*its name isn't accepted/,
    ],
    [
      'set',
      { assignTo: [{ kind: 'group', id: '*' }] },
      'assignTo[0].id',
      '*',
      /UUID/,
    ],
    [
      'set',
      { assignTo: [{ kind: 'group', id: `012345678-${GROUP_ID}` }] },
      'assignTo[0].id',
      `012345678-${GROUP_ID}`,
      /10 hexadecimal digits/,
    ],
    ['saml', { roleName: 'a*' }, 'roleName', 'a*', /U\+002A/],
    [
      'saml',
      { roleName: 'Personalize-Reco' },
      'roleName',
      'Personalize-Reco',
      /is the service role of Personalize, personalize-reco/,
    ],
    [
      'saml',
      { provider: 'arn:aws:iam::210987654321:saml-provider/acme' },
      'provider',
      'arn:aws:iam::210987654321:saml-provider/acme',
      /own account, 123456789012/,
    ],
    ['saml', { name: 'x' }, 'name', 'x', /type, roleName, provider/],
    ['oidc', { provider: 'github' }, 'provider', 'github', /address of its/],
    ['oidc', { audience: undefined }, 'audience', undefined, /required.*exact/],
    ['oidc', { audience: '*' }, 'audience', '*', /without the wildcards.*2A/],
    ['oidc', { audience: 'a?' }, 'audience', 'a?', /U\+003F/],
    ['oidc', { audience: 'a b' }, 'audience', 'a b', /U\+0020/],
    ['oidc', { audience: '' }, 'audience', '', /1 to 255/],
    [
      'oidc',
      { audience: 'a'.repeat(256) },
      'audience',
      'a'.repeat(256),
      /1 to 255/,
    ],
    [
      'oidc',
      { audience: '${aws:username}' },
      'audience',
      '${aws:username}',
      /policy variables aren't allowed/,
    ],
    ['oidc', { subject: undefined }, 'subject', undefined, /required.*tenant/],
    ['oidc', { subject: '' }, 'subject', '', /1 to 255/],
    ['oidc', { subject: 'repo:*' }, 'subject', 'repo:*', /stranger's/],
    ['oidc', { subject: 'repo:acme*' }, 'subject', 'repo:acme*', /stranger's/],
    [
      'oidc',
      { subject: 'environment:production' },
      'subject',
      'environment:production',
      /many tenants share this issuer/,
    ],
    ['account', { users: undefined }, 'users', undefined, /at least one IAM/],
    ['account', { users: [] }, 'users', [], /at least one IAM user/],
    ['account', { users: ['*'] }, 'users[0]', '*', /U\+002A/],
    ['account', { users: ['${aws:x}'] }, 'users[0]', '${aws:x}', /U\+0024/],
    ['account', { users: ['root/x'] }, 'users[0]', 'root/x', /U\+002F/],
    ['account', { requireMfa: 'no' }, 'requireMfa', 'no', /true or false/],
    ['group', { name: 'a'.repeat(129) }, 'name', 'a'.repeat(129), /1 to 128/],
    ['user', { name: 'a'.repeat(65) }, 'name', 'a'.repeat(65), /1 to 64/],
    ['user', { name: 7 }, 'name', 7, /must be text/],
  ])(
    'are refused for one thing wrong: %s, %j',
    (kind, change, field, value, rule) => {
      expect(
        problemsOf([
          {
            preset: 'admin',
            principals: [
              { type: 'group', name: 'x' },
              { ...GOOD[kind], ...change },
            ],
          },
        ]),
      ).toEqual([problem(`users[0].principals[1].${field}`, value, rule)]);
    },
  );

  it.each<[keyof typeof GOOD, Fields, string, RegExp]>([
    ['saml', { provider: 'other' }, 'roleName', /one trust policy/],
    ['oidc', { subject: 'repo:acme/shop:*' }, 'roleName', /one trust policy/],
    ['oidc', { audience: 'other' }, 'roleName', /one trust policy/],
    ['account', { users: ['ada', 'bob'] }, 'roleName', /one trust policy/],
    ['account', { requireMfa: false }, 'roleName', /one trust policy/],
    ['set', { assignTo: [] }, 'assignTo', /gets all its presets/],
    ['set', { name: 'RECO' }, 'name', /names Reco.*ignores case/],
    ['group', { name: 'Analysts' }, 'name', /names analysts/],
    [
      'saml',
      { roleName: 'PERSONALIZE-analysts' },
      'roleName',
      /names personalize-analysts/,
    ],
  ])(
    'are refused where a name stands for two things: %s, %j',
    (kind, change, field, rule) => {
      const changed = { ...GOOD[kind], ...change };
      const value = new Map(Object.entries(changed)).get(field);

      expect(
        problemsOf([
          { preset: 'admin', principals: [GOOD[kind]] },
          { preset: 'runtime', principals: [GOOD.user, changed] },
        ]),
      ).toEqual([problem(`users[1].principals[1].${field}`, value, rule)]);
      expect(
        problemsOf([{ preset: 'admin', principals: [GOOD[kind], changed] }]),
      ).toEqual([problem(`users[0].principals[1].${field}`, value, rule)]);
    },
  );

  it('are refused where one role is of two types', () => {
    expect(
      problemsOf([
        {
          preset: 'admin',
          principals: [
            GOOD.saml,
            { ...GOOD.account, roleName: GOOD.saml.roleName },
          ],
        },
      ]),
    ).toEqual([
      problem(
        'users[0].principals[1].roleName',
        'personalize-analysts',
        /one trust policy/,
      ),
    ]);
  });

  it('are looked at although the account and the Region are bad', () => {
    expect(
      problemsOf(
        [
          { preset: 'admin', principals: [GOOD.saml, GOOD.oidc] },
          {
            preset: 'runtime',
            principals: [
              { ...GOOD.oidc, roleName: 'x', subject: '*' },
              { type: 'user', name: '*' },
            ],
          },
        ],
        { accountId: 'x', region: 'nowhere' },
      ).map(({ field }) => field),
    ).toEqual([
      'accountId',
      'region',
      'users[1].principals[0].subject',
      'users[1].principals[1].name',
    ]);
  });

  it('are the same in a set-up', () => {
    const users = [{ preset: 'admin', principals: Object.values(GOOD) }];
    expect(
      parseSetupRequest({ ...ROLE, name: 'reco', owner: 'reco', s3: [], users })
        .users,
    ).toEqual(parseGrantUsersRequest({ ...ROLE, users }).users);
  });
});
