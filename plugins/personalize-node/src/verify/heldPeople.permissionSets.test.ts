import {
  PermissionSetPrincipal,
  userPolicyArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { ACCOUNT } from '../__testUtils__/fakeAws';
import { TARGET } from '../__testUtils__/setups';
import { PermissionSet } from '../parts/users/permissionSets';
import { heldPermissionSet } from './heldPeople';

const asked: PermissionSetPrincipal = {
  type: 'permission-set',
  name: 'Reco',
  assignTo: [],
};
const reference = (preset: string) => ({
  path: '/personalize/',
  name: `${TARGET.roleName}-${preset}`,
});

const ANA: PermissionSet['assignees'][number] = { kind: 'user', id: 'ana' };

const held = (more: Partial<PermissionSet>) =>
  heldPermissionSet(TARGET, userPolicyArn(TARGET, 'runtime'), asked, {
    name: 'Reco',
    wanted: undefined,
    arn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1',
    isManaged: true,
    references: [reference('runtime'), reference('read-only')],
    hasOtherPolicies: false,
    assignees: [],
    accounts: [ACCOUNT],
    isOutdated: false,
    ...more,
  });

it('tells what a set gives that holds presets of this set-up alone', () => {
  expect(held({ assignees: [ANA] })).toEqual({ isAttached: true });
});

it('tells that nobody has a set yet', () => {
  expect(held({})).toEqual({ isAttached: true, isUnassigned: true });
});

it.each<[string, Partial<PermissionSet>]>([
  ['policies of its own or of AWS', { hasOtherPolicies: true }],
  [
    'policies of somebody else',
    { references: [reference('runtime'), { path: '/', name: 'Frozen' }] },
  ],
])('can’t tell what a set gives that also holds %s', (_what, more) => {
  expect(held(more)).toEqual({
    isAttached: true,
    isUnassigned: true,
    obstacle: expect.objectContaining({
      outcome: 'warning',
      message: expect.stringContaining('other policies'),
    }),
  });
});

it('tells of a set without the policy all the same', () => {
  expect(held({ references: [], hasOtherPolicies: true })).toEqual({
    isAttached: false,
    isUnassigned: true,
  });
});
