import {
  Principal,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { TARGET } from '../../__testUtils__/setups';
import { holderRefs } from './holderRefs';

const operators: Principal = {
  type: 'account-role',
  roleName: 'shop-operators',
  users: ['dmitri'],
  requireMfa: true,
};

const USERS: UserAccess[] = [
  {
    preset: 'read-only',
    principals: [
      operators,
      { type: 'permission-set', name: 'ShopAnalysts', assignTo: [] },
      { type: 'group', name: 'analysts' },
    ],
  },
  { preset: 'runtime', principals: [operators] },
];

const HOME = { accountId: '210987654321', region: 'eu-west-1' };

const role = {
  kind: 'role',
  accountId: TARGET.accountId,
  name: 'shop-operators',
};

describe('what people get access by', () => {
  it('are roles and permission sets, each once, and no groups or users', () => {
    expect(holderRefs(USERS, TARGET, HOME)).toEqual([
      role,
      {
        kind: 'permission-set',
        instance: '210987654321/eu-west-1',
        name: 'ShopAnalysts',
      },
    ]);
  });

  it('are no permission sets where there is no Identity Center', () => {
    expect(holderRefs(USERS, TARGET, undefined)).toEqual([role]);
  });
});
