import {
  InvalidRequestError,
  refuse,
  statementsIn,
  Team,
  UserAccess,
  userPolicyArn,
  userPolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeAws } from '../../__testUtils__/fakeAws';
import {
  addOurRole,
  documentOf,
  MANAGED,
  planOf,
  run,
  TARGET,
} from '../../__testUtils__/setups';
import { isolationOf, Neighbourhood, otherLimits, UsersWanted } from './wanted';
import { usersPart } from './part';

const TEAM = 'group:default/reco';
const USERS: UserAccess[] = [
  {
    preset: 'data-engineer',
    principals: [{ type: 'group', name: 'analysts' }],
  },
];

const team = (group: string, ...accounts: string[]): Team => ({
  group,
  path: '',
  accounts,
  buckets: [],
  keys: [],
  bucketOwners: [],
});

const TEAMS = [
  team(TEAM, TARGET.accountId),
  team('group:default/search', TARGET.accountId),
  team('group:default/platform', '*'),
  team('group:default/elsewhere', '999999999999'),
];

const isolation = (more: Partial<Neighbourhood> = {}, users = USERS) => {
  const { faults, ...found } = isolationOf(TARGET, users, {
    guardrails: {},
    teams: TEAMS,
    owner: TEAM,
    record: {},
    ...more,
  });
  refuse(faults);
  return found;
};

describe('people who are added', () => {
  const READERS: UserAccess[] = [{ ...USERS[0], preset: 'read-only' }];
  const record = (limit?: string) => ({
    asked: { users: { users: USERS, team: limit } },
  });

  it.each([
    ['personalize.isolation was account', undefined, TEAM],
    ['personalize.isolation was tags', TEAM, undefined],
    ['another team was the owner', 'group:default/search', TEAM],
  ])('are refused beside others where %s', (_, former, now) => {
    expect(() => refuse(otherLimits(READERS, now, record(former)))).toThrow(
      /^users: people who have access .* First run the template of the set-up/,
    );
  });

  it.each([
    ['are limited alike', READERS, TEAM, record(TEAM)],
    ['have one access with all who have any', USERS, TEAM, record()],
    ['are the first', READERS, TEAM, { asked: {} }],
  ])('are taken where they %s', (_, users, now, recorded) => {
    expect(() => refuse(otherLimits(users, now, recorded))).not.toThrow();
  });
});

describe('what people are kept apart by', () => {
  it('is the account unless something else is configured', () => {
    expect(isolation()).toEqual({
      isolation: 'account',
      otherTeams: ['group:default/platform', 'group:default/search'],
    });
  });

  it('is the tag of the team whose set-up it is', () => {
    expect(isolation({ guardrails: { isolation: 'tags' } })).toMatchObject({
      isolation: 'tags',
      team: TEAM,
    });
  });

  it('knows the other teams by the configuration and by the set-ups on record, each once', () => {
    expect(
      isolation({
        record: { neighbours: ['group:default/ads', 'group:default/search'] },
      }).otherTeams,
    ).toEqual([
      'group:default/ads',
      'group:default/platform',
      'group:default/search',
    ]);
    expect(isolation({ teams: undefined }).otherTeams).toEqual([]);
  });

  it.each([undefined, 'user:default/ann'])(
    'is refused where people are to be limited to a team and there is none: %s',
    owner => {
      const byTags = { guardrails: { isolation: 'tags' as const }, owner };

      expect(() => isolation(byTags)).toThrow(InvalidRequestError);
      expect(() => isolation(byTags)).toThrow(
        /^owner: .*the set-up must belong to a group/,
      );
      expect(isolation(byTags, []).team).toBeUndefined();
      expect(isolation({ owner }).team).toBeUndefined();
    },
  );
});

describe('the policies of people', () => {
  const aws = new FakeAws();
  beforeAll(() => aws.start());
  afterAll(() => aws.stop());
  beforeEach(() => {
    aws.reset();
    addOurRole(aws, MANAGED);
    aws.iam.people.addGroup('analysts');
  });

  const wanted = (more: Partial<UsersWanted> = {}): UsersWanted => ({
    role: TARGET,
    users: USERS,
    keepOthers: false,
    tags: {},
    ...more,
  });
  const arn = userPolicyArn(TARGET, 'data-engineer');
  const limited = documentOf(
    ...userPolicyStatements(TARGET, 'data-engineer', TEAM),
  );

  it('are limited to the team from their creation', async () => {
    const [created] = await run(usersPart, aws, wanted({ team: TEAM }));

    expect(created).toMatchObject({ resource: arn, operation: 'create' });
    expect(created.after).toStrictEqual(limited);
  });

  it('are limited by the next run where they weren’t, and only once', async () => {
    await run(usersPart, aws, wanted());
    const made = await run(usersPart, aws, wanted({ team: TEAM }));

    expect(made).toMatchObject([{ resource: arn, operation: 'update' }]);
    const bySid = (document: unknown) =>
      new Map(statementsIn(document).map(one => [one.Sid, one]));
    expect(bySid(made[0].after)).toStrictEqual(bySid(limited));
    expect(await run(usersPart, aws, wanted({ team: TEAM }))).toEqual([]);
  });

  it('are refused before anything is written where they are longer than IAM takes', async () => {
    const role = {
      ...TARGET,
      roleName: 'personalize-new',
      rolePath: `/${'p'.repeat(510)}/`,
    };
    const longest = `group:${'n'.repeat(63)}/${'t'.repeat(63)}`;
    const admins = wanted({
      role,
      team: longest,
      users: [{ ...USERS[0], preset: 'admin' }],
    });

    await expect(planOf(usersPart, aws, admins)).rejects.toThrow(
      /would take \d+ characters, but AWS allows 6144/,
    );
    expect(aws.writes()).toEqual([]);
  });

  it('are planned with a warning that names the other team, which no check repeats', async () => {
    const { warnings } = await planOf(
      usersPart,
      aws,
      wanted({ otherTeams: ['group:default/search'] }),
    );

    expect(warnings).toMatchObject([
      {
        part: 'users',
        message: expect.stringContaining('Team group:default/search also uses'),
      },
    ]);
    expect(warnings[0]).not.toHaveProperty('lasts');
  });
});
