import { isDeepStrictEqual } from 'node:util';
import { ConflictError } from '@backstage/errors';
import {
  BucketAccess,
  ForeignPolicyError,
  PolicyStatement,
  statementsOf,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import fc from 'fast-check';
import { FakeError } from '../__testUtils__/fakeAnswer';
import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { foreignPolicies } from '../__testUtils__/foreignPolicies';
import { Asked, RecordedSetup } from '../__testUtils__/revocations';
import {
  documentOf,
  keyArn,
  MANAGED,
  ROLE_ARN,
  ROOT_STATEMENT,
  TARGET,
} from '../__testUtils__/setups';
import { trustAtBirth } from '../parts/trust/hardening';
import { refuseBlocked } from './revocation';

const KEY = keyArn(1);
const SERVICE_POLICY = `arn:aws:iam::${ACCOUNT}:policy/personalize/personalize-shop-service`;
const ON_ROLE = 'personalize-shop';
const OTHER_POLICY = `arn:aws:iam::${ACCOUNT}:policy/others`;

const INPUT: BucketAccess = {
  bucket: 'reco-data',
  prefix: 'input/',
  workflows: ['import'],
};
const TLS: PolicyStatement = {
  Sid: 'Tls',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: 'arn:aws:s3:::reco-data/*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const PEOPLE: UserAccess[] = [
  {
    preset: 'read-only',
    principals: [
      { type: 'group', name: 'analysts' },
      {
        type: 'account-role',
        roleName: 'shop-ops',
        users: ['ana'],
        requireMfa: true,
      },
      {
        type: 'permission-set',
        name: 'Shop',
        assignTo: [{ kind: 'group', id: 'g-1' }],
      },
    ],
  },
];
const ALL: Asked = {
  keys: [{ keyId: KEY, workflows: ['import'] }],
  buckets: [INPUT, { bucket: 'reco-out', prefix: '', workflows: ['export'] }],
  users: PEOPLE,
};

// Whole set-ups, many of them.
jest.setTimeout(300_000);

const aws = new FakeAws();
let setup: RecordedSetup;
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT));
  aws.s3.addBucket('reco-data', { policy: documentOf(TLS) });
  aws.s3.addBucket('reco-out');
  aws.iam.people.addGroup('analysts');
  aws.iam.people.addUser('ana');
  setup = new RecordedSetup(aws);
});

const role = () => aws.iam.roles.get(ON_ROLE);
const policyOfKey = () => aws.kms.keys.get(KEY)?.policy;
const policyOf = (bucket: string) => aws.s3.buckets.get(bucket)?.policy;
const reasons = ({ kept }: { kept: { reason: string }[] }) =>
  kept.map(({ reason }) => reason);
const kinds = async () => (await setup.plan()).blockers.map(({ kind }) => kind);

/** What differs from before the set-up; nothing where all that it added is gone. */
function leftOvers(): unknown[] {
  const now = {
    key: policyOfKey(),
    buckets: [policyOf('reco-data'), policyOf('reco-out')],
    roles: [...aws.iam.roles.keys()],
    policies: [...aws.iam.policies.keys()],
    sets: [...aws.identityCenter.sets.keys()],
  };
  const before = {
    key: documentOf(ROOT_STATEMENT),
    buckets: [documentOf(TLS), undefined],
    roles: [],
    policies: [],
    sets: [],
  };
  return isDeepStrictEqual(now, before) ? [] : [now];
}

describe('a set-up', () => {
  it('is taken back with all that it added: people first, then what lets Personalize in, the role last', async () => {
    await setup.make(ALL);

    const { changes, kept } = await setup.takeBack();

    expect(kept).toEqual([]);
    expect(changes.map(({ part }) => part)).toEqual([
      ...Array(6).fill('users'),
      'kms',
      's3',
      's3',
      's3',
      ...Array(3).fill('role'),
    ]);
    expect(changes.at(-1)?.resource).toBe(ROLE_ARN);
    expect(leftOvers()).toEqual([]);
  });

  it('leaves nothing to do once it is taken back', async () => {
    await setup.make(ALL);
    await setup.takeBack();

    expect(await setup.takeBack()).toEqual({ changes: [], kept: [] });
  });

  it('is planned without a write, and without advice for those who set up', async () => {
    aws.s3.addBucket('reco-out', {
      encryption: { algorithm: 'aws:kms', keyId: keyArn(2) },
    });
    await setup.make(ALL);

    const plan = await setup.plan();

    expect(aws.writes()).toEqual([]);
    expect(plan.blockers).toEqual([]);
    expect(plan.report.warnings.map(({ resource }) => resource)).toEqual([KEY]);
  });

  it.each(Array.from({ length: 13 }, (_, i) => i + 1))(
    'is taken back by the next run where one broke off at its write %i, made or not',
    async nth => {
      for (const isMade of [false, true]) {
        await setup.make(ALL);
        aws.breakOff(nth, isMade);
        await setup.takeBack().catch(() => undefined);
        await setup.takeBack();
        expect(leftOvers()).toEqual([]);
      }
    },
  );

  it('is taken back where its run broke off', async () => {
    aws.fail('s3:PutBucketPolicy', new FakeError('ServiceFailure', 400));
    await expect(setup.make(ALL)).rejects.toThrow('s3:PutBucketPolicy');

    await setup.takeBack();

    expect(leftOvers()).toEqual([]);
  });

  it('leaves every policy of others as it was, to the letter', async () => {
    await fc.assert(
      fc.asyncProperty(
        foreignPolicies,
        fc.option(foreignPolicies, { nil: undefined }),
        async (ofKey, ofBucket) => {
          aws.kms.addKey(KEY, ofKey);
          aws.s3.addBucket('reco-data', { policy: ofBucket });
          setup = new RecordedSetup(aws);
          await setup.make({ ...ALL, users: [] });
          await setup.takeBack();

          expect(JSON.stringify(policyOfKey())).toBe(JSON.stringify(ofKey));
          expect(JSON.stringify(policyOf('reco-data'))).toBe(
            JSON.stringify(ofBucket),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('leaves what others wrote into the documents since', async () => {
    await setup.make(ALL);
    const added = { ...TLS, Sid: 'Added' };
    aws.s3.addBucket('reco-out', {
      policy: documentOf(...statementsOf(policyOf('reco-out')), added),
    });

    await setup.takeBack();

    expect(policyOf('reco-out')).toEqual(documentOf(added));
  });
});

describe('what would break', () => {
  const GROUP = { roleArn: ROLE_ARN, status: 'ACTIVE' };

  it.each<[string, () => void, string[]]>([
    [
      'a dataset group with the role',
      () => aws.personalize.add('DatasetGroup', 'shop', GROUP),
      ['dataset-group'],
    ],
    [
      'a dataset group with the key under another role',
      () =>
        aws.personalize.add('DatasetGroup', 'shop', {
          roleArn: `${ROLE_ARN}-2`,
          kmsKeyArn: KEY,
        }),
      ['dataset-group'],
    ],
    [
      'its campaigns and recommenders, and no others',
      () => {
        const parent = aws.personalize.add('DatasetGroup', 'shop', GROUP);
        const other = aws.personalize.add('DatasetGroup', 'news');
        for (const group of [parent, other]) {
          const solution = aws.personalize.add('Solution', `s-${group}`, {
            parent: group,
          });
          aws.personalize.add('Campaign', `c-${group}`, { parent: solution });
          aws.personalize.add('Recommender', `r-${group}`, { parent: group });
        }
      },
      ['dataset-group', 'campaign', 'recommender'],
    ],
    [
      'metric attributions with the role',
      () => {
        for (const name of ['a', 'b', 'c']) {
          aws.personalize.add('MetricAttribution', name, {
            metricsOutputConfig: { roleArn: ROLE_ARN },
          });
        }
        aws.personalize.add('MetricAttribution', 'other', {
          metricsOutputConfig: { roleArn: `${ROLE_ARN}-2` },
        });
      },
      Array(3).fill('metric-attribution'),
    ],
    [
      'grants that Personalize holds on the key',
      () =>
        aws.kms.keys.get(KEY)?.grants.push(
          {
            GrantId: 'g1',
            GranteePrincipal: 'personalize.us-east-1.amazonaws.com',
          },
          { GrantId: 'g2', GranteePrincipal: 'dynamodb.amazonaws.com' },
          { GrantId: 'g3', GranteePrincipal: 'personalize.amazonaws.com' },
        ),
      ['kms-grant', 'kms-grant'],
    ],
    [
      'what can’t be read: nobody can tell',
      () => {
        aws.fail(
          'personalize:ListDatasetGroups',
          new FakeError('AccessDeniedException', 400),
        );
        aws.fail(
          'personalize:ListMetricAttributions',
          new FakeError('AccessDeniedException', 400),
        );
        aws.fail('kms:ListGrants', new FakeError('AccessDeniedException', 400));
      },
      ['unreadable', 'unreadable', 'unreadable'],
    ],
  ])('is named: %s', async (_what, add, expected) => {
    await setup.make(ALL);
    add();

    expect(await kinds()).toEqual(expected);
  });

  it('stops it before any write, with all of it in one message and what to do', async () => {
    await setup.make(ALL);
    aws.personalize.add('DatasetGroup', 'shop', GROUP);
    role()?.inline.set('Mine', documentOf());
    aws.calls = [];

    const refused = setup.takeBack();

    await expect(refused).rejects.toThrow(ConflictError);
    await expect(refused).rejects.toThrow(
      /"shop" wasn't removed, and nothing was changed: 2 things prevent it\.\n- Dataset group shop uses role personalize-shop.*\n- Somebody gave role personalize-shop the inline policy Mine.*\n.*force: true/,
    );
    expect(aws.writes()).toEqual([]);
  });

  it('doesn’t stop it where it is forced', async () => {
    await setup.make(ALL);
    aws.personalize.add('DatasetGroup', 'shop', GROUP);

    await setup.takeBack(true);

    expect(leftOvers()).toEqual([]);
  });
});

describe('what others added', () => {
  const theirs: PolicyStatement = {
    Sid: 'Theirs',
    Effect: 'Allow',
    Principal: { Service: 'glue.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };

  it.each<[string, () => void, string]>([
    [
      'an inline policy',
      () => role()?.inline.set('Mine', documentOf()),
      'inline-policy',
    ],
    [
      'a statement in an inline policy of the set-up’s',
      () =>
        role()?.inline.set(
          'PersonalizeS3',
          documentOf(...statementsOf(role()?.inline.get('PersonalizeS3')), {
            Effect: 'Allow',
            Action: 's3:*',
            Resource: 'arn:aws:s3:::mine',
          }),
        ),
      'inline-policy',
    ],
    [
      'an attached policy',
      () => {
        aws.iam.addPolicy(OTHER_POLICY, documentOf());
        role()?.attached.push(OTHER_POLICY);
      },
      'attached-policy',
    ],
    [
      'an instance profile',
      () => role()?.instanceProfiles.push('arn:aws:iam::1:instance-profile/x'),
      'instance-profile',
    ],
    [
      'whom they let in',
      () => {
        const found = role();
        if (found) {
          found.trustPolicy = documentOf(
            ...statementsOf(found.trustPolicy),
            theirs,
          );
        }
      },
      'statement',
    ],
  ])(
    'to the role stops it, and stays with the role where it is forced: %s',
    async (_what, add, kind) => {
      await setup.make(ALL);
      add();

      expect(await kinds()).toEqual([kind]);
      const { kept } = await setup.takeBack(true);

      expect(kept).toEqual([
        {
          resource: ROLE_ARN,
          reason: expect.stringContaining(
            'deleting it would remove what others added',
          ),
        },
      ]);
      expect(role()?.attached).not.toContain(SERVICE_POLICY);
      expect([...aws.iam.policies.keys()]).not.toContain(SERVICE_POLICY);
      expect(policyOf('reco-data')).toEqual(documentOf(TLS));
      expect(policyOfKey()).toEqual(documentOf(ROOT_STATEMENT));
    },
  );

  it('to the service policy stays there, with the role', async () => {
    await setup.make(ALL);
    const mine: PolicyStatement = {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: '*',
    };
    const version = aws.iam.policies.get(SERVICE_POLICY)?.versions.at(-1);
    Object.assign(version ?? {}, {
      document: documentOf(...statementsOf(version?.document), mine),
    });

    expect(await kinds()).toEqual(['statement']);
    const { kept } = await setup.takeBack(true);

    expect(kept.map(({ resource }) => resource)).toEqual([
      SERVICE_POLICY,
      ROLE_ARN,
    ]);
    expect(
      aws.iam.policies.get(SERVICE_POLICY)?.versions.at(-1)?.document,
    ).toEqual(documentOf(mine));
    expect(role()?.attached).toEqual([SERVICE_POLICY]);
  });

  it('is whom else they gave the policies of the set-up', async () => {
    await setup.make(ALL);
    const preset = `${SERVICE_POLICY.replace('-service', '-read-only')}`;
    aws.iam.people.addGroup('guests').attached.push(preset);
    aws.identityCenter.sets
      .get('Shop')
      ?.assignments.push({ account: ACCOUNT, type: 'USER', id: 'u-9' });
    aws.iam.addRole({
      roleName: 'etl',
      trustPolicy: documentOf(theirs),
      attached: [SERVICE_POLICY],
    });

    const { blockers } = await setup.plan();
    expect(blockers.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      expect.stringMatching(/^attachment: .*-read-only to group guests/),
      expect.stringMatching(/^attachment: .*set Shop to user u-9/),
      expect.stringMatching(/^attachment: .*-service to role etl/),
    ]);
    const { kept } = await setup.takeBack(true);

    expect(kept.map(({ resource }) => resource)).toEqual([SERVICE_POLICY]);
    expect(aws.iam.people.groups.get('guests')?.attached).toEqual([]);
    expect([...aws.iam.roles.keys()]).toEqual(['etl']);
  });

  it('to a statement of the set-up’s is named without being quoted, and stays where it is forced', async () => {
    await setup.make(ALL);
    const [tls, own] = statementsOf(policyOf('reco-data'));
    const edited = {
      ...own,
      Principal: { AWS: 'arn:aws:iam::999999999999:root' },
    };
    aws.s3.addBucket('reco-data', { policy: documentOf(tls, edited) });

    const { blockers } = await setup.plan();
    expect(blockers).toMatchObject([
      {
        kind: 'statement',
        message: expect.stringContaining('999999999999:root'),
        unquoted: expect.not.stringContaining('999999999999:root'),
      },
    ]);
    expect(() => refuseBlocked('shop', blockers)).toThrow(ForeignPolicyError);
    const { kept } = await setup.takeBack(true);

    expect(reasons({ kept })).toEqual([
      expect.stringMatching(/reco-data stays as it is.*names others/),
    ]);
    expect(policyOf('reco-data')).toEqual(documentOf(tls, edited));
    expect(policyOf('reco-out')).toBeUndefined();
    expect(aws.iam.roles.size).toBe(0);
  });
});

describe('a role', () => {
  const HAND_MADE = documentOf({
    Effect: 'Allow',
    Principal: { Service: 'personalize.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  const adopt = async (settings: Asked['settings']) => {
    aws.iam.addRole({
      roleName: ON_ROLE,
      trustPolicy: HAND_MADE,
      description: 'Made by hand',
      tags: { team: 'old', cost: '1' },
    });
    await setup.make({
      ...ALL,
      settings: { ...settings, adopt: true },
    });
  };

  it('that was adopted stays, as narrow as it is; what it was called comes back', async () => {
    await adopt({
      description: 'For the shop',
      tags: { team: 'reco', new: 'x' },
    });
    const hardened = role()?.trustPolicy;

    const { kept } = await setup.takeBack();

    expect(role()).toMatchObject({
      trustPolicy: hardened,
      description: 'Made by hand',
      tags: { team: 'old', cost: '1', new: 'x' },
      attached: [],
    });
    expect(role()?.inline.size).toBe(0);
    expect(hardened).not.toEqual(HAND_MADE);
    expect(kept.map(({ resource }) => resource)).toEqual([
      `${ROLE_ARN}#trust-policy`,
      ROLE_ARN,
      `${ROLE_ARN}#tags`,
    ]);
    expect(reasons({ kept })).toEqual([
      expect.stringContaining(
        'the old one would let Personalize in for other accounts',
      ),
      expect.stringContaining('adopted the role, so it stays'),
      expect.stringContaining('The tags new'),
    ]);
    expect(await setup.takeBack()).toMatchObject({ changes: [] });
  });

  it('that was adopted without a description has none again', async () => {
    aws.iam.addRole({ roleName: ON_ROLE, trustPolicy: HAND_MADE });
    await setup.make({
      ...ALL,
      settings: { adopt: true, description: 'For the shop' },
    });
    // As IAM takes it: what isn't given stays.
    aws.interrupt('iam:UpdateRole', ({ parameters }) => {
      parameters.Description ??= role()?.description ?? '';
    });

    await setup.takeBack();

    expect(role()?.description).toBeFalsy();
    expect(await setup.takeBack()).toMatchObject({ changes: [] });
  });

  it('goes although somebody edited whom it lets Personalize in for', async () => {
    await setup.make(ALL);
    const [own] = statementsOf(role()?.trustPolicy);
    Object.assign(role() ?? {}, {
      trustPolicy: documentOf({ ...own, Condition: undefined }),
    });

    expect(await kinds()).toEqual([]);
    await setup.takeBack();

    expect(leftOvers()).toEqual([]);
  });

  it('that was adopted keeps what somebody changed since', async () => {
    await adopt({ description: 'For the shop' });
    Object.assign(role() ?? {}, { description: 'Changed again' });

    const { kept } = await setup.takeBack();

    expect(role()?.description).toBe('Changed again');
    expect(reasons({ kept })).toContainEqual(
      expect.stringContaining('Somebody changed the description'),
    );
  });

  it.each<Record<string, string>>([{}, MANAGED])(
    'that somebody created anew under its name stays, with tags %j',
    async tags => {
      await setup.make(ALL);
      aws.iam.roles.delete(ON_ROLE);
      aws.iam.addRole({
        roleName: ON_ROLE,
        trustPolicy: trustAtBirth(TARGET),
        tags,
      });

      const { kept } = await setup.takeBack();

      expect(reasons({ kept })).toEqual([
        expect.stringContaining('somebody created another role with its name'),
      ]);
      expect(aws.iam.roles.size).toBe(1);
      expect(policyOfKey()).toEqual(documentOf(ROOT_STATEMENT));
      expect(policyOf('reco-data')).toEqual(documentOf(TLS));
    },
  );

  it('of another path under its name stays untouched, and the rest goes', async () => {
    await setup.make(ALL);
    aws.iam.roles.delete(ON_ROLE);
    aws.iam.addRole({
      roleName: ON_ROLE,
      path: '/other/',
      trustPolicy: HAND_MADE,
      inline: new Map([['PersonalizeS3', documentOf(TLS)]]),
    });

    const { kept } = await setup.takeBack();

    expect(reasons({ kept })).toEqual([
      expect.stringContaining("isn't this set-up's"),
    ]);
    expect(role()?.inline.size).toBe(1);
    expect(policyOf('reco-data')).toEqual(documentOf(TLS));
  });

  it('that is gone doesn’t stop the rest', async () => {
    await setup.make(ALL);
    aws.iam.roles.delete(ON_ROLE);

    await setup.takeBack();

    expect(leftOvers()).toEqual([]);
  });

  it('for people stays where it is another one by now, or others use it', async () => {
    await setup.make(ALL);
    const ops = aws.iam.roles.get('shop-ops');
    ops?.inline.set('Mine', documentOf());

    const { kept } = await setup.takeBack();

    expect(reasons({ kept })).toEqual([
      expect.stringContaining('others gave it policies'),
    ]);
    expect(aws.iam.roles.get('shop-ops')?.attached).toEqual([]);
  });
});

describe('a key or bucket', () => {
  it('that is gone is told, and doesn’t stop the rest', async () => {
    await setup.make(ALL);
    aws.kms.keys.delete(KEY);
    aws.s3.buckets.delete('reco-data');

    const { report } = await setup.plan();
    expect(report.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining(`Key ${KEY} no longer exists`),
      expect.stringContaining('Bucket reco-data no longer exists'),
    ]);
    await setup.takeBack();

    expect(policyOf('reco-out')).toBeUndefined();
    expect(aws.iam.roles.size).toBe(0);
  });

  it('that moved out of reach stops it, and stays with the statements to remove where it is forced', async () => {
    await setup.make(ALL);
    const denied = () => new FakeError('AccessDenied', 403);
    aws.fail('kms:GetKeyPolicy', new FakeError('AccessDeniedException', 400));
    aws.fail('s3:GetBucketPolicy', denied(), 2);

    expect(await kinds()).toEqual(Array(3).fill('unreadable'));
    aws.fail('kms:GetKeyPolicy', new FakeError('AccessDeniedException', 400));
    aws.fail('s3:GetBucketPolicy', denied(), 2);
    const { kept } = await setup.takeBack(true);

    expect(reasons({ kept })).toEqual([
      expect.stringMatching(
        /can't be reached: kms:GetKeyPolicy.*PersonalizeKmsRole/,
      ),
      expect.stringMatching(/bucket reco-(data|out) can't be reached/),
      expect.stringMatching(/bucket reco-(data|out) can't be reached/),
    ]);
    expect(aws.iam.roles.size).toBe(0);
  });

  it('that the portal may not see any more stops it, although its account may have gone', async () => {
    await setup.make(ALL);
    aws.s3.addBucket('reco-data', { owner: '999999999999' });

    expect(await kinds()).toEqual(['unreadable']);
    await expect(setup.takeBack()).rejects.toThrow('bucket reco-data');
    expect(role()).toBeDefined();
    const { kept } = await setup.takeBack(true);

    expect(kept.map(({ resource }) => resource)).toEqual([
      'arn:aws:s3:::reco-data',
    ]);
    expect(aws.iam.roles.size).toBe(0);
  });

  it.each(['AccessDeniedException', 'KMSInvalidStateException'])(
    'that can’t be written stops the run, unless it is forced: %s',
    async code => {
      await setup.make(ALL);
      const deny = () => aws.fail('kms:PutKeyPolicy', new FakeError(code, 400));
      deny();
      await expect(setup.takeBack()).rejects.toThrow('kms:PutKeyPolicy');
      expect(role()).toBeDefined();

      deny();
      const { kept } = await setup.takeBack(true);

      expect(kept).toEqual([
        { resource: KEY, reason: expect.stringContaining('kms:PutKeyPolicy') },
      ]);
      expect(aws.iam.roles.size).toBe(0);
    },
  );

  it('of another account is named with what its owner must remove', async () => {
    aws.s3.addBucket('partner', { owner: '999999999999' });
    await setup.make({
      buckets: [{ ...INPUT, bucket: 'partner', bucketOwner: '999999999999' }],
    });

    const { kept } = await setup.takeBack();

    expect(reasons({ kept })).toEqual([
      expect.stringMatching(
        /bucket's owner to remove any of the statements PersonalizeS3\w+, PersonalizeS3Role\w+/,
      ),
    ]);
    expect(aws.iam.roles.size).toBe(0);
  });

  it('of another account that was asked for once is named, too', async () => {
    aws.s3.addBucket('partner', { owner: '999999999999' });
    await setup.make({
      buckets: [{ ...INPUT, bucket: 'partner', bucketOwner: '999999999999' }],
    });
    await setup.make({ buckets: [] });

    expect((await setup.takeBack()).kept).toEqual([
      {
        resource: 'arn:aws:s3:::partner',
        reason: expect.stringContaining("bucket's owner to remove"),
      },
    ]);
  });

  it('whose policy would be left empty stays, where AWS wants one', async () => {
    await setup.make(ALL);
    const [, ...own] = statementsOf(policyOfKey());
    aws.kms.addKey(KEY, documentOf(...own));

    expect(await kinds()).toEqual(['statement']);
    await setup.takeBack(true);

    expect(policyOfKey()).toEqual(documentOf(...own));
    expect(aws.iam.roles.size).toBe(0);
  });
});

describe('Identity Center', () => {
  it('out of reach stops it, and keeps the permission set where it is forced', async () => {
    await setup.make(ALL);
    const deny = () =>
      aws.fail(
        'sso-admin:ListPermissionSets',
        new FakeError('AccessDeniedException', 400),
      );
    deny();
    expect(await kinds()).toEqual(['unreadable']);
    deny();
    const { kept } = await setup.takeBack(true);

    expect(reasons({ kept })).toEqual([
      expect.stringContaining("Identity Center can't be reached"),
    ]);
    expect(aws.identityCenter.sets.has('Shop')).toBe(true);
    expect(aws.iam.roles.size).toBe(0);
  });
});
