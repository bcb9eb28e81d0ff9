import { InvalidRequestError } from '../errors';
import { applyGuardrails, Guardrails } from './guardrails';
import { parseSetupRequest } from './setup';
import { parseGrantUsersRequest } from './steps';

const ROLE = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-reco',
};
const ACME = 'arn:aws:iam::123456789012:saml-provider/acme';

const saml = { type: 'saml-role', roleName: 'people-a', provider: 'acme' };
const oidc = (subject: string) => ({
  type: 'oidc-role',
  roleName: 'people-b',
  provider: 'token.actions.githubusercontent.com',
  audience: 'sts.amazonaws.com',
  subject,
});
const account = { type: 'account-role', roleName: 'people-c', users: ['ada'] };
const set = { type: 'permission-set', name: 'Reco' };

function problemsOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

function refusals(guardrails: Guardrails, ...principals: unknown[]) {
  return problemsOf(() =>
    applyGuardrails(
      parseGrantUsersRequest({
        ...ROLE,
        users: [
          { preset: 'read-only', principals: [set] },
          { preset: 'admin', principals },
        ],
      }),
      guardrails,
    ),
  );
}

describe('the guardrail requireMfa', () => {
  const without = { ...account, requireMfa: false };

  it('refuses IAM users without a second factor', () => {
    expect(refusals({ requireMfa: true }, account, saml)).toEqual([]);
    expect(refusals({ requireMfa: true }, without)).toEqual([
      {
        field: 'users[1].principals[0].requireMfa',
        value: false,
        rule: 'the guardrail personalize.guardrails.requireMfa requires a second factor from IAM users',
      },
    ]);
  });

  it('leaves the choice where it is opened', () => {
    expect(refusals({ requireMfa: false }, without)).toEqual([]);
  });
});

describe('the guardrail roleNamePattern', () => {
  it('holds for the roles of people', () => {
    const pattern = { roleNamePattern: '^personalize-' };
    const rule =
      'the guardrail personalize.guardrails.roleNamePattern requires a name that matches ^personalize-';

    expect(refusals(pattern, saml, oidc('repo:acme/*'), account, set)).toEqual([
      { field: 'users[1].principals[0].roleName', value: 'people-a', rule },
      { field: 'users[1].principals[1].roleName', value: 'people-b', rule },
      { field: 'users[1].principals[2].roleName', value: 'people-c', rule },
    ]);
    expect(refusals(pattern, { ...saml, roleName: 'personalize-a' })).toEqual(
      [],
    );
  });
});

describe('the guardrail federation', () => {
  it('that isn’t set leaves all that the rules of a request take', () => {
    expect(refusals({}, saml, oidc('repo:acme/*'))).toEqual([]);
  });

  it.each(['acme', ACME])('lets the SAML provider %s in', provider => {
    expect(
      refusals({ federation: { samlProviders: ['other', provider] } }, saml),
    ).toEqual([]);
  });

  it.each([
    [{ samlProviders: ['other', 'ACME'] }, /the SAML providers other, ACME$/],
    [
      { samlProviders: ['arn:aws:iam::210987654321:saml-provider/acme'] },
      /210987654321/,
    ],
    [{ samlProviders: [] }, /allows none$/],
    [{ oidcSubjects: ['*'] }, /allows none$/],
    [{}, /allows none$/],
  ])(
    'lets no SAML provider in that it doesn’t list: %j',
    (federation, rule) => {
      expect(refusals({ federation }, saml)).toEqual([
        {
          field: 'users[1].principals[0].provider',
          value: ACME,
          rule: expect.stringMatching(rule),
        },
      ]);
    },
  );

  it.each([
    'repo:acme/*',
    'repo:acme/shop:*',
    'repo:acme/shop?:ref:refs/heads/main',
    'repo:acme/shop:ref:refs/heads/main',
    'repo:beta/shop:ref:refs/heads/main',
  ])('lets a subject within its patterns in: %s', subject => {
    expect(
      refusals(
        {
          federation: {
            oidcSubjects: ['repo:acme/*', 'repo:beta/shop:ref:refs/heads/*'],
          },
        },
        oidc(subject),
      ),
    ).toEqual([]);
  });

  it.each([
    ['repo:evil/*', { oidcSubjects: ['repo:acme/*'] }],
    ['repo:acme-evil/shop:*', { oidcSubjects: ['repo:acme/*'] }],
    ['repo:beta/*', { oidcSubjects: ['repo:beta/shop:*'] }],
    ['repo:beta/shop*', { oidcSubjects: ['repo:beta/shop:*'] }],
    ['repo:Acme/shop:*', { oidcSubjects: ['repo:acme/*'] }],
    ['repo:acme/*', { oidcSubjects: [] }],
    ['repo:acme/*', { samlProviders: ['acme'] }],
    ['repo:acme/*', {}],
  ])('lets no other subject in: %s with %j', (subject, federation) => {
    expect(refusals({ federation }, oidc(subject))).toEqual([
      {
        field: 'users[1].principals[0].subject',
        value: subject,
        rule: expect.stringMatching(
          /^the guardrail personalize\.guardrails\.federation\.oidcSubjects allows (none|subjects within repo:)/,
        ),
      },
    ]);
  });
});

describe('the guardrail allowDirectAttachment', () => {
  const direct = [
    { type: 'group', name: 'analysts' },
    { type: 'user', name: 'ada' },
  ];

  it.each([undefined, false])(
    'refuses groups and users, and says what to use: %s',
    allowDirectAttachment => {
      const rule = expect.stringMatching(
        /personalize\.guardrails\.allowDirectAttachment .*AWS advises.*use a permission-set/,
      );
      expect(refusals({ allowDirectAttachment }, account, ...direct)).toEqual([
        { field: 'users[1].principals[1].type', value: 'group', rule },
        { field: 'users[1].principals[2].type', value: 'user', rule },
      ]);
    },
  );

  it('lets them through where it is true', () => {
    expect(refusals({ allowDirectAttachment: true }, ...direct)).toEqual([]);
  });
});

describe('the guardrails', () => {
  it('hold for the people of a set-up, in the order of the fields', () => {
    const guardrails: Guardrails = {
      roleNamePattern: '^x',
      federation: {},
      sourceConditions: 'required',
    };
    expect(
      problemsOf(() =>
        applyGuardrails(
          parseSetupRequest({
            ...ROLE,
            name: 'reco',
            owner: 'reco',
            s3: [],
            users: [
              {
                preset: 'admin',
                principals: [saml, { type: 'user', name: 'ada' }],
              },
            ],
            sourceConditions: 'none',
          }),
          guardrails,
        ),
      ).map(({ field }) => field),
    ).toEqual([
      'roleName',
      'users[0].principals[0].roleName',
      'users[0].principals[0].provider',
      'users[0].principals[1].type',
      'sourceConditions',
    ]);
  });
});
