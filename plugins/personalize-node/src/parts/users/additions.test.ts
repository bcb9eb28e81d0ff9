import {
  AccountRolePrincipal,
  Preset,
  Principal,
  UserAccess,
  userPolicyArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { ACCOUNT, FakeAws } from '../../__testUtils__/fakeAws';
import {
  addOurRole,
  MANAGED,
  planOf,
  run,
  TARGET,
} from '../../__testUtils__/setups';
import { usersPart } from './part';
import { UsersWanted } from './wanted';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  addOurRole(aws, MANAGED);
  aws.iam.people.addGroup('analysts');
  aws.iam.people.addGroup('operators');
  aws.iam.people.addUser('ana');
  aws.iam.people.addUser('ben');
});

const list = (users: UserAccess[], keepOthers = true): UsersWanted => ({
  role: TARGET,
  users,
  keepOthers,
  tags: {},
});
const give = (preset: Preset, ...principals: Principal[]): UserAccess => ({
  preset,
  principals,
});
const group = (name: string): Principal => ({ type: 'group', name });
const admins = (...users: string[]): AccountRolePrincipal => ({
  type: 'account-role',
  roleName: 'personalize-shop-admins',
  users,
  requireMfa: true,
});
const attachedTo = (name: string) =>
  aws.iam.people.groups.get(name)?.attached ?? [];
const policy = (preset: Preset) => userPolicyArn(TARGET, preset);
const refusal = async (wanted: UsersWanted) =>
  planOf(usersPart, aws, wanted).then(
    () => 'planned',
    (error: Error) => error.message,
  );

describe('a list that only adds', () => {
  it('leaves everybody else what they have, of this preset and of others', async () => {
    await run(
      usersPart,
      aws,
      list([
        give('read-only', group('analysts')),
        give('runtime', group('analysts')),
      ]),
    );
    const made = await run(
      usersPart,
      aws,
      list([
        give('read-only', group('operators')),
        give('admin', group('operators')),
      ]),
    );

    expect(made.every(({ operation }) => operation === 'create')).toBe(true);
    expect(attachedTo('analysts')).toEqual([
      policy('read-only'),
      policy('runtime'),
    ]);
    expect(attachedTo('operators').sort()).toEqual([
      policy('admin'),
      policy('read-only'),
    ]);
  });

  it('leaves the same principal another preset that the list gives to somebody else', async () => {
    await run(usersPart, aws, list([give('runtime', group('analysts'))]));
    await run(
      usersPart,
      aws,
      list([
        give('read-only', group('analysts')),
        give('runtime', group('operators')),
      ]),
    );

    expect(attachedTo('analysts')).toEqual([
      policy('runtime'),
      policy('read-only'),
    ]);
  });

  it('plans nothing the second time', async () => {
    const wanted = list([give('admin', admins('ana'))]);
    await run(usersPart, aws, wanted);

    expect((await planOf(usersPart, aws, wanted)).changes).toEqual([]);
  });

  it('lets more users into a role that lets in those named before', async () => {
    await run(usersPart, aws, list([give('admin', admins('ana'))]));
    const made = await run(
      usersPart,
      aws,
      list([give('admin', admins('ana', 'ben'))]),
    );

    expect(made.map(({ resource }) => resource)).toEqual([
      `arn:aws:iam::${ACCOUNT}:role/personalize/personalize-shop-admins#trust-policy`,
    ]);
  });

  it('refuses to shut anybody out of a role', async () => {
    await run(usersPart, aws, list([give('admin', admins('ana'))]));

    expect(await refusal(list([give('admin', admins('ben'))]))).toMatch(
      /also lets in others, and they would lose it/,
    );
  });

  it('refuses to let somebody into a role that gives more than what is asked', async () => {
    await run(usersPart, aws, list([give('admin', admins('ana'))]));

    expect(
      await refusal(list([give('read-only', admins('ana', 'ben'))])),
    ).toMatch(/we don't replace/);
  });
});

it('is of all people without that', async () => {
  await run(usersPart, aws, list([give('read-only', group('analysts'))]));
  await run(
    usersPart,
    aws,
    list([give('read-only', group('operators'))], false),
  );

  expect(attachedTo('analysts')).toEqual([]);
});
