import { ReasonedStatement } from './reasoned';
import { allKeys, allPolicies, allRoles, PortalRoleScope } from './scope';

/**
 * What both of the portal's roles read. The writer reads, too: a run reads again
 * right before a write and right after it.
 */
export function readStatements(scope: PortalRoleScope): ReasonedStatement[] {
  return [
    {
      because:
        'A role name is unique in the account whatever the path, so a role of another path that has the name must be found before anything is created. Adopting a role reads all its policies.',
      statement: {
        Sid: 'ReadRoles',
        Effect: 'Allow',
        Action: [
          'iam:GetRole',
          'iam:GetRolePolicy',
          'iam:ListAttachedRolePolicies',
          'iam:ListRolePolicies',
        ],
        Resource: allRoles(scope),
      },
    },
    {
      because:
        "The role's own policy, the boundary, and what is attached to a role that is to be adopted; that may be a policy of AWS.",
      statement: {
        Sid: 'ReadPolicies',
        Effect: 'Allow',
        Action: [
          'iam:GetPolicy',
          'iam:GetPolicyVersion',
          'iam:ListPolicyVersions',
        ],
        Resource: allPolicies(scope),
      },
    },
    {
      because:
        "Names that differ by case only, and the account's own quotas. IAM knows no resource for these two actions.",
      statement: {
        Sid: 'ReadAccount',
        Effect: 'Allow',
        Action: ['iam:GetAccountSummary', 'iam:ListRoles'],
        Resource: '*',
      },
    },
    {
      because:
        "State, policy and tags of the keys that are asked for and of the buckets' default keys. Nothing is decrypted.",
      statement: {
        Sid: 'ReadKeys',
        Effect: 'Allow',
        Action: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListResourceTags'],
        Resource: allKeys(scope),
      },
    },
    {
      because:
        'Region, policy, default encryption and tags of a bucket. The Region comes from HeadBucket, which S3 authorises as s3:ListBucket; there is no narrower action, so the names of objects could be listed, too. Their content is out of reach. The condition leaves out a bucket of that name in another account.',
      statement: {
        Sid: 'ReadBuckets',
        Effect: 'Allow',
        Action: [
          's3:GetBucketPolicy',
          's3:GetBucketTagging',
          's3:GetEncryptionConfiguration',
          's3:ListBucket',
        ],
        Resource: scope.bucketArns,
        Condition: {
          StringEquals: { 's3:ResourceAccount': scope.accountId },
        },
      },
    },
  ];
}
