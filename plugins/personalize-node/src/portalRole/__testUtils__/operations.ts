/** An operation of AWS that the product calls. */
export interface AwsOperation {
  access: 'read' | 'write';
  /** The IAM actions that AWS asks for; all of them. */
  actions: readonly string[];
}

/**
 * Every operation that the product calls with one of the portal's roles, by the
 * name that its errors and logs give it.
 *
 * The action mostly has the operation's name; the prefix of Identity Center's is
 * `sso`. Where it hasn't, or where AWS asks
 * for more, the source is the Service Authorization Reference of the service;
 * for HeadBucket, ListBuckets and ListObjectsV2 the Amazon S3 API Reference; for the tags the
 * IAM User Guide, "Controlling access to and for IAM users and roles using tags".
 */
const OPERATIONS: Readonly<Record<string, AwsOperation>> = {
  'access-analyzer:CheckNoNewAccess': read('access-analyzer:CheckNoNewAccess'),
  'access-analyzer:ValidatePolicy': read('access-analyzer:ValidatePolicy'),
  'iam:GetAccountSummary': read('iam:GetAccountSummary'),
  'iam:GetGroup': read('iam:GetGroup'),
  'iam:GetGroupPolicy': read('iam:GetGroupPolicy'),
  'iam:GetOpenIDConnectProvider': read('iam:GetOpenIDConnectProvider'),
  'iam:GetPolicy': read('iam:GetPolicy'),
  'iam:GetPolicyVersion': read('iam:GetPolicyVersion'),
  'iam:GetRole': read('iam:GetRole'),
  'iam:GetRolePolicy': read('iam:GetRolePolicy'),
  'iam:GetSAMLProvider': read('iam:GetSAMLProvider'),
  'iam:GetUser': read('iam:GetUser'),
  'iam:GetUserPolicy': read('iam:GetUserPolicy'),
  'iam:ListAttachedGroupPolicies': read('iam:ListAttachedGroupPolicies'),
  'iam:ListAttachedRolePolicies': read('iam:ListAttachedRolePolicies'),
  'iam:ListAttachedUserPolicies': read('iam:ListAttachedUserPolicies'),
  'iam:ListEntitiesForPolicy': read('iam:ListEntitiesForPolicy'),
  'iam:ListGroupPolicies': read('iam:ListGroupPolicies'),
  'iam:ListGroupsForUser': read('iam:ListGroupsForUser'),
  'iam:ListInstanceProfilesForRole': read('iam:ListInstanceProfilesForRole'),
  'iam:ListPolicies': read('iam:ListPolicies'),
  'iam:ListPolicyVersions': read('iam:ListPolicyVersions'),
  'iam:ListRolePolicies': read('iam:ListRolePolicies'),
  'iam:ListRoles': read('iam:ListRoles'),
  'iam:ListUserPolicies': read('iam:ListUserPolicies'),
  'kms:DescribeKey': read('kms:DescribeKey'),
  'kms:GetKeyPolicy': read('kms:GetKeyPolicy'),
  'kms:ListAliases': read('kms:ListAliases'),
  'kms:ListGrants': read('kms:ListGrants'),
  'kms:ListKeys': read('kms:ListKeys'),
  'kms:ListResourceTags': read('kms:ListResourceTags'),
  'personalize:DescribeDatasetGroup': read('personalize:DescribeDatasetGroup'),
  'personalize:DescribeMetricAttribution': read(
    'personalize:DescribeMetricAttribution',
  ),
  'personalize:ListCampaigns': read('personalize:ListCampaigns'),
  'personalize:ListDatasetGroups': read('personalize:ListDatasetGroups'),
  'personalize:ListMetricAttributions': read(
    'personalize:ListMetricAttributions',
  ),
  'personalize:ListRecommenders': read('personalize:ListRecommenders'),
  'personalize:ListSolutions': read('personalize:ListSolutions'),
  's3:GetBucketEncryption': read('s3:GetEncryptionConfiguration'),
  's3:GetBucketPolicy': read('s3:GetBucketPolicy'),
  's3:GetBucketTagging': read('s3:GetBucketTagging'),
  's3:HeadBucket': read('s3:ListBucket'),
  's3:ListBuckets': read('s3:ListAllMyBuckets'),
  's3:ListObjectsV2': read('s3:ListBucket'),
  'sso-admin:DescribeAccountAssignmentCreationStatus': read(
    'sso:DescribeAccountAssignmentCreationStatus',
  ),
  'sso-admin:DescribeAccountAssignmentDeletionStatus': read(
    'sso:DescribeAccountAssignmentDeletionStatus',
  ),
  'sso-admin:DescribePermissionSet': read('sso:DescribePermissionSet'),
  'sso-admin:DescribePermissionSetProvisioningStatus': read(
    'sso:DescribePermissionSetProvisioningStatus',
  ),
  'sso-admin:GetInlinePolicyForPermissionSet': read(
    'sso:GetInlinePolicyForPermissionSet',
  ),
  'sso-admin:ListAccountAssignments': read('sso:ListAccountAssignments'),
  'sso-admin:ListAccountsForProvisionedPermissionSet': read(
    'sso:ListAccountsForProvisionedPermissionSet',
  ),
  'sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet': read(
    'sso:ListCustomerManagedPolicyReferencesInPermissionSet',
  ),
  'sso-admin:ListInstances': read('sso:ListInstances'),
  'sso-admin:ListManagedPoliciesInPermissionSet': read(
    'sso:ListManagedPoliciesInPermissionSet',
  ),
  'sso-admin:ListPermissionSets': read('sso:ListPermissionSets'),
  'sso-admin:ListTagsForResource': read('sso:ListTagsForResource'),

  'iam:AttachGroupPolicy': write('iam:AttachGroupPolicy'),
  'iam:AttachRolePolicy': write('iam:AttachRolePolicy'),
  'iam:AttachUserPolicy': write('iam:AttachUserPolicy'),
  'iam:CreatePolicy': write('iam:CreatePolicy', 'iam:TagPolicy'),
  'iam:CreatePolicyVersion': write('iam:CreatePolicyVersion'),
  'iam:CreateRole': write('iam:CreateRole', 'iam:TagRole'),
  'iam:DeletePolicy': write('iam:DeletePolicy'),
  'iam:DeletePolicyVersion': write('iam:DeletePolicyVersion'),
  'iam:DeleteRole': write('iam:DeleteRole'),
  'iam:DeleteRolePolicy': write('iam:DeleteRolePolicy'),
  'iam:DetachGroupPolicy': write('iam:DetachGroupPolicy'),
  'iam:DetachRolePolicy': write('iam:DetachRolePolicy'),
  'iam:DetachUserPolicy': write('iam:DetachUserPolicy'),
  'iam:PutRolePolicy': write('iam:PutRolePolicy'),
  'iam:TagRole': write('iam:TagRole'),
  'iam:UpdateAssumeRolePolicy': write('iam:UpdateAssumeRolePolicy'),
  'iam:UpdateRole': write('iam:UpdateRole'),
  'kms:PutKeyPolicy': write('kms:PutKeyPolicy'),
  's3:DeleteBucketPolicy': write('s3:DeleteBucketPolicy'),
  's3:PutBucketPolicy': write('s3:PutBucketPolicy'),
  'sso-admin:AttachCustomerManagedPolicyReferenceToPermissionSet': write(
    'sso:AttachCustomerManagedPolicyReferenceToPermissionSet',
  ),
  'sso-admin:CreateAccountAssignment': write('sso:CreateAccountAssignment'),
  'sso-admin:CreatePermissionSet': write(
    'sso:CreatePermissionSet',
    'sso:TagResource',
  ),
  'sso-admin:DeleteAccountAssignment': write('sso:DeleteAccountAssignment'),
  'sso-admin:DeletePermissionSet': write('sso:DeletePermissionSet'),
  'sso-admin:DetachCustomerManagedPolicyReferenceFromPermissionSet': write(
    'sso:DetachCustomerManagedPolicyReferenceFromPermissionSet',
  ),
  'sso-admin:ProvisionPermissionSet': write('sso:ProvisionPermissionSet'),
};

function read(...actions: string[]): AwsOperation {
  return { access: 'read', actions };
}

function write(...actions: string[]): AwsOperation {
  return { access: 'write', actions };
}

/** The names of all operations that the product calls, for example `s3:HeadBucket`. */
export const AWS_OPERATION_NAMES: readonly string[] = Object.keys(OPERATIONS);

/**
 * What AWS asks for when an operation is called.
 *
 * @param service - in any case, for example `S3`
 * @param operation - for example `HeadBucket`
 * @returns `undefined` for an operation that the product isn't known to call
 */
export function awsOperation(
  service: string,
  operation: string,
): AwsOperation | undefined {
  return OPERATIONS[`${service.toLowerCase()}:${operation}`];
}
