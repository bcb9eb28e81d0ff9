import { ReasonedStatement } from '../reasoned';
import { allPermissionSets, IdentityCenterScope, instance } from './scope';

/**
 * What both of the portal's roles read in Identity Center. AWS asks for each of
 * these actions on every type of resource that it knows.
 */
export function identityCenterReads(
  scope: IdentityCenterScope,
): ReasonedStatement[] {
  return [
    {
      because:
        'Which instance there is. Identity Center knows no resource for this action.',
      statement: {
        Sid: 'FindInstance',
        Effect: 'Allow',
        Action: 'sso:ListInstances',
        Resource: '*',
      },
    },
    {
      because:
        'The permission sets that there are, and how far Identity Center is with what was asked of it.',
      statement: {
        Sid: 'ReadInstance',
        Effect: 'Allow',
        Action: [
          'sso:DescribeAccountAssignmentCreationStatus',
          'sso:DescribeAccountAssignmentDeletionStatus',
          'sso:DescribePermissionSetProvisioningStatus',
          'sso:ListPermissionSets',
        ],
        Resource: instance(scope),
      },
    },
    {
      because:
        'A permission set is found by its name alone, so each is looked at: whether it is ours, what it holds, and where else it is used.',
      statement: {
        Sid: 'ReadPermissionSets',
        Effect: 'Allow',
        Action: [
          'sso:DescribePermissionSet',
          'sso:GetInlinePolicyForPermissionSet',
          'sso:ListAccountsForProvisionedPermissionSet',
          'sso:ListCustomerManagedPolicyReferencesInPermissionSet',
          'sso:ListManagedPoliciesInPermissionSet',
          'sso:ListTagsForResource',
        ],
        Resource: [instance(scope), allPermissionSets(scope)],
      },
    },
    {
      because:
        'Who has a permission set already. Only in the accounts where the portal works.',
      statement: {
        Sid: 'ReadAssignments',
        Effect: 'Allow',
        Action: 'sso:ListAccountAssignments',
        Resource: [instance(scope), allPermissionSets(scope)],
      },
    },
    {
      because: 'The accounts of those assignments.',
      statement: {
        Sid: 'ReadAssignmentsOfAccounts',
        Effect: 'Allow',
        Action: 'sso:ListAccountAssignments',
        Resource: scope.accountArns,
      },
    },
  ];
}
