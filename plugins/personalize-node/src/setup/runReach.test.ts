import {
  bucketStatement,
  Change,
  Holding,
  keyStatements,
  RoleRecord,
  roleBucketStatement,
  roleKeyStatement,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { ACCOUNT, FakeAws } from '../__testUtils__/fakeAws';
import { FakeError } from '../__testUtils__/fakeAnswer';
import { sessionOn } from '../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  keyArn,
  ROLE_ARN,
  ROOT_STATEMENT,
  TARGET,
} from '../__testUtils__/setups';
import { readRunReach, ReachSources } from './runReach';

const IAM = `arn:aws:iam::${ACCOUNT}`;
const POLICY = `${IAM}:policy/personalize/personalize-shop-admin`;

const bucket = (name: string, prefix = '') => ({
  bucket: name,
  prefix,
  workflows: ['import' as const],
});
const key = (keyId: string) => ({ keyId, workflows: ['import' as const] });
const account = (roleName: string) => ({
  type: 'account-role' as const,
  roleName,
  users: ['ana'],
  requireMfa: true,
});

const NOTHING = {
  role: TARGET,
  peopleRoles: [],
  groups: [],
  users: [],
  keys: [],
  buckets: [],
  bucketPatterns: [],
};

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  addOurRole(aws);
});

const reachOf = (
  sources: Partial<Omit<ReachSources, 'record'>> & {
    record?: Partial<RoleRecord>;
  } = {},
) =>
  readRunReach(sessionOn(aws), {
    role: TARGET,
    requests: [],
    changes: [],
    teams: [],
    ...sources,
    record: { holdings: [], asked: {}, openIntents: [], ...sources.record },
  });

const onRecord = (
  resource: string,
  part: Holding['part'] = 'users',
  after: Holding['after'] = {},
) => reachOf({ record: { holdings: [{ part, resource, after }] } });

it('is the role alone where nothing is asked for and nothing known', async () => {
  expect(await reachOf()).toEqual(NOTHING);
});

it('is nothing more for a role that does not exist yet', async () => {
  aws.reset();

  expect(await reachOf()).toEqual(NOTHING);
});

it('unites what the step and the set-up ask for, each once and sorted', async () => {
  const reach = await reachOf({
    requests: [
      { buckets: [bucket('b', 'in/')], keys: [key(keyArn(2))] },
      {
        buckets: [bucket('b', 'out/'), bucket('a')],
        keys: [key(keyArn(2)), key(keyArn(1))],
        users: [
          {
            preset: 'admin',
            principals: [
              account('personalize-ops'),
              { type: 'group', name: 'analysts' },
              { type: 'user', name: 'dmitri' },
              { type: 'permission-set', name: 'Analysts', assignTo: [] },
            ],
          },
        ],
      },
    ],
  });

  expect(reach).toEqual({
    ...NOTHING,
    buckets: ['a', 'b'],
    keys: [keyArn(1), keyArn(2)],
    peopleRoles: [`${IAM}:role/personalize/personalize-ops`],
    groups: ['analysts'],
    users: ['dmitri'],
  });
});

describe('a key', () => {
  beforeEach(() => {
    aws.kms.addKey(keyArn(1), documentOf(ROOT_STATEMENT), {
      aliases: ['alias/reco'],
    });
  });

  it.each(['alias/reco', keyArn(1).split('/')[1]])(
    'that is asked for as %s is looked up',
    async keyId => {
      const { keys } = await reachOf({ requests: [{ keys: [key(keyId)] }] });

      expect(keys).toEqual([keyArn(1)]);
    },
  );

  it('that is asked for by its ARN is not', async () => {
    await reachOf({ requests: [{ keys: [key(keyArn(1))] }] });

    expect(aws.operations()).not.toContain('kms:DescribeKey');
  });

  it('that there is none of is left to the step, which refuses it', async () => {
    const { keys } = await reachOf({
      requests: [{ keys: [key('alias/none')] }],
    });

    expect(keys).toEqual([]);
  });

  it('that may not be looked up fails the run', async () => {
    aws.fail('kms:DescribeKey', new FakeError('AccessDeniedException', 400));

    await expect(
      reachOf({ requests: [{ keys: [key('alias/reco')] }] }),
    ).rejects.toMatchObject({ operation: 'kms:DescribeKey' });
  });

  it('of another Region or account is out of reach', async () => {
    const { keys } = await reachOf({
      requests: [
        {
          keys: [
            key(keyArn(1, 'eu-west-1')),
            key(keyArn(1).replace(ACCOUNT, '210987654321')),
          ],
        },
      ],
    });

    expect(keys).toEqual([]);
  });
});

describe('what is on record', () => {
  it('of a bucket or key is in reach, also where nothing of ours is left there', async () => {
    expect(await onRecord('arn:aws:s3:::old', 's3')).toEqual({
      ...NOTHING,
      buckets: ['old'],
    });
    expect(await onRecord(keyArn(3), 'kms')).toEqual({
      ...NOTHING,
      keys: [keyArn(3)],
    });
  });

  it.each([
    [
      `${IAM}:role/elsewhere/ops`,
      { peopleRoles: [`${IAM}:role/elsewhere/ops`] },
    ],
    [
      `${IAM}:role/people/ops#attached-policy/${POLICY}`,
      { peopleRoles: [`${IAM}:role/people/ops`] },
    ],
    [
      `${IAM}:group/people/analysts#attached-policy/${POLICY}`,
      { groups: ['analysts'] },
    ],
    [`${IAM}:user/dmitri#attached-policy/${POLICY}`, { users: ['dmitri'] }],
    [ROLE_ARN, {}],
    [`${ROLE_ARN}#trust-policy`, {}],
    [POLICY, {}],
    ['arn:aws:sso:::instance/ssoins-1#permission-set/Analysts', {}],
  ])('of %s is %j', async (resource, expected) => {
    expect(await onRecord(resource)).toEqual({ ...NOTHING, ...expected });
  });

  it('of the role’s own policies names buckets and keys', async () => {
    const after = documentOf(
      roleBucketStatement(TARGET, bucket('old', 'in/')),
      ...[roleKeyStatement(TARGET, keyArn(3), ['export'])].flatMap(
        one => one ?? [],
      ),
    );

    expect(
      await onRecord(`${ROLE_ARN}#inline-policy/PersonalizeS3`, 's3', after),
    ).toEqual({ ...NOTHING, buckets: ['old'], keys: [keyArn(3)] });
  });

  it('of buckets of other accounts names those, too', async () => {
    const { buckets } = await reachOf({
      record: {
        asked: {
          s3: {
            buckets: [],
            sourceConditions: 'none',
            left: [{ bucket: 'partner', prefix: '' }],
          },
        },
      },
    });

    expect(buckets).toEqual(['partner']);
  });

  it('includes changes of which nobody recorded what came of them', async () => {
    const change: Change = {
      part: 's3',
      resource: 'arn:aws:s3:::maybe',
      operation: 'create',
      after: documentOf(bucketStatement(TARGET, bucket('maybe'), 'none')),
    };
    const { buckets } = await reachOf({
      record: {
        openIntents: [
          {
            intentId: '1',
            seq: 1,
            change,
            person: 'user:default/ana',
            run: { taskId: 'task' },
            at: '2026-11-25T09:00:00.000Z',
          },
        ],
      },
    });

    expect(buckets).toEqual(['maybe']);
  });
});

it('keeps what the task took away in its earlier steps', async () => {
  const reach = await reachOf({
    changes: [
      {
        part: 's3',
        resource: 'arn:aws:s3:::gone',
        operation: 'delete',
        before: documentOf(bucketStatement(TARGET, bucket('gone'), 'none')),
      },
      {
        part: 'kms',
        resource: `${ROLE_ARN}#inline-policy/PersonalizeKms`,
        operation: 'delete',
        before: documentOf(
          ...[roleKeyStatement(TARGET, keyArn(3), ['export'])].flatMap(
            one => one ?? [],
          ),
        ),
      },
    ],
  });

  expect(reach).toEqual({ ...NOTHING, buckets: ['gone'], keys: [keyArn(3)] });
});

it('finds what the role’s own policies in AWS tell, where the record does not', async () => {
  const role = addOurRole(aws);
  role.inline.set(
    'PersonalizeS3',
    documentOf(roleBucketStatement(TARGET, bucket('known-in-aws'))),
  );

  expect((await reachOf()).buckets).toEqual(['known-in-aws']);
});

it('does not take what others wrote for its own', async () => {
  const others = { ...TARGET, roleName: 'personalize-orders' };
  const reach = await reachOf({
    changes: [
      {
        part: 's3',
        resource: 'arn:aws:s3:::shared',
        operation: 'update',
        before: documentOf(bucketStatement(others, bucket('theirs'), 'none')),
        after: documentOf(
          ...keyStatements(others, keyArn(5), ['import'], 'none'),
        ),
      },
    ],
  });

  expect(reach).toEqual({ ...NOTHING, buckets: ['shared'] });
});

it('has the bucket names of the team’s patterns', async () => {
  const team: Team = {
    group: 'group:default/recommendations',
    path: 'personalize.teams',
    accounts: ['*'],
    buckets: ['reco-*', 'shared/reco/*', 'shared/other/*'],
    keys: [],
    bucketOwners: [],
  };

  expect((await reachOf({ teams: [team] })).bucketPatterns).toEqual([
    'reco-*',
    'shared',
  ]);
});
