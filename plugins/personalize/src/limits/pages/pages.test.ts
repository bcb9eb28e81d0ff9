import {
  AccountItem,
  AccountLimits,
  Guardrails,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { accountWith } from '../../__testUtils__/accounts';
import { t } from '../../__testUtils__/translation';
import { readFormValues } from '../formValues';
import { About, pageLimits } from '.';

const filledIn = {
  owner: 'group:default/recommendations',
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
};

/** The result of a page for limits and a form with the given fields. */
function page(about: About, limits: Partial<AccountLimits>, form: object = {}) {
  return pageOf(about, [accountWith(limits)], form);
}

function pageOf(about: About, accounts: AccountItem[], form: object) {
  return pageLimits(
    about,
    accounts,
    readFormValues({ ...filledIn, ...form }),
    t,
  );
}

const guarded = (guardrails: Guardrails) => ({ guardrails });

describe('the page of the account', () => {
  const shop: AccountItem = {
    ...accountWith(),
    accountId: '210987654321',
    name: '210987654321',
    regions: ['us-east-1'],
  };
  const pattern = guarded({ roleNamePattern: '^personalize-' });

  it('names the accounts, their Regions and the names of roles', () => {
    expect(pageOf('account', [accountWith(pattern), shop], {})?.limits).toEqual(
      [
        'Account `123456789012` (data-science) in `us-east-1` or `eu-west-1`.',
        'Account `210987654321` in `us-east-1`.',
        'The role name must begin with `personalize-`.',
      ],
    );
  });

  it('gives a pattern as it is where it is more than a beginning', () => {
    expect(
      page('account', guarded({ roleNamePattern: '^(a|b)-.+$' }))?.limits,
    ).toContain('The role name must match the pattern `^(a|b)-.+$`.');
  });

  it.each<[string, object, string[]]>([
    ['nothing outside', {}, []],
    [
      'another account',
      { accountId: '999999999999' },
      ["Your team can't use account `999999999999`."],
    ],
    ['an account that isn’t typed to its end', { accountId: '99999' }, []],
    [
      'another Region',
      { region: 'us-west-2' },
      [
        'Your team can use this account only in `us-east-1` or `eu-west-1`, not in `us-west-2`.',
      ],
    ],
    [
      'another name',
      { roleName: 'shop' },
      ['The name `shop` must begin with `personalize-`.'],
    ],
    ['no name yet', { roleName: undefined }, []],
  ])('finds %s', (_what, form, expected) => {
    expect(page('account', pattern, form)?.outside).toEqual(expected);
  });

  it('counts the accounts of the team that was chosen alone', () => {
    expect(
      page('account', pattern, { owner: 'group:default/shop' }),
    ).toBeUndefined();
  });

  it('counts those of all teams where the form asks for none', () => {
    expect(page('account', pattern, { owner: undefined })?.outside).toEqual([]);
  });

  it('leaves out no account where no team is given anything', () => {
    expect(
      page('account', { teams: [] }, { owner: 'group:default/shop' })?.outside,
    ).toEqual([]);
  });
});

describe('the page of the data', () => {
  it('names what the team may use, and what else is possible', () => {
    expect(page('data', {})?.limits).toEqual([
      'Your team `recommendations` can use: `reco-*`, `shared-data/reco/*`.',
      '`*` matches any characters, `?` matches one.',
      "Others need the tag `personalize:owner` with your team's name as its value.",
    ]);
  });

  it('is short for a team that may use everything', () => {
    const teams = [
      {
        team: 'group:default/guests',
        buckets: ['*'],
        keys: ['*'],
        bucketOwners: [],
      },
    ];

    expect(
      page('data', { teams }, { owner: 'group:default/guests' }),
    ).toMatchObject({ limits: ['Your team `guests` can use all of them.'] });
  });

  it('is about tags alone where no team is given anything', () => {
    expect(page('data', { teams: [] })?.limits).toEqual([
      "Each one needs the tag `personalize:owner` with your team's name as its value.",
    ]);
  });

  it.each<[bucket: string, prefix: string | undefined]>([
    ['reco-training-data', 'input/'],
    ['reco-training-data', undefined],
    ['shared-data', 'reco/'],
    ['shared-data', 'reco'],
    ['', 'input/'],
  ])('takes %s with %s', (bucket, prefix) => {
    expect(page('data', {}, { s3: [{ bucket, prefix }] })?.outside).toEqual([]);
  });

  it.each<[bucket: string, prefix: string | undefined, shown: string]>([
    ['shared-data', 'orders/', 'shared-data/orders/'],
    ['shared-data', undefined, 'shared-data/'],
    ['orders-archive', 'input', 'orders-archive/input/'],
  ])('finds %s with %s', (bucket, prefix, shown) => {
    expect(page('data', {}, { s3: [{ bucket, prefix }] })?.outside).toEqual([
      `You can't use \`${shown}\` unless it has the tag \`personalize:owner\` with your team's name as its value.`,
    ]);
  });

  it('gives no hope of a tag for a bucket of another account', () => {
    const entry = {
      bucket: 'partner-data',
      prefix: 'input/',
      bucketOwner: '210987654321',
    };

    expect(page('data', {}, { s3: [entry] })?.outside).toEqual([
      "You can't use `partner-data/input/` of account 210987654321.",
    ]);
  });

  it('takes a bucket of another account only where the team may use its buckets', () => {
    const s3 = [
      { bucket: 'reco-data', prefix: '', bucketOwner: '210987654321' },
    ];
    const teams = [
      {
        team: 'group:default/recommendations',
        buckets: ['reco-*'],
        keys: [],
        bucketOwners: ['210987654321'],
      },
    ];

    expect(page('data', {}, { s3 })?.outside).toHaveLength(1);
    expect(page('data', { teams }, { s3 })?.outside).toEqual([]);
  });

  it('asks for another account first', () => {
    expect(page('data', {}, { accountId: '999999999999' })).toEqual({
      title: '',
      limits: [],
      outside: ["Your team can't use account `999999999999`."],
    });
  });
});

describe('the page of the keys', () => {
  it('names what the team may use', () => {
    expect(page('keys', {})?.limits[0]).toBe(
      'Your team `recommendations` can use: `alias/reco-*`.',
    );
  });

  it.each<[string, string[]]>([
    ['alias/reco-data', []],
    [
      'alias/orders',
      [
        "You can't use `alias/orders` unless it has the tag `personalize:owner` with your team's name as its value.",
      ],
    ],
    [
      '1234abcd-12ab-34cd-56ef-1234567890ab',
      [
        "You can't use `1234abcd-12ab-34cd-56ef-1234567890ab` unless your team can use the key by another name, or it has the tag `personalize:owner` with your team's name as its value.",
      ],
    ],
    ['', []],
  ])('judges %s', (keyId, expected) => {
    expect(page('keys', {}, { kms: [{ keyId }] })?.outside).toEqual(expected);
  });
});

describe('the page of the people', () => {
  const people = (...principals: object[]) => ({
    users: [{ preset: 'read-only', principals }],
  });
  const saml = (name: string) => ({
    type: 'saml-role',
    roleName: 'personalize-analysts',
    provider: name && `arn:aws:iam::123456789012:saml-provider/${name}`,
  });
  const oidc = (subject: string) => ({
    type: 'oidc-role',
    roleName: 'personalize-pipeline',
    subject,
  });
  const strict = {
    identityCenter: false,
    guardrails: {
      roleNamePattern: '^personalize-',
      federation: { samlProviders: ['acme'], oidcSubjects: ['repo:acme/*'] },
    },
  };

  it('says who may be given access', () => {
    expect(page('people', strict)?.limits).toEqual([
      "You can't give access to people who sign in with IAM Identity Center.",
      "You can't give access to IAM groups and users directly. Let users assume a role instead.",
      'Role names for people must begin with `personalize-`.',
      'SAML providers: only `acme`.',
      'Subjects of an OpenID Connect provider: only `repo:acme/*`.',
      '`*` matches any characters, `?` matches one.',
    ]);
  });

  it('says nothing where anybody may', () => {
    expect(
      page('people', guarded({ allowDirectAttachment: true }))?.limits,
    ).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    [
      'a provider and subject within',
      people(saml('acme'), oidc('repo:acme/shop:*')),
      [],
    ],
    ['what isn’t typed yet', people(saml(''), oidc('')), []],
    [
      'another provider',
      people(saml('other')),
      [
        "You can't give access to the provider `arn:aws:iam::123456789012:saml-provider/other`.",
      ],
    ],
    [
      'another subject',
      people(oidc('repo:other/shop:*')),
      ["You can't give access to the subject `repo:other/shop:*`."],
    ],
    [
      'another name of a role',
      people({
        type: 'account-role',
        roleName: 'operators',
        users: ['olivia'],
      }),
      ['The name `operators` must begin with `personalize-`.'],
    ],
    [
      'a permission set',
      people({ type: 'permission-set', name: 'Data' }),
      ["You can't give access to people who sign in with IAM Identity Center."],
    ],
    [
      'groups and users, once',
      people({ type: 'group', name: 'a' }, { type: 'user', name: 'b' }),
      [
        "You can't give access to IAM groups and users directly. Let users assume a role instead.",
      ],
    ],
  ])('finds %s', (_what, form, expected) => {
    expect(page('people', strict, form)?.outside).toEqual(expected);
  });
});

describe('the page of the options', () => {
  const boundary = 'arn:aws:iam::123456789012:policy/boundary';
  const strict = guarded({
    requiredTags: ['cost-center'],
    allowedTags: ['team'],
    permissionsBoundary: boundary,
    servicePolicy: 'scoped',
    sourceConditions: 'if-present',
    rolePath: '/personalize/',
  });
  const tags = { 'cost-center': '4711' };

  it('says what has been decided', () => {
    expect(page('options', strict)?.limits).toEqual([
      'The role needs a value for each of these tags: `cost-center`.',
      'It can have these tags and no others: `team`.',
      `The policy \`${boundary}\` limits every role. Leave the permissions boundary empty.`,
      'The role can act only in its own account and Region.',
      'On buckets and keys, Personalize can act at most for this account, and for requests that name no account.',
      'The role path must be `/personalize/`.',
    ]);
  });

  it('says nothing where nothing has', () => {
    expect(page('options', {})).toMatchObject({ limits: [], outside: [] });
  });

  it.each<[string, object, string[]]>([
    ['what is within', { tags }, []],
    ['what is stricter', { tags, sourceConditions: 'required' }, []],
    [
      'what is left to the platform team',
      { tags, servicePolicy: '', sourceConditions: '' },
      [],
    ],
    ['a missing tag', {}, ['The tag `cost-center` needs a value.']],
    [
      'an empty tag',
      { tags: { 'cost-center': '' } },
      ['The tag `cost-center` needs a value.'],
    ],
    [
      'a tag that isn’t allowed',
      { tags: { ...tags, admin: 'yes' } },
      ["The tag `admin` isn't allowed."],
    ],
    [
      'another boundary',
      { tags, permissionsBoundary: 'arn:aws:iam::123456789012:policy/mine' },
      [`The permissions boundary must be \`${boundary}\` or empty.`],
    ],
    [
      'another path',
      { tags, rolePath: '/service-role/' },
      ['The role path must be `/personalize/`.'],
    ],
    [
      'too wide a role',
      { tags, servicePolicy: 'documented' },
      ["The role can't act outside its own account and Region."],
    ],
    [
      'too wide a grant',
      { tags, sourceConditions: 'none' },
      ["On buckets and keys, Personalize can't act for that many accounts."],
    ],
  ])('finds %s', (_what, form, expected) => {
    expect(page('options', strict, form)?.outside).toEqual(expected);
  });
});
