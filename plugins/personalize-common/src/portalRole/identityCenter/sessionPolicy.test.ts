import {
  ACCOUNT,
  Carried,
  decide,
  IDENTITY_CENTER_SCOPE,
  INSTANCE,
  NEW_TAG,
  OWN_TAG,
  PERMISSION_SET,
} from '../__testUtils__/account';
import { allowedActions } from '../reasoned';
import { identityCenterReads } from './reads';
import { accountArn } from './scope';
import { identityCenterSessionPolicy } from './sessionPolicy';
import { identityCenterWriterPolicy } from './writerPolicy';

const SESSION = identityCenterSessionPolicy({
  partition: 'aws',
  accountId: ACCOUNT,
});
const WRITES = identityCenterWriterPolicy(IDENTITY_CENTER_SCOPE);

const allows = (...asked: Parameters<typeof decide>) =>
  decide(...asked).answer === 'yes';

it.each<[action: string, resource: string, carried: Carried]>([
  ['sso:CreatePermissionSet', INSTANCE, NEW_TAG],
  ['sso:TagResource', INSTANCE, NEW_TAG],
  ['sso:DeletePermissionSet', PERMISSION_SET, OWN_TAG],
  ['sso:ProvisionPermissionSet', PERMISSION_SET, OWN_TAG],
  ['sso:CreateAccountAssignment', PERMISSION_SET, OWN_TAG],
  ['sso:CreateAccountAssignment', accountArn('aws', ACCOUNT), {}],
])('a session may call %s on %s', (action, resource, carried) => {
  expect(allows(WRITES, action, resource, carried)).toBe(true);
  expect(allows(SESSION, action, resource, carried)).toBe(true);
});

it.each([
  'sso:CreateAccountAssignment',
  'sso:DeleteAccountAssignment',
  'sso:ProvisionPermissionSet',
])(
  'a session may not call %s in another account, where the writer may',
  action => {
    const other = accountArn('aws', '444455556666');

    expect(allows(WRITES, action, other)).toBe(true);
    expect(allows(SESSION, action, other)).toBe(false);
  },
);

it('a session reads all that the writer reads', () => {
  expect(
    allowedActions(identityCenterReads(IDENTITY_CENTER_SCOPE)).filter(
      action => !allows(SESSION, action, '*'),
    ),
  ).toEqual([]);
});
