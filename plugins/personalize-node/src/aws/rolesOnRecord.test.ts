import {
  Holding,
  roleArn,
  RoleRecord,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { SETTINGS, TARGET } from '../__testUtils__/setups';
import { rolesOnRecord } from './rolesOnRecord';

const ARN = roleArn(TARGET);
const PEOPLE = roleArn({ ...TARGET, roleName: 'shop-operators' });

const created = (resource: string, roleId?: string): Holding => ({
  part: 'role',
  resource,
  after: {},
  ...(roleId && { readBack: { roleId } }),
});

const known = (
  record: Partial<RoleRecord>,
  users: UserAccess[] = [],
  ids: Record<string, string> = {},
) =>
  rolesOnRecord(
    TARGET,
    { holdings: [], asked: {}, ...record },
    users,
    async arns =>
      Object.fromEntries(
        Object.entries(ids).filter(([arn]) => arns.includes(arn)),
      ),
  );

const claim = (roleId?: string): RoleRecord['claim'] => ({
  seq: 1,
  owner: 'group:default/recommendations',
  name: 'shop',
  state: 'active',
  roleId,
});

describe('the roles on record', () => {
  it('are those that runs created, for people too, with their unique ids', async () => {
    const roles = await known({
      holdings: [
        created(ARN, 'AROA1'),
        created(PEOPLE, 'AROA2'),
        created(`${ARN}#trust-policy`),
      ],
      claim: claim(),
    });

    expect(roles.get(ARN)).toEqual({ ids: ['AROA1'], isCreated: true });
    expect(roles.get(PEOPLE)).toEqual({ ids: ['AROA2'], isCreated: true });
    expect(roles.get(`${ARN}#trust-policy`)).toBeUndefined();
  });

  it('are what was adopted, and what was created when the run was lost', async () => {
    expect((await known({ claim: claim('AROA1') })).get(ARN)).toEqual({
      ids: ['AROA1'],
      isCreated: false,
    });
    expect(
      (await known({ asked: { role: { settings: SETTINGS } } })).get(ARN),
    ).toEqual({ ids: [], isCreated: false });
    expect((await known({ holdings: [created(ARN)] })).get(ARN)).toEqual({
      ids: [],
      isCreated: true,
    });
  });

  it('are those for people that other set-ups of the team made, where they are asked for', async () => {
    const users: UserAccess[] = [
      {
        preset: 'read-only',
        principals: [
          {
            type: 'account-role',
            roleName: 'shop-operators',
            users: ['dmitri'],
            requireMfa: true,
          },
        ],
      },
    ];
    const ids = { [PEOPLE]: 'AROA2' };
    expect((await known({}, users, ids)).get(PEOPLE)).toEqual({
      ids: ['AROA2'],
      isCreated: true,
    });
    expect((await known({}, [], ids)).get(PEOPLE)).toBeUndefined();
  });

  it('are what a revoke left without an id in its claim, for whoever has the claim', async () => {
    const ids = { [ARN]: 'AROA1' };

    expect((await known({ claim: claim() }, [], ids)).get(ARN)).toEqual({
      ids: ['AROA1'],
      isCreated: false,
    });
    expect((await known({}, [], ids)).get(ARN)).toBeUndefined();
    // A run created it anew, and nobody knows with which id.
    expect(
      (await known({ claim: claim(), holdings: [created(ARN)] }, [], ids)).get(
        ARN,
      ),
    ).toEqual({ ids: [], isCreated: true });
  });

  it('aren’t what is only claimed, nor what was there before', async () => {
    expect((await known({ claim: claim() })).get(ARN)).toBeUndefined();
    expect(
      (await known({ holdings: [{ ...created(ARN), before: {} }] })).get(ARN),
    ).toBeUndefined();
  });
});
