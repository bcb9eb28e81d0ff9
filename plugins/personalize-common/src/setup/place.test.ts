import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isInlinePolicyOf,
  parsePlace,
  Place,
  placeName,
  placeText,
} from './place';

const ROLE = 'arn:aws:iam::012345678901:role/personalize/personalize-shop';
const POLICY = 'arn:aws:iam::012345678901:policy/personalize/shop-service';
const INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
const SET = `${INSTANCE}#permission-set/Shop`;
const set: Place = { arn: INSTANCE, kind: 'permission-set', name: 'Shop' };

// The texts are signed in the ledger.
describe.each<[string, Place, string | undefined]>([
  [ROLE, { arn: ROLE, kind: 'whole' }, undefined],
  [
    'arn:aws:s3:::reco-data',
    { arn: 'arn:aws:s3:::reco-data', kind: 'whole' },
    undefined,
  ],
  [`${ROLE}#trust-policy`, { arn: ROLE, kind: 'trust-policy' }, undefined],
  [`${ROLE}#tags`, { arn: ROLE, kind: 'tags' }, undefined],
  [
    `${ROLE}#inline-policy/PersonalizeS3`,
    { arn: ROLE, kind: 'inline-policy', name: 'PersonalizeS3' },
    'PersonalizeS3',
  ],
  [
    `${ROLE}#attached-policy/${POLICY}`,
    { arn: ROLE, kind: 'attached-policy', name: POLICY },
    POLICY,
  ],
  // IAM allows "#" in the path of a user.
  [
    `arn:aws:iam::012345678901:user/team#1/ana#attached-policy/${POLICY}`,
    {
      arn: 'arn:aws:iam::012345678901:user/team#1/ana',
      kind: 'attached-policy',
      name: POLICY,
    },
    POLICY,
  ],
  [SET, set, 'Shop'],
  [
    `${SET}/customer-managed-policy/personalize/teams/shop-runtime`,
    {
      ...set,
      detail: {
        kind: 'customer-managed-policy',
        path: '/personalize/teams/',
        name: 'shop-runtime',
      },
    },
    'Shop/customer-managed-policy/personalize/teams/shop-runtime',
  ],
  [
    `${SET}/customer-managed-policy/shop-runtime`,
    {
      ...set,
      detail: {
        kind: 'customer-managed-policy',
        path: '/',
        name: 'shop-runtime',
      },
    },
    'Shop/customer-managed-policy/shop-runtime',
  ],
  [
    `${SET}/assignment/012345678901/group/9067-ab`,
    {
      ...set,
      detail: {
        kind: 'assignment',
        accountId: '012345678901',
        assignee: { kind: 'group', id: '9067-ab' },
      },
    },
    'Shop/assignment/012345678901/group/9067-ab',
  ],
  [
    `${SET}/provisioning/012345678901`,
    { ...set, detail: { kind: 'provisioning', accountId: '012345678901' } },
    'Shop/provisioning/012345678901',
  ],
])('%s', (text, place, name) => {
  it('is written and read', () => {
    expect(placeText(place)).toBe(text);
    expect(parsePlace(text)).toEqual(place);
  });

  it('tells which one of its kind it is', () => {
    expect(placeName(place)).toBe(name);
  });
});

it.each<[string, Place]>([
  ['new', { arn: ROLE, kind: 'other', name: 'new' }],
  ['new/one#more', { arn: ROLE, kind: 'other', name: 'new/one#more' }],
  ['inline-policy', { arn: ROLE, kind: 'other', name: 'inline-policy' }],
  ['inline-policy/', { arn: ROLE, kind: 'other', name: 'inline-policy/' }],
  ['tags/', { arn: ROLE, kind: 'other', name: 'tags/' }],
  ['tags/a', { arn: ROLE, kind: 'other', name: 'tags/a' }],
  ['', { arn: ROLE, kind: 'other', name: '' }],
])('keeps %j, which it doesn’t know', (text, place) => {
  expect(parsePlace(`${ROLE}#${text}`)).toEqual(place);
  expect(placeText(place)).toBe(`${ROLE}#${text}`);
});

it.each([
  'policy/p',
  'assignment',
  'assignment/012345678901',
  'assignment/012345678901/robot/1',
  'assignment/012345678901/group/1/2',
  'provisioning/012345678901/more',
  'customer-managed-policy',
  'customer-managed-policyx/a',
])('knows the permission set of %s, if not what it is', text => {
  const place: Place = { ...set, detail: { kind: 'other', name: text } };

  expect(parsePlace(`${SET}/${text}`)).toEqual(place);
  expect(placeText(place)).toBe(`${SET}/${text}`);
});

it.each([
  [`${ROLE}#inline-policy/PersonalizeS3`, true],
  [`${ROLE}2#inline-policy/PersonalizeS3`, false],
  [`${ROLE}#trust-policy`, false],
  [ROLE, false],
])('whether %s is an inline policy of the role: %p', (resource, isOne) => {
  expect(isInlinePolicyOf(ROLE, resource)).toBe(isOne);
});

/** Texts of places made or taken apart without `placeText` and `parsePlace`. */
const BY_HAND = [
  /#(?:trust-policy|tags|inline-policy|attached-policy|permission-set)\b/,
  /\b(?:split|includes|indexOf|startsWith|endsWith)\(['"`]#['"`]/,
  /(?:arn|resource|place|holder|role)[^{}]*\}#(?!\/)/i,
];
const COMMENT = /^\s*(?:\/?\*|\/\/)/;
const ROOT = join(__dirname, '../../../..');

it.each(['plugins', 'templates'])(
  'nobody else writes or reads them: %s',
  of => {
    const files = readdirSync(join(ROOT, of), {
      encoding: 'utf8',
      recursive: true,
    }).filter(
      name =>
        /(?:\/src\/.*\.tsx?|\/template\.yaml)$/.test(name) &&
        !/node_modules|__testUtils__|setup\/place\.ts|\.test\.tsx?$/.test(name),
    );

    expect(files.length).toBeGreaterThan(0);
    expect(
      files.flatMap(name =>
        readFileSync(join(ROOT, of, name), 'utf8')
          .split('\n')
          .filter(
            line =>
              !COMMENT.test(line) &&
              BY_HAND.some(pattern => pattern.test(line)),
          )
          .map(line => `${name}: ${line.trim()}`),
      ),
    ).toEqual([]);
  },
);
