import {
  ACCOUNT,
  ADOPTED_TAG,
  BOUNDARY,
  BUCKET,
  Carried,
  decide,
  DIRECT_SCOPE,
  GRANTABLE,
  GROUP,
  KEY,
  NEW_TAG,
  OWN_BUCKET,
  OWN_TAG,
  POLICY,
  READER,
  ROLE,
  SCOPE,
  USER,
  WITH_BOUNDARY,
  WRITER,
} from './__testUtils__/account';
import { accountPolicies } from './__testUtils__/policies';

const ELSEWHERE = `arn:aws:iam::${ACCOUNT}:role/admin`;
const PLATFORM_POLICY = `arn:aws:iam::${ACCOUNT}:policy/platform/limits`;
const OTHER_BOUNDARY = { 'iam:PermissionsBoundary': PLATFORM_POLICY };
const ALL_TAGS = { ...NEW_TAG, ...OWN_TAG, ...GRANTABLE };
/** All that could ever help a request to be allowed. */
const EVERYTHING = { ...WITH_BOUNDARY, ...ALL_TAGS, ...OWN_BUCKET };
const OF_PATH = { 'iam:PolicyARN': POLICY };

interface Refused {
  what: string;
  action: string;
  resource: string;
  carried?: Carried;
  /** The Deny that holds whatever else is allowed. */
  deniedBy?: string;
}

const ROLE_WRITES = [
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:PutRolePolicy',
  'iam:TagRole',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
];
/** For these, AWS may not tell which boundary a role has. */
const BOUNDARY_UNSURE = [
  'iam:DeleteRole',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
];
const POLICY_WRITES = [
  'iam:CreatePolicy',
  'iam:CreatePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeletePolicyVersion',
  'iam:TagPolicy',
];

function each(
  actions: string[],
  resources: string[],
  rest: Omit<Refused, 'action' | 'resource'>,
): Refused[] {
  return actions.flatMap(action =>
    resources.map(resource => ({ ...rest, action, resource })),
  );
}

const REFUSED: Refused[] = [
  ...each(ROLE_WRITES, [ELSEWHERE, WRITER, READER], {
    what: "a role of another path, and the portal's own",
    carried: { ...EVERYTHING, ...OF_PATH },
    deniedBy: 'NoChangeOutsideThePath',
  }),
  ...each(POLICY_WRITES, [BOUNDARY, PLATFORM_POLICY], {
    what: 'the boundary and policies of the platform',
    carried: EVERYTHING,
    deniedBy: 'NoChangeOutsideThePath',
  }),
  ...each(
    ROLE_WRITES.filter(
      action => action !== 'iam:TagRole' && !BOUNDARY_UNSURE.includes(action),
    ),
    [ROLE],
    {
      what: 'a role without a boundary',
      carried: { ...ALL_TAGS, ...OF_PATH },
    },
  ),
  ...each(BOUNDARY_UNSURE, [ROLE], {
    what: 'a role whose boundary AWS does not tell and that has no tag of ours',
    carried: { ...NEW_TAG, ...GRANTABLE, ...OF_PATH },
  }),
  ...each(
    ROLE_WRITES.filter(action => action !== 'iam:TagRole'),
    [ROLE],
    {
      what: 'a role with another boundary',
      carried: { ...ALL_TAGS, ...OF_PATH, ...OTHER_BOUNDARY },
    },
  ),
  ...each(['iam:CreateRole', 'iam:TagRole'], [ROLE], {
    what: 'a new role without the tag',
    carried: WITH_BOUNDARY,
  }),
  ...[{}, ADOPTED_TAG].flatMap(tag =>
    each(['iam:UpdateRole', 'iam:DeleteRole', 'iam:TagRole'], [ROLE], {
      what: 'a role that was adopted',
      carried: { ...WITH_BOUNDARY, ...tag },
    }),
  ),
  ...['adopted', 'no', ''].map(value => ({
    what: `a role that has our tag as "${value}", to make it ours`,
    action: 'iam:TagRole',
    resource: ROLE,
    carried: {
      ...WITH_BOUNDARY,
      ...NEW_TAG,
      'aws:ResourceTag/personalize:managed': value,
    },
  })),
  ...each(['iam:TagRole'], [ROLE], {
    what: 'one of our roles, to give our tag another value',
    carried: {
      ...OWN_TAG,
      'aws:RequestTag/personalize:managed': 'adopted',
      'aws:TagKeys': ['personalize:managed'],
    },
  }),
  ...each(['iam:CreateRole', 'iam:TagRole'], [ROLE], {
    what: 'a role, with a tag that nobody allowed',
    carried: {
      ...EVERYTHING,
      'aws:TagKeys': ['personalize:managed', 'cost-center', 'admin'],
    },
    deniedBy: 'NoOtherTags',
  }),
  ...each(['iam:CreatePolicy', 'iam:TagPolicy'], [POLICY], {
    what: 'a policy, with a tag that nobody allowed',
    carried: { ...NEW_TAG, 'aws:TagKeys': ['personalize:managed', 'admin'] },
    deniedBy: 'NoOtherTags',
  }),
  ...each(['iam:TagPolicy'], [POLICY], {
    what: 'a policy that has our tag with another value, to make it ours',
    carried: { ...NEW_TAG, 'aws:ResourceTag/personalize:managed': 'no' },
  }),
  ...each(['iam:AttachRolePolicy', 'iam:DetachRolePolicy'], [ROLE], {
    what: 'a policy of another path on one of our roles',
    carried: {
      ...EVERYTHING,
      'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess',
    },
  }),
  ...each(POLICY_WRITES, [POLICY], {
    what: 'a policy of the path that the portal did not create',
  }),
  ...each(['kms:PutKeyPolicy'], [KEY], {
    what: 'a key that its owner did not release',
    carried: { 'aws:ResourceTag/personalize:grantable': 'false' },
  }),
  ...each(['kms:PutKeyPolicy'], [KEY.replace(ACCOUNT, '444455556666')], {
    what: 'a key of another account',
    carried: GRANTABLE,
  }),
  ...each(['kms:PutKeyPolicy'], [KEY], {
    what: 'a key policy without the lock-out check',
    carried: { ...GRANTABLE, 'kms:BypassPolicyLockoutSafetyCheck': 'true' },
    deniedBy: 'NoLockOut',
  }),
  ...each(['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'], [BUCKET], {
    what: 'a bucket of that name in another account',
    carried: { 's3:ResourceAccount': '444455556666' },
  }),
  ...each(
    ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:ListBucket'],
    ['arn:aws:s3:::payroll'],
    { what: 'another bucket', carried: OWN_BUCKET },
  ),
];

/** Beyond the product's calls; no policy may open them. */
const NEVER = [
  ['iam:PassRole', ROLE],
  ['iam:PutRolePermissionsBoundary', ROLE],
  ['iam:DeleteRolePermissionsBoundary', ROLE],
  ['iam:CreateUser', `arn:aws:iam::${ACCOUNT}:user/personalize/x`],
  ['iam:CreateAccessKey', `arn:aws:iam::${ACCOUNT}:user/ana`],
  ['iam:AddUserToGroup', `arn:aws:iam::${ACCOUNT}:group/admins`],
  ['iam:SetDefaultPolicyVersion', POLICY],
  ['iam:UntagPolicy', POLICY],
  ['iam:UntagRole', ROLE],
  ['sts:AssumeRole', ROLE],
  ['s3:GetObject', `${BUCKET}/input/data.csv`],
  ['s3:PutObject', `${BUCKET}/output/data.csv`],
  ['s3:DeleteBucket', BUCKET],
  ['kms:Decrypt', KEY],
  ['kms:CreateGrant', KEY],
  ['kms:TagResource', KEY],
  ['kms:ScheduleKeyDeletion', KEY],
  ['personalize:CreateDatasetGroup', '*'],
] as const;

const { writer, reader } = accountPolicies(SCOPE);

describe('the writer', () => {
  it.each(REFUSED)(
    'refuses $action on $what ($resource)',
    ({ action, resource, carried, deniedBy }) => {
      const { answer, deciding } = decide(writer, action, resource, carried);

      expect(answer).toBe('no');
      expect(deciding?.sid).toBe(deniedBy);
    },
  );

  it.each(NEVER)('denies %s, whatever another policy allows', (action, on) => {
    const { answer, deciding } = decide(writer, action, on, EVERYTHING);

    expect(answer).toBe('no');
    expect(deciding?.statement.Effect).toBe('Deny');
  });

  it.each([
    'iam:AddUserToGroup',
    'iam:CreateAccessKey',
    'iam:CreateUser',
    'iam:DeleteRolePermissionsBoundary',
    'iam:PassRole',
    'iam:PutRolePermissionsBoundary',
    'iam:UntagPolicy',
    'iam:UntagRole',
    'sts:AssumeRole',
  ])('denies %s by name, should it ever get on the list', action => {
    const { Statement } = writer;
    const byName = [Statement]
      .flat()
      .filter(({ Sid }) => Sid !== 'NothingElse');

    expect(
      decide({ ...writer, Statement: byName }, action, '*').deciding?.sid,
    ).toBe('NoEscalation');
  });
});

describe.each([
  ['tells the boundary', WITH_BOUNDARY],
  ["doesn't tell the boundary", {}],
])('the writer, where AWS %s of a role for every action', (_, told) => {
  const answer = (action: string, tag: Carried) =>
    decide(writer, action, ROLE, { ...told, ...tag }).answer;

  it.each(BOUNDARY_UNSURE)('allows %s on a role of ours', action => {
    expect(answer(action, OWN_TAG)).toBe('yes');
  });

  it('lets the trust policy of an adopted role be hardened, and nothing else', () => {
    expect(
      BOUNDARY_UNSURE.filter(action => answer(action, ADOPTED_TAG) === 'yes'),
    ).toEqual(['iam:UpdateAssumeRolePolicy']);
  });

  it('gives a role of ours further tags that are allowed', () => {
    expect(
      answer('iam:TagRole', {
        ...OWN_TAG,
        'aws:TagKeys': ['cost-center', 'team'],
      }),
    ).toBe('yes');
  });
});

describe('the writer, where policies may be attached to people', () => {
  const ATTACHMENTS = [
    ['iam:AttachGroupPolicy', GROUP],
    ['iam:DetachGroupPolicy', GROUP],
    ['iam:AttachUserPolicy', USER],
    ['iam:DetachUserPolicy', USER],
  ] as const;
  const { writer: direct } = accountPolicies(DIRECT_SCOPE);

  it.each(ATTACHMENTS)('allows %s on %s', (action, on) => {
    expect(decide(direct, action, on, OF_PATH).answer).toBe('yes');
  });

  it.each(ATTACHMENTS)(
    'denies %s where they may not, should it ever get on the list',
    (action, on) => {
      const { Statement } = writer;
      const byName = [Statement]
        .flat()
        .filter(({ Sid }) => Sid !== 'NothingElse');

      expect(
        decide({ ...direct, Statement: byName }, action, on, OF_PATH).deciding
          ?.sid,
      ).toBe('NoChangeOutsideThePath');
    },
  );

  it.each(ATTACHMENTS)(
    'denies %s for policies of another path',
    (action, on) => {
      for (const policy of [
        BOUNDARY,
        'arn:aws:iam::aws:policy/ReadOnlyAccess',
      ]) {
        expect(
          decide(direct, action, on, { 'iam:PolicyARN': policy }).deciding?.sid,
        ).toBe('NoOtherPolicyOnPeople');
      }
    },
  );

  it.each(REFUSED)(
    'refuses $action on $what ($resource) all the same',
    ({ action, resource, carried, deniedBy }) => {
      const { answer, deciding } = decide(direct, action, resource, carried);

      expect(answer).toBe('no');
      expect(deciding?.sid).toBe(deniedBy);
    },
  );

  it.each([
    ...NEVER,
    ['iam:PutGroupPolicy', GROUP],
    ['iam:PutUserPolicy', USER],
    ['iam:UpdateUser', USER],
    ['iam:DeleteGroup', GROUP],
    ['iam:CreateLoginProfile', USER],
  ] as const)('denies %s on %s all the same', (action, on) => {
    expect(
      decide(direct, action, on, { ...EVERYTHING, ...OF_PATH }).deciding
        ?.statement.Effect,
    ).toBe('Deny');
  });
});

describe('the reader', () => {
  it.each(NEVER)('denies %s, whatever another policy allows', (action, on) => {
    expect(decide(reader, action, on, EVERYTHING).deciding?.sid).toBe(
      'NothingElse',
    );
  });

  it.each([...ROLE_WRITES, ...POLICY_WRITES])('denies %s', action => {
    expect(
      decide(reader, action, action.endsWith('Role') ? ROLE : POLICY, {
        ...EVERYTHING,
        ...OF_PATH,
      }).deciding?.sid,
    ).toBe('NothingElse');
  });

  it.each([
    'iam:ListPolicies',
    'kms:ListAliases',
    'kms:ListKeys',
    's3:ListAllMyBuckets',
    'access-analyzer:CheckNoNewAccess',
    'access-analyzer:CheckNoPublicAccess',
    'access-analyzer:ValidatePolicy',
  ])('allows %s', action => {
    expect(decide(reader, action, '*').answer).toBe('yes');
  });
});
