import {
  AwsFailure,
  roleArn,
  UserAccess,
  VerifyRequest,
  userPolicyArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeError } from '../__testUtils__/fakeAnswer';
import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { NO_AWS, sessionOn } from '../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  keyArn,
  MANAGED,
  ROLE_ARN,
  ROOT_STATEMENT,
  SETTINGS,
  TARGET,
} from '../__testUtils__/setups';
import { applyPlan } from '../engine/apply';
import { planSetup } from '../setup/planSetup';
import { withPlannedChanges } from './plannedAccess';
import { readHeldAccess } from './readHeldAccess';

const KEY = keyArn(1);
const BUCKET = 'arn:aws:s3:::reco-data';
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundaries/roles`;
const GROUP_ID = '12345678-1234-1234-1234-1234567890ab';
const DENY = {
  Effect: 'Deny',
  Action: 's3:DeleteObject',
  Resource: '*',
} as const;

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT), {
    aliases: ['alias/reco-data'],
  });
  aws.s3.addBucket('reco-data', {
    policy: documentOf({ ...DENY, Principal: '*', Resource: `${BUCKET}/*` }),
    encryption: { algorithm: 'aws:kms', keyId: KEY },
  });
  aws.iam.addPolicy(BOUNDARY, documentOf(DENY));
  const { people } = aws.iam;
  people.addGroup('analysts').inline.set('theirs', documentOf(DENY));
  people.addUser('ana');
  people.samlProviders.add(`arn:aws:iam::${ACCOUNT}:saml-provider/idp`);
});

const USERS: UserAccess[] = [
  {
    preset: 'read-only',
    principals: [
      { type: 'group', name: 'analysts' },
      { type: 'user', name: 'ana' },
      {
        type: 'saml-role',
        roleName: 'personalize-people',
        provider: `arn:aws:iam::${ACCOUNT}:saml-provider/idp`,
      },
    ],
  },
  {
    preset: 'runtime',
    principals: [
      {
        type: 'account-role',
        roleName: 'personalize-ops',
        users: ['ana'],
        requireMfa: true,
      },
      {
        type: 'permission-set',
        name: 'Reco',
        assignTo: [{ kind: 'group', id: GROUP_ID }],
      },
    ],
  },
];

const expected = (more: Partial<VerifyRequest> = {}): VerifyRequest => ({
  role: TARGET,
  settings: { ...SETTINGS, permissionsBoundary: BOUNDARY },
  trust: { regions: ['us-east-1'], sourceArns: [] },
  keys: [{ keyId: 'alias/reco-data', workflows: ['export'] }],
  buckets: [
    { bucket: 'reco-data', prefix: 'in/', workflows: ['import'] },
    { bucket: 'reco-data', prefix: 'out/', workflows: ['export'] },
  ],
  users: USERS,
  sourceConditions: 'if-present',
  ...more,
});

async function setUp(request = expected()) {
  const session = sessionOn(aws);
  const { plans } = await planSetup(session, request);
  for (const plan of plans) {
    // The plan was made before there was a role.
    await applyPlan(session, { ...plan, waitsFor: undefined });
  }
}

const held = (more: Partial<VerifyRequest> = {}) =>
  readHeldAccess(sessionOn(aws), expected(more));

const heldBuckets = async (buckets: VerifyRequest['buckets']) =>
  (await held({ keys: [], users: [], buckets })).buckets;

const heldKeys = async (keyId: string) =>
  (
    await held({
      buckets: [],
      users: [],
      keys: [{ keyId, workflows: ['export'] }],
    })
  ).keys;

const denied = new FakeError('AccessDenied', 403, 'you may not');

describe('reading what AWS holds', () => {
  it('finds all that decides, each at its place', async () => {
    await setUp();
    const access = await held();

    expect(access.roleObstacle).toBeUndefined();
    expect(access.role).toMatchObject({
      arn: ROLE_ARN,
      roleId: expect.stringMatching(/^AROA/),
      trust: { place: `${ROLE_ARN}#trust-policy` },
      boundary: { place: BOUNDARY, document: documentOf(DENY) },
    });
    expect(access.role?.policies.map(({ place }) => place)).toEqual([
      `${ROLE_ARN}#inline-policy/PersonalizeKms`,
      `${ROLE_ARN}#inline-policy/PersonalizeS3`,
      `arn:aws:iam::${ACCOUNT}:policy/personalize/personalize-shop-service`,
    ]);
    expect(access.buckets).toEqual([
      {
        bucket: 'reco-data',
        accountId: ACCOUNT,
        encryptionKeyArn: KEY,
        policy: {
          place: BUCKET,
          document: aws.s3.buckets.get('reco-data')?.policy,
        },
      },
    ]);
    expect(access.keys).toEqual([
      {
        keyId: 'alias/reco-data',
        keyArn: KEY,
        policy: { place: KEY, document: aws.kms.keys.get(KEY)?.policy },
      },
    ]);
    expect(access.people).toMatchObject([
      {
        preset: 'read-only',
        policy: { place: userPolicyArn(TARGET, 'read-only') },
        principals: [
          {
            name: 'group analysts',
            isAttached: true,
            policies: [
              {
                place: `arn:aws:iam::${ACCOUNT}:group/analysts#inline-policy/theirs`,
                document: documentOf(DENY),
              },
              { place: userPolicyArn(TARGET, 'read-only') },
            ],
          },
          { name: 'user ana', isAttached: true },
          {
            name: 'role personalize-people',
            isAttached: true,
            role: {
              arn: roleArn({ ...TARGET, roleName: 'personalize-people' }),
            },
          },
        ],
      },
      {
        preset: 'runtime',
        principals: [
          {
            isAttached: true,
            userArns: [`arn:aws:iam::${ACCOUNT}:user/ana`],
          },
          { name: 'permission set Reco', isAttached: true },
        ],
      },
    ]);
    expect(JSON.stringify(access)).not.toContain('obstacle');
  });

  it('asks AWS again each time, and writes nothing', async () => {
    const session = sessionOn(aws);
    await readHeldAccess(session, expected());
    addOurRole(aws);

    expect((await readHeldAccess(session, expected())).role).toBeDefined();
    expect(aws.writes()).toEqual([]);
  });

  it('finds no role where another one has its name', async () => {
    addOurRole(aws).path = '/elsewhere/';
    expect((await held()).role).toBeUndefined();
  });

  it('doesn’t tell of a role of which one policy can’t be read', async () => {
    await setUp();
    aws.fail('iam:GetRolePolicy', denied);
    const access = await held({ users: [] });

    expect(access.role).toBeUndefined();
    expect(access.roleObstacle).toEqual({
      outcome: 'unknown',
      cause: 'refused',
      message: expect.stringMatching(
        /iam:GetRolePolicy on inline policy .* failed with AccessDenied \(request id request-of-GetRolePolicy\)/,
      ),
      remedy: expect.stringContaining('portal-role command'),
    });
    expect(access.buckets[0].obstacle).toBeUndefined();
  });

  it.each([
    [
      'doesn’t exist',
      () => aws.s3.buckets.delete('reco-data'),
      'failed',
      /no such bucket/,
    ],
    [
      'is somebody else’s',
      () => aws.s3.addBucket('reco-data', { owner: '210987654321' }),
      'failed',
      /no longer belongs to account \d+/,
    ],
    [
      'hides its policy',
      () => aws.fail('s3:GetBucketPolicy', denied),
      'unknown',
      /s3:GetBucketPolicy on bucket reco-data failed with AccessDenied/,
    ],
  ])(
    'has an obstacle where a bucket %s',
    async (_what, happen, outcome, message) => {
      happen();
      expect(
        await heldBuckets([
          { bucket: 'reco-data', prefix: '', workflows: ['import'] },
        ]),
      ).toMatchObject([
        {
          policy: { document: undefined },
          obstacle: { outcome, message: expect.stringMatching(message) },
        },
      ]);
    },
  );

  it('can’t read the policy of a bucket of another account', async () => {
    aws.s3.addBucket('partner', { owner: '210987654321' });
    expect(
      await heldBuckets([
        {
          bucket: 'partner',
          prefix: '',
          workflows: ['import'],
          bucketOwner: '210987654321',
        },
      ]),
    ).toMatchObject([
      {
        accountId: '210987654321',
        obstacle: {
          outcome: 'warning',
          remedy: expect.stringContaining('statements from the run'),
        },
      },
    ]);
  });

  it.each([
    ['doesn’t exist', 'alias/none', () => {}, 'failed', /no such key/],
    [
      'is disabled',
      KEY,
      () => {
        aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT), {
          metadata: { KeyState: 'Disabled' },
        });
      },
      'failed',
      /the key is Disabled/,
    ],
    [
      'may not be seen',
      KEY,
      () => aws.fail('kms:DescribeKey', denied),
      'unknown',
      /kms:DescribeKey/,
    ],
    [
      'hides its policy',
      KEY,
      () => aws.fail('kms:GetKeyPolicy', denied),
      'unknown',
      /kms:GetKeyPolicy/,
    ],
  ])(
    'has an obstacle where a key %s',
    async (_what, keyId, happen, outcome, message) => {
      happen();
      expect(await heldKeys(keyId)).toMatchObject([
        {
          keyId,
          obstacle: { outcome, message: expect.stringMatching(message) },
        },
      ]);
    },
  );

  it('reads the default key of a bucket, though nobody asked for it', async () => {
    const access = await held({ keys: [], users: [] });
    expect(access.keys).toMatchObject([{ keyId: KEY, keyArn: KEY }]);
  });

  it('reads a bucket whose default key may not be seen', async () => {
    aws.fail('kms:DescribeKey', new FakeError('AccessDeniedException', 400), 2);
    const access = await held({ keys: [], users: [] });

    expect(access.buckets[0]).toMatchObject({ encryptionKeyArn: KEY });
    expect(access.buckets[0].obstacle).toBeUndefined();
    expect(access.keys).toMatchObject([
      { keyArn: KEY, obstacle: { outcome: 'unknown', cause: 'refused' } },
    ]);
  });

  it.each<[string, () => void, number, number, string, RegExp]>([
    [
      'group is gone',
      () => aws.iam.people.groups.delete('analysts'),
      0,
      0,
      'failed',
      /no such IAM group/,
    ],
    [
      'provider is gone',
      () => aws.iam.people.samlProviders.clear(),
      0,
      2,
      'failed',
      /no such identity provider/,
    ],
    [
      'permission set is gone',
      () => aws.identityCenter.sets.delete('Reco'),
      1,
      1,
      'failed',
      /has no permission set Reco/,
    ],
    [
      'permission set was taken from people',
      () => {
        const set = aws.identityCenter.sets.get('Reco');
        set?.assignments.splice(0);
      },
      1,
      1,
      'failed',
      /isn't assigned in account .* to group 12345678/,
    ],
    [
      'permission set is provisioned in an older version',
      () => {
        const set = aws.identityCenter.sets.get('Reco');
        set?.provisioned.set(ACCOUNT, []);
      },
      1,
      1,
      'failed',
      /older version/,
    ],
    [
      'permission sets may not be read',
      () =>
        aws.fail(
          'sso-admin:ListPermissionSets',
          new FakeError('AccessDeniedException', 400),
        ),
      1,
      1,
      'unknown',
      /sso-admin:ListPermissionSets/,
    ],
    [
      'policy may not be read',
      () => aws.fail('iam:ListAttachedUserPolicies', denied),
      0,
      1,
      'unknown',
      /iam:ListAttachedUserPolicies/,
    ],
  ])(
    'has an obstacle where people’s %s',
    async (_what, happen, preset, place, outcome, message) => {
      await setUp();
      happen();
      const { people } = await held();

      expect(people[preset].principals[place].obstacle).toMatchObject({
        outcome,
        message: expect.stringMatching(message),
        remedy: expect.any(String),
      });
      const others = people.flatMap(({ principals }) => principals);
      expect(others.filter(({ obstacle }) => obstacle)).toHaveLength(1);
    },
  );

  it('finds the boundary of a user, and of a role one that is gone', async () => {
    await setUp();
    const ana = aws.iam.people.users.get('ana');
    if (ana) {
      ana.permissionsBoundary = BOUNDARY;
    }
    aws.iam.policies.delete(BOUNDARY);
    const { role, people } = await held();

    const boundary = { place: BOUNDARY, document: documentOf() };
    expect(role?.boundary).toEqual(boundary);
    expect(people[0].principals[1].boundary).toEqual(boundary);
    expect(people[0].principals[0].boundary).toBeUndefined();
  });

  it('finds what was detached by hand', async () => {
    await setUp();
    aws.iam.people.users.get('ana')?.attached.splice(0);
    const [{ principals }] = (await held()).people;

    expect(principals.map(({ isAttached }) => isAttached)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('can’t tell of permission sets without Identity Center', async () => {
    const { people } = await readHeldAccess(
      sessionOn(aws, { hasIdentityCenter: false }),
      expected(),
    );
    expect(people[1].principals[1]).toMatchObject({
      isAttached: false,
      obstacle: {
        outcome: 'unknown',
        message: expect.stringContaining('personalize.identityCenter'),
      },
    });
  });

  it.each<[string, FakeError, AwsFailure]>([
    ['fails', new FakeError('InternalError', 500), 'unanswered'],
    ['throttles to the end', new FakeError('SlowDown', 503), 'throttled'],
    [
      'refuses the credentials',
      new FakeError('ExpiredToken', 400),
      'credentials',
    ],
    ['refuses the call', denied, 'refused'],
    ['finds no such bucket', new FakeError('NoSuchBucket', 404), 'absent'],
    ['names no error', new FakeError('', 403), 'unanswered'],
  ])(
    'tells that a policy is unknown where AWS %s',
    async (_what, error, cause) => {
      aws.fail('s3:GetBucketPolicy', error, 10);
      expect(
        await heldBuckets([
          { bucket: 'reco-data', prefix: '', workflows: ['import'] },
        ]),
      ).toMatchObject([
        {
          policy: { document: undefined },
          obstacle: { outcome: 'unknown', cause },
        },
      ]);
    },
  );

  it('tells that how a bucket encrypts is unknown where AWS doesn’t say it', async () => {
    aws.fail('s3:GetBucketEncryption', new FakeError('InternalError', 500), 10);
    expect(
      await heldBuckets([
        { bucket: 'reco-data', prefix: '', workflows: ['import'] },
      ]),
    ).toMatchObject([
      { obstacle: { outcome: 'unknown', cause: 'unanswered' } },
    ]);
  });

  it('tells that everything is unknown where AWS can’t be reached', async () => {
    const access = await readHeldAccess(sessionOn(NO_AWS), expected());

    const unknown = { outcome: 'unknown', cause: 'unanswered' };
    expect(access).toMatchObject({
      roleObstacle: unknown,
      buckets: [{ obstacle: unknown }],
      keys: [{ obstacle: unknown }],
      othersObstacle: unknown,
    });
  });

  it('stops when the run is cancelled', async () => {
    const cancel = new AbortController();
    cancel.abort(new Error('cancelled'));
    await expect(
      readHeldAccess(sessionOn(aws, { signal: cancel.signal }), expected()),
    ).rejects.toThrow('cancelled');
  });
});

describe('laying a plan over what AWS holds', () => {
  const planned = async (request = expected()) => {
    const session = sessionOn(aws);
    const { report } = await planSetup(session, request);
    return withPlannedChanges(
      session,
      TARGET,
      await readHeldAccess(session, request),
      report.changes,
    );
  };

  /** Ids are given by AWS, and the order of policies means nothing. */
  const comparable = (access: Awaited<ReturnType<typeof held>>) =>
    JSON.parse(
      JSON.stringify(access, (key, value) => {
        if (key === 'roleId') {
          return undefined;
        }
        return key === 'policies' && Array.isArray(value)
          ? [...value].sort((a, b) => (a.place < b.place ? -1 : 1))
          : value;
      }),
    );

  it('is what AWS holds once a new set-up is made', async () => {
    const before = await planned();
    await setUp();

    expect(comparable(before)).toEqual(comparable(await held()));
    expect(before.people[1].principals[1].isAttached).toBe(true);
  });

  it('is what AWS holds once a set-up is changed', async () => {
    await setUp();
    aws.identityCenter.sets.get('Reco')?.assignments.splice(0);
    aws.iam.people.users.get('ana')?.attached.splice(0);
    const request = expected({
      settings: {
        ...SETTINGS,
        permissionsBoundary: BOUNDARY,
        cloudWatchMetrics: true,
      },
      trust: { regions: ['us-east-1', 'us-west-2'], sourceArns: [] },
      keys: [],
      buckets: [{ bucket: 'reco-data', prefix: 'in/', workflows: ['export'] }],
    });
    const before = await planned(request);
    await setUp(request);

    expect(comparable(before)).toEqual(
      comparable(await readHeldAccess(sessionOn(aws), request)),
    );
  });

  it('gives what is attached again its policy', async () => {
    await setUp();
    addOurRole(aws, MANAGED).permissionsBoundary = BOUNDARY;
    const before = await planned();
    await setUp();

    expect(comparable(before)).toEqual(comparable(await held()));
  });
});
