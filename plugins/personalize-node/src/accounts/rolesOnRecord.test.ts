import {
  Holding,
  roleArn,
  RoleRecord,
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

const known = (record: Partial<RoleRecord>) =>
  rolesOnRecord(TARGET, { holdings: [], asked: {}, ...record });

const claim = (roleId?: string): RoleRecord['claim'] => ({
  seq: 1,
  owner: 'group:default/recommendations',
  name: 'shop',
  state: 'active',
  roleId,
});

describe('the roles on record', () => {
  it('are those that runs created, for people too, with their unique ids', () => {
    const roles = known({
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

  it('are what was adopted, and what was created when the run was lost', () => {
    expect(known({ claim: claim('AROA1') }).get(ARN)).toEqual({
      ids: ['AROA1'],
      isCreated: false,
    });
    expect(known({ asked: { role: { settings: SETTINGS } } }).get(ARN)).toEqual(
      { ids: [], isCreated: false },
    );
    expect(known({ holdings: [created(ARN)] }).get(ARN)).toEqual({
      ids: [],
      isCreated: true,
    });
  });

  it('aren’t what is only claimed, nor what was there before', () => {
    expect(known({ claim: claim() }).get(ARN)).toBeUndefined();
    expect(
      known({ holdings: [{ ...created(ARN), before: {} }] }).get(ARN),
    ).toBeUndefined();
  });
});
