import {
  PRESETS,
  S3_WORKFLOWS,
} from '@personalize-portal/backstage-plugin-personalize-common';
import fc, { Arbitrary } from 'fast-check';
import { ACCOUNT, REGION } from '../support';
import { OTHERS, OURS } from './world';

/** Texts that have broken programs before. */
const ODD = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202Eevil',
  '\u0130',
  'e\u0301',
  '\u{1F984}',
  '__proto__',
  'constructor',
  'toString',
  'null',
  '*',
  '../../etc/passwd',
  '%00',
  '${{ secrets }}',
  '{{ 7 * 7 }}',
  "'; drop table ledger_entries; --",
  '[a](javascript:alert(1))',
  '\u001b[2J',
  '-0',
  '1e309',
  `arn:aws:iam::${ACCOUNT}:root`,
  // What a careless expression takes long to refuse.
  `${'a'.repeat(2_000)}!`,
  `${'-.'.repeat(1_000)}/`,
  `/${'a/'.repeat(1_000)}`,
  ...Object.values(OTHERS),
];

/** How many: the limits of a request, one more, and far beyond. */
const counts = fc.oneof(
  { weight: 30, arbitrary: fc.nat(4) },
  { weight: 2, arbitrary: fc.constantFrom(99, 100, 101) },
  { weight: 1, arbitrary: fc.constantFrom(1_000, 5_001, 20_000) },
);

const oddTexts = fc.oneof(
  fc.constantFrom(...ODD),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .tuple(
      fc.constantFrom('a', '9', '/', '\u0000', '\u{1F984}'),
      fc.constantFrom(64, 65, 1_024, 2_048, 2_049, 100_000),
    )
    .map(([text, length]) => text.repeat(length)),
);

/** Lists or objects within one another. */
function nested(width: number, depth: number): unknown {
  return depth === 0
    ? 'x'
    : Array.from({ length: width }, () => nested(width, depth - 1));
}

function chain(depth: number): unknown {
  return JSON.parse(`${'{"a":['.repeat(depth)}${']}'.repeat(depth)}`);
}

/** Anything that JSON can hold. */
export const garbage: Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: oddTexts },
  {
    weight: 3,
    arbitrary: fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308, [], {}),
  },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: counts.map(length => Array(length).fill('x')) },
  {
    weight: 1,
    arbitrary: counts.map(length =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [`key${index}`, 'x']),
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(nested(20, 2), nested(20, 3), nested(2, 12)),
  },
  { weight: 1, arbitrary: fc.constantFrom(9, 10, 11, 1_000).map(chain) },
);

/** Characters of a list as JSON: lists of long lists would fill the memory. */
const LONGEST_LIST = 1_000_000;

/** A list of one thing, each a little different. */
export function listOf(item: Arbitrary<unknown>): Arbitrary<unknown[]> {
  return fc
    .tuple(
      fc.oneof(
        {
          weight: 9,
          arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }),
        },
        { weight: 1, arbitrary: fc.constant<unknown[]>([]) },
      ),
      counts,
    )
    .map(([items, count]) => {
      if (count < 5 || items.length === 0) {
        return items;
      }
      const ofOne = JSON.stringify(items).length / items.length;
      return Array.from(
        { length: Math.min(count, Math.ceil(LONGEST_LIST / ofOne)) },
        (_, index) => numbered(items[index % items.length], index),
      );
    });
}

function numbered(item: unknown, index: number): unknown {
  if (typeof item === 'string') {
    return `${item}${index}`;
  }
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return item;
  }
  const [name, value] =
    Object.entries(item).find(([, text]) => typeof text === 'string') ?? [];
  return name === undefined ? item : { ...item, [name]: `${value}${index}` };
}

/** An object of fields that fit; most of those that aren't required are left out. */
export function recordOf<T>(
  fields: Record<string, Arbitrary<T>>,
  required: string[],
): Arbitrary<Record<string, T>> {
  return fc
    .record(
      Object.fromEntries(
        Object.entries(fields).map(([name, fitting]) => [
          name,
          required.includes(name)
            ? fitting
            : fc.oneof(
                { weight: 3, arbitrary: fc.constant(undefined) },
                { weight: 1, arbitrary: fitting },
              ),
        ]),
      ),
    )
    .map(values => {
      const given: Record<string, T> = {};
      for (const [name, value] of Object.entries(values)) {
        if (value !== undefined) {
          given[name] = value;
        }
      }
      return given;
    });
}

/**
 * An object of fields that fit, of which a few are left out or take garbage, and to
 * which a few are added that nobody knows.
 */
export function objectOf(
  fields: Record<string, Arbitrary<unknown>>,
  required: string[] = [],
): Arbitrary<Record<string, unknown>> {
  const names = [
    ...Object.keys(fields),
    'nonsense',
    '__proto__',
    'constructor',
  ];
  return fc
    .tuple(
      recordOf(fields, required),
      fc.oneof(
        { weight: 7, arbitrary: fc.constant([]) },
        {
          weight: 1,
          arbitrary: fc.array(fc.tuple(fc.constantFrom(...names), garbage), {
            minLength: 1,
            maxLength: 2,
          }),
        },
      ),
    )
    .map(([fitting, flaws]) => {
      const object: Record<string, unknown> = { ...fitting };
      for (const [name, value] of flaws) {
        // As JSON.parse makes it: `__proto__` is a field like others.
        Object.defineProperty(object, name, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return object;
    });
}

function mostly<T>(fitting: Arbitrary<T>, ...others: T[]): Arbitrary<T> {
  return fc.oneof(
    { weight: 8, arbitrary: fitting },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
  );
}

const workflows = fc.subarray([...S3_WORKFLOWS], { minLength: 1 });

const principals = fc.oneof(
  fc.record({
    type: fc.constantFrom('user', 'group'),
    name: mostly(fc.constantFrom('ana', 'ben'), 'analysts', 'nobody'),
  }),
  objectOf(
    {
      type: fc.constant('account-role'),
      roleName: mostly(fc.constant('personalize-people'), OTHERS.role),
      users: listOf(mostly(fc.constantFrom('ana', 'ben'), 'nobody')),
      requireMfa: fc.boolean(),
    },
    ['type', 'roleName', 'users'],
  ),
  objectOf(
    {
      type: fc.constant('permission-set'),
      name: fc.constantFrom('PersonalizeUsers', 'wombat'),
      assignTo: listOf(
        objectOf(
          {
            kind: fc.constantFrom('group', 'user'),
            id: fc.uuid(),
          },
          ['kind', 'id'],
        ),
      ),
    },
    ['type', 'name'],
  ),
  objectOf(
    {
      type: fc.constantFrom('saml-role', 'oidc-role'),
      roleName: fc.constantFrom('personalize-people'),
      provider: fc.constantFrom(
        'okta',
        `arn:aws:iam::${ACCOUNT}:saml-provider/okta`,
        `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
      ),
      audience: fc.constant('sts.amazonaws.com'),
      subject: fc.constantFrom('repo:acme/shop:ref:refs/heads/main', 'repo:*'),
    },
    ['type', 'roleName', 'provider'],
  ),
);

const keys = listOf(
  objectOf(
    {
      keyId: mostly(
        fc.constant('alias/reco-data'),
        'alias/reco-nothing',
        'alias/payroll',
        `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
      ),
      workflows,
    },
    ['keyId', 'workflows'],
  ),
);

const buckets = listOf(
  objectOf(
    {
      bucket: mostly(
        fc.constantFrom('reco-training-data', 'reco-results'),
        'reco-nothing',
        'reco-encrypted',
        'reco-europe',
        'click-archive',
        'partner-catalogue',
      ),
      prefix: fc.constantFrom('', 'in/', 'in', 'a/b/c/', OTHERS.folder),
      workflows,
      bucketOwner: mostly(fc.constant(ACCOUNT), '210987654321'),
    },
    ['bucket', 'workflows'],
  ),
);

/** What fits a field of a request, by its name. */
export const FIELDS: Record<string, Arbitrary<unknown>> = {
  name: mostly(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), 'ours', OTHERS.setup),
  owner: mostly(fc.constant(OURS), 'ours', OTHERS.team),
  system: mostly(fc.constant('shop'), 'system:default/shop', 'group:x/y'),
  title: oddTexts,
  accountId: mostly(fc.constant(ACCOUNT), '210987654321', '000000000000'),
  region: mostly(fc.constant(REGION), 'eu-west-1', 'cn-north-1'),
  roleName: mostly(
    fc.stringMatching(/^personalize-[a-z]{1,8}$/),
    'personalize-ours',
    OTHERS.role,
    OTHERS.role.toUpperCase(),
    'AdminRole',
  ),
  rolePath: mostly(fc.constant('/personalize/'), '/a/b/'),
  description: mostly(fc.constant('Recommendations'), 'a'.repeat(1_000)),
  permissionsBoundary: fc.constantFrom(
    '',
    '',
    `arn:aws:iam::${ACCOUNT}:policy/boundaries/personalize-boundary`,
  ),
  tags: fc.oneof(
    { weight: 8, arbitrary: fc.constant({ team: 'ours' }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(
        fc.string({ maxLength: 8 }),
        fc.string({ maxLength: 8 }),
      ),
    },
  ),
  maxSessionDuration: fc.constantFrom(3_600, 43_200),
  servicePolicy: fc.constantFrom('scoped', 'documented'),
  cloudWatchMetrics: fc.boolean(),
  adopt: mostly(fc.constant(false), true),
  kms: keys,
  keys,
  s3: buckets,
  buckets,
  users: listOf(
    objectOf(
      {
        preset: fc.constantFrom(...PRESETS),
        principals: listOf(principals),
      },
      ['preset', 'principals'],
    ),
  ),
  sourceConditions: fc.constantFrom('none', 'if-present', 'required'),
  regions: listOf(fc.constantFrom(REGION, 'eu-west-1')),
  sourceArns: listOf(
    fc.constantFrom(
      `arn:aws:personalize:${REGION}:${ACCOUNT}:dataset-group/shop`,
    ),
  ),
  keepOthers: fc.boolean(),
  force: fc.boolean(),
  check: fc.constantFrom('role-exists', 'elsewhere:x'),
  reason: mostly(fc.constant('It is meant to be.'), 'a'.repeat(1_001)),
  until: fc.constantFrom('2030-01-01', '2027-02-30', 'tomorrow'),
  dryRun: fc.boolean(),
};

/** For query and path: what fits, or any text. */
export function textOf(fitting: Arbitrary<unknown>): Arbitrary<string> {
  return fc.oneof(
    { weight: 9, arbitrary: fitting.map(String) },
    { weight: 1, arbitrary: oddTexts },
  );
}
