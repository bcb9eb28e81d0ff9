import {
  ACCOUNT,
  Carried,
  decide,
  IDENTITY_CENTER_SCOPE,
  INSTANCE,
  NEW_TAG,
  OWN_TAG,
  PERMISSION_SET,
} from './__testUtils__/account';
import { accountArn, identityCenterPolicies } from './__testUtils__/policies';

const { writer, reader } = identityCenterPolicies(IDENTITY_CENTER_SCOPE);

const OTHER_INSTANCE = 'arn:aws:sso:::instance/ssoins-fedcba9876543210';
const SET_OF_OTHER_INSTANCE =
  'arn:aws:sso:::permissionSet/ssoins-fedcba9876543210/ps-0123456789abcdef';
const MANAGEMENT_ACCOUNT = accountArn('aws', '999988887777');

const SET_CHANGES = [
  'sso:AttachCustomerManagedPolicyReferenceToPermissionSet',
  'sso:CreateAccountAssignment',
  'sso:DeleteAccountAssignment',
  'sso:DeletePermissionSet',
  'sso:DetachCustomerManagedPolicyReferenceFromPermissionSet',
  'sso:ProvisionPermissionSet',
];
const IN_ACCOUNTS = [
  'sso:CreateAccountAssignment',
  'sso:DeleteAccountAssignment',
  'sso:ProvisionPermissionSet',
];

interface Refused {
  what: string;
  action: string;
  resource: string;
  carried?: Carried;
  deniedBy?: string;
}

function each(actions: string[], rest: Omit<Refused, 'action'>): Refused[] {
  return actions.map(action => ({ ...rest, action }));
}

const REFUSED: Refused[] = [
  ...each(SET_CHANGES, {
    what: 'a permission set of somebody else',
    resource: PERMISSION_SET,
    deniedBy: 'NoOtherPermissionSets',
  }),
  ...each(SET_CHANGES, {
    what: 'a permission set of another instance',
    resource: SET_OF_OTHER_INSTANCE,
    carried: OWN_TAG,
  }),
  ...each([...SET_CHANGES, 'sso:CreatePermissionSet'], {
    what: 'another instance',
    resource: OTHER_INSTANCE,
    carried: NEW_TAG,
  }),
  ...each(IN_ACCOUNTS, {
    what: 'an account in which the portal does not work',
    resource: MANAGEMENT_ACCOUNT,
    carried: OWN_TAG,
  }),
  ...each(['sso:CreatePermissionSet'], {
    what: 'a new permission set without the tag',
    resource: INSTANCE,
  }),
  ...each(['sso:CreatePermissionSet'], {
    what: 'a new permission set with the tag and another value',
    resource: INSTANCE,
    carried: { 'aws:RequestTag/personalize:managed': 'false' },
  }),
  ...each(['sso:TagResource'], {
    what: 'a permission set of somebody else, to make it look like ours',
    resource: PERMISSION_SET,
    carried: NEW_TAG,
  }),
];

/** No policy may open these. */
const NEVER = [
  ['sso:AttachManagedPolicyToPermissionSet', PERMISSION_SET],
  ['sso:PutInlinePolicyToPermissionSet', PERMISSION_SET],
  ['sso:UpdatePermissionSet', PERMISSION_SET],
  ['sso:UntagResource', PERMISSION_SET],
  ['sso:DeleteInstance', INSTANCE],
  ['sso:CreateApplication', '*'],
  ['sso-directory:CreateUser', '*'],
  ['identitystore:CreateGroupMembership', '*'],
  ['organizations:ListAccounts', '*'],
  ['iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/personalize/x`],
  ['iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/personalize/x`],
  ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/personalize/x`],
  ['s3:GetObject', 'arn:aws:s3:::reco-data/input/data.csv'],
] as const;

describe('the writer in Identity Center', () => {
  it.each(REFUSED)(
    'refuses $action on $what ($resource)',
    ({ action, resource, carried, deniedBy }) => {
      const { answer, deciding } = decide(writer, action, resource, carried);

      expect(answer).toBe('no');
      expect(deciding?.sid).toBe(deniedBy);
    },
  );

  it.each(NEVER)('denies %s, whatever another policy allows', (action, on) => {
    const { answer, deciding } = decide(writer, action, on, {
      ...NEW_TAG,
      ...OWN_TAG,
    });

    expect(answer).toBe('no');
    expect(deciding?.statement.Effect).toBe('Deny');
  });

  it('tags a new permission set, for which AWS asks on the instance, and one of ours', () => {
    expect(decide(writer, 'sso:TagResource', INSTANCE, NEW_TAG).answer).toBe(
      'yes',
    );
    expect(
      decide(writer, 'sso:TagResource', PERMISSION_SET, {
        ...NEW_TAG,
        ...OWN_TAG,
      }).answer,
    ).toBe('yes');
  });
});

describe('the reader in Identity Center', () => {
  it.each([...SET_CHANGES, 'sso:CreatePermissionSet', 'sso:TagResource'])(
    'denies %s',
    action => {
      expect(
        decide(reader, action, PERMISSION_SET, { ...NEW_TAG, ...OWN_TAG })
          .deciding?.sid,
      ).toBe('NothingElse');
    },
  );

  it.each(NEVER)('denies %s, whatever another policy allows', (action, on) => {
    expect(decide(reader, action, on, OWN_TAG).deciding?.sid).toBe(
      'NothingElse',
    );
  });

  it('reads who has access only in accounts where the portal works', () => {
    const read = (resource: string) =>
      decide(reader, 'sso:ListAccountAssignments', resource).answer;

    expect(read(accountArn('aws', ACCOUNT))).toBe('yes');
    expect(read(MANAGEMENT_ACCOUNT)).toBe('no');
  });
});
