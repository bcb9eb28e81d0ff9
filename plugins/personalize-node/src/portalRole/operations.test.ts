import { PolicyDocument } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  BUCKET,
  Carried,
  decide,
  DIRECT_SCOPE,
  GRANTABLE,
  GROUP,
  IDENTITY_CENTER_SCOPE,
  INSTANCE,
  KEY,
  NEW_TAG,
  OWN_BUCKET,
  OWN_TAG,
  PERMISSION_SET,
  POLICY,
  ROLE,
  SCOPE,
  USER,
  WITH_BOUNDARY,
} from './__testUtils__/account';
import { AWS_OPERATION_NAMES, awsOperation } from './__testUtils__/operations';
import {
  accountArn,
  accountPolicies,
  identityCenterPolicies,
} from './__testUtils__/policies';

/** On what the product calls an operation, and what AWS then knows of the request. */
interface Subject {
  resource: string;
  carried?: Carried;
}

const EXISTING_ROLE: Subject = {
  resource: ROLE,
  carried: { ...WITH_BOUNDARY, ...OWN_TAG },
};
const EXISTING_POLICY: Subject = { resource: POLICY, carried: OWN_TAG };
const ON_ROLE: Subject = {
  resource: ROLE,
  carried: { ...WITH_BOUNDARY, ...OWN_TAG, 'iam:PolicyARN': POLICY },
};
const A_GROUP: Subject = { resource: GROUP };
const ON_GROUP: Subject = {
  resource: GROUP,
  carried: { 'iam:PolicyARN': POLICY },
};
const A_USER: Subject = { resource: USER };
const ON_USER: Subject = {
  resource: USER,
  carried: { 'iam:PolicyARN': POLICY },
};
const AN_ACCOUNT: Subject = { resource: '*' };
const A_KEY: Subject = { resource: KEY, carried: GRANTABLE };
const A_BUCKET: Subject = { resource: BUCKET, carried: OWN_BUCKET };
const THE_INSTANCE: Subject = { resource: INSTANCE };
const A_SET: Subject = { resource: PERMISSION_SET };
const OWN_SET: Subject = { resource: PERMISSION_SET, carried: OWN_TAG };
const IN_ACCOUNT: Subject = { resource: accountArn('aws', ACCOUNT) };

/** AWS asks for an action on each of these. */
const SUBJECTS: Record<string, Subject[]> = {
  'access-analyzer:CheckNoNewAccess': [AN_ACCOUNT],
  'access-analyzer:ValidatePolicy': [AN_ACCOUNT],
  'iam:GetAccountSummary': [AN_ACCOUNT],
  'iam:GetGroup': [A_GROUP],
  'iam:GetGroupPolicy': [A_GROUP],
  'iam:GetOpenIDConnectProvider': [
    { resource: `arn:aws:iam::${ACCOUNT}:oidc-provider/ci.example.com/acme` },
  ],
  'iam:GetPolicy': [EXISTING_POLICY],
  'iam:GetPolicyVersion': [EXISTING_POLICY],
  'iam:GetRole': [EXISTING_ROLE],
  'iam:GetRolePolicy': [EXISTING_ROLE],
  'iam:GetSAMLProvider': [
    { resource: `arn:aws:iam::${ACCOUNT}:saml-provider/acme` },
  ],
  'iam:GetUser': [A_USER],
  'iam:GetUserPolicy': [A_USER],
  'iam:ListAttachedGroupPolicies': [A_GROUP],
  'iam:ListAttachedRolePolicies': [EXISTING_ROLE],
  'iam:ListAttachedUserPolicies': [A_USER],
  'iam:ListEntitiesForPolicy': [EXISTING_POLICY],
  'iam:ListGroupPolicies': [A_GROUP],
  'iam:ListGroupsForUser': [A_USER],
  'iam:ListInstanceProfilesForRole': [EXISTING_ROLE],
  'iam:ListPolicies': [AN_ACCOUNT],
  'iam:ListPolicyVersions': [EXISTING_POLICY],
  'iam:ListRolePolicies': [EXISTING_ROLE],
  'iam:ListRoles': [AN_ACCOUNT],
  'iam:ListUserPolicies': [A_USER],
  'kms:DescribeKey': [A_KEY],
  'kms:GetKeyPolicy': [A_KEY],
  'kms:ListAliases': [AN_ACCOUNT],
  'kms:ListGrants': [A_KEY],
  'kms:ListKeys': [AN_ACCOUNT],
  'kms:ListResourceTags': [A_KEY],
  'personalize:DescribeDatasetGroup': [
    { resource: `arn:aws:personalize:us-east-1:${ACCOUNT}:dataset-group/shop` },
  ],
  'personalize:DescribeMetricAttribution': [
    {
      resource: `arn:aws:personalize:us-east-1:${ACCOUNT}:metric-attribution/shop`,
    },
  ],
  'personalize:ListCampaigns': [AN_ACCOUNT],
  'personalize:ListDatasetGroups': [AN_ACCOUNT],
  'personalize:ListMetricAttributions': [AN_ACCOUNT],
  'personalize:ListRecommenders': [AN_ACCOUNT],
  'personalize:ListSolutions': [AN_ACCOUNT],
  's3:GetBucketEncryption': [A_BUCKET],
  's3:GetBucketPolicy': [A_BUCKET],
  's3:GetBucketTagging': [A_BUCKET],
  's3:HeadBucket': [A_BUCKET],
  's3:ListBuckets': [AN_ACCOUNT],
  's3:ListObjectsV2': [A_BUCKET],
  'sso-admin:DescribeAccountAssignmentCreationStatus': [THE_INSTANCE],
  'sso-admin:DescribeAccountAssignmentDeletionStatus': [THE_INSTANCE],
  'sso-admin:DescribePermissionSet': [THE_INSTANCE, A_SET],
  'sso-admin:DescribePermissionSetProvisioningStatus': [THE_INSTANCE],
  'sso-admin:GetInlinePolicyForPermissionSet': [THE_INSTANCE, A_SET],
  'sso-admin:ListAccountAssignments': [THE_INSTANCE, A_SET, IN_ACCOUNT],
  'sso-admin:ListAccountsForProvisionedPermissionSet': [THE_INSTANCE, A_SET],
  'sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet': [
    THE_INSTANCE,
    A_SET,
  ],
  'sso-admin:ListInstances': [AN_ACCOUNT],
  'sso-admin:ListManagedPoliciesInPermissionSet': [THE_INSTANCE, A_SET],
  'sso-admin:ListPermissionSets': [THE_INSTANCE],
  'sso-admin:ListTagsForResource': [A_SET],
  'iam:AttachGroupPolicy': [ON_GROUP],
  'iam:AttachRolePolicy': [ON_ROLE],
  'iam:AttachUserPolicy': [ON_USER],
  'iam:CreatePolicy': [{ resource: POLICY, carried: NEW_TAG }],
  'iam:CreatePolicyVersion': [EXISTING_POLICY],
  'iam:CreateRole': [
    { resource: ROLE, carried: { ...WITH_BOUNDARY, ...NEW_TAG } },
  ],
  'iam:DeletePolicy': [EXISTING_POLICY],
  'iam:DeletePolicyVersion': [EXISTING_POLICY],
  'iam:DeleteRole': [EXISTING_ROLE],
  'iam:DeleteRolePolicy': [EXISTING_ROLE],
  'iam:DetachGroupPolicy': [ON_GROUP],
  'iam:DetachRolePolicy': [ON_ROLE],
  'iam:DetachUserPolicy': [ON_USER],
  'iam:PutRolePolicy': [EXISTING_ROLE],
  // The product never sends its own tag again with others.
  'iam:TagRole': [
    {
      resource: ROLE,
      carried: { ...EXISTING_ROLE.carried, 'aws:TagKeys': ['cost-center'] },
    },
  ],
  'iam:UpdateAssumeRolePolicy': [EXISTING_ROLE],
  'iam:UpdateRole': [EXISTING_ROLE],
  'kms:PutKeyPolicy': [A_KEY],
  's3:DeleteBucketPolicy': [A_BUCKET],
  's3:PutBucketPolicy': [A_BUCKET],
  'sso-admin:AttachCustomerManagedPolicyReferenceToPermissionSet': [
    THE_INSTANCE,
    OWN_SET,
  ],
  'sso-admin:CreateAccountAssignment': [THE_INSTANCE, OWN_SET, IN_ACCOUNT],
  // The tags of a new permission set are asked for where it is created.
  'sso-admin:CreatePermissionSet': [{ resource: INSTANCE, carried: NEW_TAG }],
  'sso-admin:DeleteAccountAssignment': [THE_INSTANCE, OWN_SET, IN_ACCOUNT],
  'sso-admin:DeletePermissionSet': [THE_INSTANCE, OWN_SET],
  'sso-admin:DetachCustomerManagedPolicyReferenceFromPermissionSet': [
    THE_INSTANCE,
    OWN_SET,
  ],
  'sso-admin:ProvisionPermissionSet': [THE_INSTANCE, OWN_SET, IN_ACCOUNT],
};

/** Policies of the two roles where an operation is called. */
const HOMES = {
  account: accountPolicies(SCOPE),
  // What the guardrail allowDirectAttachment needs.
  direct: accountPolicies(DIRECT_SCOPE),
  identityCenter: identityCenterPolicies(IDENTITY_CENTER_SCOPE),
};

function homeOf(name: string): keyof typeof HOMES {
  if (name.startsWith('sso-admin:')) {
    return 'identityCenter';
  }
  return /tach(Group|User)Policy$/.test(name) ? 'direct' : 'account';
}

/**
 * Checks are made by the reader, in a run that writes, too, and only the reader
 * lists what a person chooses from.
 */
const READER_ALONE =
  /^access-analyzer:|^(iam:ListPolicies|kms:ListKeys|s3:ListBuckets)$/;

const cases = AWS_OPERATION_NAMES.map(name => {
  const [service, operation] = name.split(':');
  return {
    name,
    home: homeOf(name),
    access: awsOperation(service, operation)?.access,
    requests: (SUBJECTS[name] ?? []).flatMap(subject =>
      (awsOperation(service, operation)?.actions ?? []).map(action => ({
        action,
        ...subject,
      })),
    ),
  };
});

function answers(
  policy: PolicyDocument,
  requests: (Subject & { action: string })[],
): string[] {
  return requests.map(
    ({ action, resource, carried }) =>
      decide(policy, action, resource, carried).answer,
  );
}

describe('operations that the product calls', () => {
  it('have all a subject here', () => {
    expect(Object.keys(SUBJECTS).sort()).toEqual(
      [...AWS_OPERATION_NAMES].sort(),
    );
  });

  it.each(cases)(
    'writer ($home): $name is allowed, unless checks or pickers alone call it',
    ({ name, home, requests }) => {
      expect(requests).not.toHaveLength(0);
      expect(answers(HOMES[home].writer, requests)).toEqual(
        requests.map(() => (READER_ALONE.test(name) ? 'no' : 'yes')),
      );
    },
  );

  it.each(cases)(
    'reader ($home): $name, a $access, is allowed only where it reads',
    ({ home, access, requests }) => {
      expect(answers(HOMES[home].reader, requests)).toEqual(
        requests.map(() => (access === 'read' ? 'yes' : 'no')),
      );
    },
  );

  it('reads a role and a policy of any path, and a policy of AWS', () => {
    const read = (action: string, resource: string) =>
      decide(HOMES.account.reader, action, resource).answer;

    expect(
      read('iam:GetRole', `arn:aws:iam::${ACCOUNT}:role/other/personalize-x`),
    ).toBe('yes');
    expect(
      read('iam:GetPolicy', `arn:aws:iam::${ACCOUNT}:policy/team/limits`),
    ).toBe('yes');
    expect(
      read('iam:GetPolicyVersion', 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
    ).toBe('yes');
  });

  it('are found by the name that an SDK client gives its service', () => {
    expect(awsOperation('S3', 'HeadBucket')).toEqual({
      access: 'read',
      actions: ['s3:ListBucket'],
    });
    expect(awsOperation('S3', 'GetObject')).toBeUndefined();
  });
});
