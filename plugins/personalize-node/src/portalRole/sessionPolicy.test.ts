import {
  asList,
  identityAllows,
  PolicyDocument,
  policyText,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  Carried,
  decide,
  DIRECT_SCOPE,
  GRANTABLE,
  IDENTITY_CENTER_SCOPE,
  IN_REGION,
  INSTANCE,
  KEY,
  NEW_TAG,
  OWN_BUCKET,
  OWN_TAG,
  PERMISSION_SET,
  requestOf,
  SCOPE,
  WITH_BOUNDARY,
  WRITER,
} from './__testUtils__/account';
import {
  accountArn,
  accountPolicies,
  identityCenterPolicies,
} from './__testUtils__/policies';
import {
  identityCenterSessionPolicy,
  RunReach,
  sessionPolicies,
  SessionPolicyForm,
  sessionPolicySentence,
} from './sessionPolicy';

const IAM = `arn:aws:iam::${ACCOUNT}`;
const target: RoleTarget = {
  partition: 'aws',
  accountId: ACCOUNT,
  region: 'us-east-1',
  rolePath: '/personalize/',
  roleName: 'personalize-reco',
};
const ROLE = `${IAM}:role/personalize/personalize-reco`;
const PEOPLE = `${IAM}:role/personalize/personalize-reco-analysts`;
const SERVICE = `${IAM}:policy/personalize/personalize-reco-service`;
const ADMINS = `${IAM}:policy/personalize/personalize-reco-admin`;

const REACH: RunReach = {
  role: target,
  peopleRoles: [PEOPLE],
  groups: [],
  users: [],
  keys: [KEY],
  buckets: ['reco-data', 'reco-results'],
  bucketPatterns: ['reco-*', 'shared-*'],
};

const namesOf = (count: number, prefix = 'acme-personalize-training-data-') =>
  Array.from(
    { length: count },
    (_, index) => `${prefix}${String(index).padStart(3, '0')}`,
  );
const peopleOf = (count: number) =>
  namesOf(count, `${IAM}:role/personalize/personalize-reco-people-`);
const keysOf = (count: number) =>
  namesOf(count, `arn:aws:kms:us-east-1:${ACCOUNT}:key/`).map(
    arn => `${arn}4abcd-12ab-34cd-56ef-1234567890ab`,
  );

const formsOf = (reach: Partial<RunReach>) =>
  sessionPolicies({ ...REACH, ...reach }).map(({ form }) => form);

function inForm(
  reach: Partial<RunReach>,
  wanted: SessionPolicyForm,
): PolicyDocument {
  const found = sessionPolicies({ ...REACH, ...reach }).find(
    ({ form }) => form === wanted,
  );
  if (!found) {
    throw new Error(`No policy in the form ${wanted}`);
  }
  return found.document;
}

/** What a session may do: only what both policies allow. */
function may(
  session: PolicyDocument,
  action: string,
  resource: string,
  carried: Carried = {},
  scope = SCOPE,
): boolean {
  const request = requestOf(WRITER, action, resource, carried);
  return [accountPolicies(scope).writer, session].every(
    document =>
      identityAllows([{ name: 'policy', document }], request).answer === 'yes',
  );
}

/** What both of the portal's roles may do: they read, and only the writer writes. */
function readsOf({
  writer,
  reader,
}: Record<'writer' | 'reader', PolicyDocument>): string[] {
  const allowed = (document: PolicyDocument) =>
    statementsOf(document)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => asList(Action));
  return allowed(writer).filter(action => allowed(reader).includes(action));
}

/** Every write of a run that the writer's policy allows, on what is given. */
const writes = (
  role: string,
  policy: string,
  key: string,
  bucket: string,
): [action: string, resource: string, carried: Carried][] => [
  ['iam:CreateRole', role, { ...NEW_TAG, ...WITH_BOUNDARY }],
  ['iam:TagRole', role, { ...OWN_TAG, ...NEW_TAG }],
  ['iam:UpdateRole', role, { ...OWN_TAG, ...WITH_BOUNDARY }],
  ['iam:DeleteRole', role, { ...OWN_TAG, ...WITH_BOUNDARY }],
  ['iam:PutRolePolicy', role, WITH_BOUNDARY],
  ['iam:DeleteRolePolicy', role, WITH_BOUNDARY],
  ['iam:UpdateAssumeRolePolicy', role, { ...OWN_TAG, ...WITH_BOUNDARY }],
  ['iam:AttachRolePolicy', role, { ...WITH_BOUNDARY, 'iam:PolicyARN': policy }],
  ['iam:CreatePolicy', policy, NEW_TAG],
  ['iam:TagPolicy', policy, NEW_TAG],
  ['iam:CreatePolicyVersion', policy, OWN_TAG],
  ['iam:DeletePolicyVersion', policy, OWN_TAG],
  ['iam:DeletePolicy', policy, OWN_TAG],
  ['kms:PutKeyPolicy', key, { ...GRANTABLE, ...IN_REGION }],
  ['s3:PutBucketPolicy', bucket, OWN_BUCKET],
  ['s3:DeleteBucketPolicy', bucket, OWN_BUCKET],
];

const BUCKET = 'arn:aws:s3:::reco-data';
const OF_OTHERS = writes(
  `${IAM}:role/personalize/personalize-orders`,
  `${IAM}:policy/personalize/personalize-orders-service`,
  KEY.replace('1234abcd', 'ffffffff'),
  'arn:aws:s3:::reco-orders',
);

it('is this document, in its narrowest form', () => {
  expect(sessionPolicies(REACH)[0]).toStrictEqual({
    form: 'by-name',
    document: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: [
            'iam:Detach*',
            'iam:Get*',
            'iam:List*',
            'kms:Describe*',
            'kms:Get*',
            'kms:List*',
            'personalize:Describe*',
            'personalize:List*',
            's3:GetBucket*',
            's3:GetEncryptionConfiguration',
            's3:ListBucket',
          ],
          Resource: '*',
        },
        {
          Effect: 'Allow',
          Action: ['iam:*', 'kms:PutKeyPolicy', 's3:*BucketPolicy'],
          Resource: [
            ROLE,
            PEOPLE,
            SERVICE,
            ADMINS,
            `${IAM}:policy/personalize/personalize-reco-read-only`,
            `${IAM}:policy/personalize/personalize-reco-data-engineer`,
            `${IAM}:policy/personalize/personalize-reco-model-builder`,
            `${IAM}:policy/personalize/personalize-reco-runtime`,
            KEY,
            BUCKET,
            'arn:aws:s3:::reco-results',
          ],
        },
        {
          Effect: 'Deny',
          Action: 'iam:*tach*Policy',
          Resource: '*',
          Condition: {
            ArnNotLike: {
              'iam:PolicyARN': `${IAM}:policy/personalize/personalize-reco-*`,
            },
          },
        },
      ],
    },
  });
});

describe('within the writer, a session', () => {
  const session = inForm({}, 'by-name');

  it.each([
    ...writes(ROLE, SERVICE, KEY, BUCKET),
    ...writes(PEOPLE, ADMINS, KEY, 'arn:aws:s3:::reco-results'),
  ])('may call %s on %s of its own', (action, resource, carried) => {
    expect(may(session, action, resource, carried)).toBe(true);
  });

  it.each(OF_OTHERS)(
    'may not call %s on %s of others, which the writer may',
    (action, resource, carried) => {
      const request = requestOf(WRITER, action, resource, carried);
      const writer = [
        { name: 'writer', document: accountPolicies(SCOPE).writer },
      ];

      expect(identityAllows(writer, request).answer).toBe('yes');
      expect(may(session, action, resource, carried)).toBe(false);
    },
  );

  it('may not write the policies of a role whose name goes on after a hyphen', () => {
    const policy = `${IAM}:policy/personalize/personalize-reco-eu-service`;

    expect(may(session, 'iam:CreatePolicyVersion', policy, OWN_TAG)).toBe(
      false,
    );
  });

  it.each(['iam:AttachRolePolicy', 'iam:DetachRolePolicy'])(
    'may not call %s with a policy of others on a role of its own',
    action => {
      const carried = {
        ...WITH_BOUNDARY,
        'iam:PolicyARN': `${IAM}:policy/personalize/personalize-orders-admin`,
      };

      expect(may(session, action, ROLE, carried)).toBe(false);
      expect(
        may(session, action, ROLE, { ...carried, 'iam:PolicyARN': SERVICE }),
      ).toBe(true);
    },
  );

  it('may take its own policy off any role, and give it to none of others', () => {
    const other = `${IAM}:role/personalize/personalize-orders`;
    const carried = { ...WITH_BOUNDARY, 'iam:PolicyARN': ADMINS };

    expect(may(session, 'iam:DetachRolePolicy', other, carried)).toBe(true);
    expect(may(session, 'iam:AttachRolePolicy', other, carried)).toBe(false);
  });

  it('reads all that the writer reads, also of others', () => {
    const reads = readsOf(accountPolicies(SCOPE));
    const denied = reads.filter(action => {
      const request = requestOf(WRITER, action, '*', {});
      return (
        identityAllows([{ name: 'session', document: session }], request)
          .answer !== 'yes'
      );
    });

    expect(reads).toContain('s3:ListBucket');
    expect(reads).toContain('iam:GetRole');
    expect(denied).toEqual([]);
  });

  it.each(['s3:GetObject', 's3:PutObject', 'kms:Decrypt', 'iam:PassRole'])(
    'may not call %s on what is its own',
    action => {
      expect(
        [ROLE, KEY, BUCKET, `${BUCKET}/data.csv`].filter(resource =>
          may(session, action, resource, { ...OWN_BUCKET, ...GRANTABLE }),
        ),
      ).toEqual([]);
    },
  );

  it.each([
    ['group', 'Group'],
    ['user', 'User'],
  ])('attaches policies to a %s only where the run has it', (kind, name) => {
    const action = `iam:Attach${name}Policy`;
    const withOne = inForm({ [`${kind}s`]: ['ana'] }, 'by-name');
    const carried = { 'iam:PolicyARN': ADMINS };
    const tries = (policy: PolicyDocument, who: string) =>
      may(policy, action, `${IAM}:${kind}/${who}`, carried, DIRECT_SCOPE);

    expect(tries(withOne, 'ana')).toBe(true);
    expect(tries(withOne, 'people/ana')).toBe(true);
    expect(tries(withOne, 'dana')).toBe(false);
    expect(tries(session, 'ana')).toBe(false);
  });
});

describe('the forms', () => {
  it('go from names to all that the portal may change, roles by name up to the last', () => {
    expect(formsOf({})).toEqual([
      'by-name',
      'bucket-patterns',
      'region-keys',
      'all-buckets',
      'role-path',
    ]);
  });

  it.each<[SessionPolicyForm, string[]]>([
    ['by-name', []],
    ['bucket-patterns', ['s3:DeleteBucketPolicy', 's3:PutBucketPolicy']],
    [
      'region-keys',
      ['kms:PutKeyPolicy', 's3:DeleteBucketPolicy', 's3:PutBucketPolicy'],
    ],
  ])('%s lets the session write of others only by %j', (form, expected) => {
    const session = inForm({}, form);

    expect(
      OF_OTHERS.filter(([action, resource, carried]) =>
        may(session, action, resource, carried),
      )
        .map(([action]) => action)
        .sort(),
    ).toEqual(expected);
  });

  it('all-buckets adds buckets outside of the patterns, and role-path the roles of the path without their policies', () => {
    const outside = 'arn:aws:s3:::acme-personalize';
    const put = 's3:PutBucketPolicy';

    expect(may(inForm({}, 'region-keys'), put, outside, OWN_BUCKET)).toBe(
      false,
    );
    expect(may(inForm({}, 'all-buckets'), put, outside, OWN_BUCKET)).toBe(true);
    expect(
      OF_OTHERS.filter(
        ([action, resource, carried]) =>
          action.startsWith('iam:') &&
          may(inForm({}, 'role-path'), action, resource, carried),
      ).map(([action]) => action),
    ).toEqual([
      'iam:CreateRole',
      'iam:TagRole',
      'iam:UpdateRole',
      'iam:DeleteRole',
      'iam:PutRolePolicy',
      'iam:DeleteRolePolicy',
      'iam:UpdateAssumeRolePolicy',
    ]);
  });

  it('reach no key of another Region, in whichever form', () => {
    const elsewhere = KEY.replace('us-east-1', 'eu-west-1');
    const carried = { ...GRANTABLE, 'aws:RequestedRegion': 'eu-west-1' };

    for (const { document } of sessionPolicies(REACH)) {
      expect(may(document, 'kms:PutKeyPolicy', elsewhere, carried)).toBe(false);
      expect(
        may(document, 'kms:PutKeyPolicy', KEY, { ...GRANTABLE, ...IN_REGION }),
      ).toBe(true);
    }
  });

  it('name a bucket that no pattern holds, and no pattern that holds none', () => {
    const document = inForm(
      { buckets: ['reco-data', 'reco-results', 'tagged-for-us'] },
      'bucket-patterns',
    );
    const text = policyText(document);

    expect(text).toContain(
      '"arn:aws:s3:::reco-*","arn:aws:s3:::tagged-for-us"]',
    );
    expect(text).not.toContain('shared');
  });

  it('are one less where the team has no pattern', () => {
    expect(formsOf({ bucketPatterns: [] })).toEqual([
      'by-name',
      'region-keys',
      'all-buckets',
      'role-path',
    ]);
  });

  it.each([
    ['alone', { keys: [], peopleRoles: [] }, 20],
    ['beside a key and a role for people', {}, 17],
    ['beside three keys', { keys: keysOf(3), peopleRoles: [] }, 15],
  ])('name up to the limit of buckets %s', (_beside, reach, count) => {
    const fits = (buckets: number) =>
      formsOf({ ...reach, buckets: namesOf(buckets) })[0] === 'by-name';

    expect(fits(count)).toBe(true);
    expect(fits(count + 1)).toBe(false);
  });

  it('never pass the size that AWS takes, whatever is asked for', () => {
    const many: Partial<RunReach>[] = [
      { buckets: namesOf(200) },
      { buckets: namesOf(200), bucketPatterns: ['acme-*'] },
      { keys: keysOf(100) },
      { peopleRoles: peopleOf(100) },
      { groups: namesOf(100), users: namesOf(100) },
      {
        buckets: namesOf(200),
        keys: keysOf(100),
        peopleRoles: peopleOf(100),
        role: { ...target, roleName: `personalize-${'x'.repeat(52)}` },
      },
    ];

    expect(many.map(reach => formsOf(reach)[0])).toEqual([
      'all-buckets',
      'bucket-patterns',
      'region-keys',
      'role-path',
      'role-path',
      'role-path',
    ]);
    for (const reach of many) {
      for (const { document } of sessionPolicies({ ...REACH, ...reach })) {
        expect(policyText(document).length).toBeLessThanOrEqual(2_048);
      }
    }
  });

  it('are none for a path that leaves no room, and so there is no session', () => {
    const rolePath = `/${'p'.repeat(510)}/`;

    expect(() =>
      sessionPolicies({ ...REACH, role: { ...target, rolePath } }),
    ).toThrow(
      /^rolePath: .* the policy that limits the session of a run exceeds AWS's 2048 characters/,
    );
  });

  it('name the partition of the Region', () => {
    const role: RoleTarget = {
      ...target,
      partition: 'aws-cn',
      region: 'cn-north-1',
    };
    const texts = sessionPolicies({
      ...REACH,
      role,
      keys: [],
      peopleRoles: [],
    }).map(({ document }) => policyText(document));

    expect(texts.filter(text => text.includes('arn:aws:'))).toEqual([]);
  });
});

it('says for the log what the session may change', () => {
  expect(sessionPolicySentence({ form: 'bucket-patterns' })).toBe(
    "The AWS session of this run can change its role, people and keys by name, and buckets by the team's patterns.",
  );
});

describe("in Identity Center's account, a session", () => {
  const SESSION = identityCenterSessionPolicy({
    partition: 'aws',
    accountId: ACCOUNT,
  });
  const policies = identityCenterPolicies(IDENTITY_CENTER_SCOPE);

  const allows = (...asked: Parameters<typeof decide>) =>
    decide(...asked).answer === 'yes';

  it.each<[action: string, resource: string, carried: Carried]>([
    ['sso:CreatePermissionSet', INSTANCE, NEW_TAG],
    ['sso:TagResource', INSTANCE, NEW_TAG],
    ['sso:DeletePermissionSet', PERMISSION_SET, OWN_TAG],
    ['sso:ProvisionPermissionSet', PERMISSION_SET, OWN_TAG],
    ['sso:CreateAccountAssignment', PERMISSION_SET, OWN_TAG],
    ['sso:CreateAccountAssignment', accountArn('aws', ACCOUNT), {}],
  ])('may call %s on %s', (action, resource, carried) => {
    expect(allows(policies.writer, action, resource, carried)).toBe(true);
    expect(allows(SESSION, action, resource, carried)).toBe(true);
  });

  it.each([
    'sso:CreateAccountAssignment',
    'sso:DeleteAccountAssignment',
    'sso:ProvisionPermissionSet',
  ])('may not call %s in another account, where the writer may', action => {
    const other = accountArn('aws', '444455556666');

    expect(allows(policies.writer, action, other)).toBe(true);
    expect(allows(SESSION, action, other)).toBe(false);
  });

  it('reads all that the writer reads', () => {
    const reads = readsOf(policies);

    expect(reads).toContain('sso:ListInstances');
    expect(reads.filter(action => !allows(SESSION, action, '*'))).toEqual([]);
  });
});
