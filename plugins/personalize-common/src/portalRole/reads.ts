import { ReasonedStatement } from './reasoned';
import {
  allGroups,
  allKeys,
  allOfPersonalize,
  allOidcProviders,
  allPolicies,
  allRoles,
  allSamlProviders,
  allUsers,
  personalizePolicies,
  PortalRoleScope,
} from './scope';

/** What both of the portal's roles read of a bucket. */
export const BUCKET_READS = [
  's3:GetBucketPolicy',
  's3:GetBucketTagging',
  's3:GetEncryptionConfiguration',
  's3:ListBucket',
];

/**
 * What both of the portal's roles read, save buckets: each role has one statement
 * on those, for the list of buckets is long. The writer reads, too: a run reads
 * again right before a write and right after it.
 */
export function readStatements(scope: PortalRoleScope): ReasonedStatement[] {
  return [
    ...roleReads(scope),
    ...peopleReads(scope),
    ...resourceReads(scope),
    ...usageReads(scope),
  ];
}

function roleReads(scope: PortalRoleScope): ReasonedStatement[] {
  return [
    {
      because:
        'A role name is unique in the account whatever the path, so a role of another path that has the name must be found before anything is created. Adopting a role reads all its policies, and before one is deleted it is looked what else hangs on it.',
      statement: {
        Sid: 'ReadRoles',
        Effect: 'Allow',
        Action: [
          'iam:GetRole',
          'iam:GetRolePolicy',
          'iam:ListAttachedRolePolicies',
          'iam:ListInstanceProfilesForRole',
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
  ];
}

function peopleReads(scope: PortalRoleScope): ReasonedStatement[] {
  return [
    {
      because:
        'Whom access was given to before, so that it can be taken away when it is no longer asked for.',
      statement: {
        Sid: 'ReadWhoHasPolicies',
        Effect: 'Allow',
        Action: 'iam:ListEntitiesForPolicy',
        Resource: personalizePolicies(scope),
      },
    },
    {
      because:
        'Whether a group that is named exists, and what its policies allow and deny. GetGroup also names its members; there is no narrower action.',
      statement: {
        Sid: 'ReadGroups',
        Effect: 'Allow',
        Action: [
          'iam:GetGroup',
          'iam:GetGroupPolicy',
          'iam:ListAttachedGroupPolicies',
          'iam:ListGroupPolicies',
        ],
        Resource: allGroups(scope),
      },
    },
    {
      because:
        'Whether a user that is named exists and at which path, which the trust policy of a role needs; and what its policies, and those of its groups, allow and deny.',
      statement: {
        Sid: 'ReadUsers',
        Effect: 'Allow',
        Action: [
          'iam:GetUser',
          'iam:GetUserPolicy',
          'iam:ListAttachedUserPolicies',
          'iam:ListGroupsForUser',
          'iam:ListUserPolicies',
        ],
        Resource: allUsers(scope),
      },
    },
    {
      because: 'Whether the provider that a role is to trust exists.',
      statement: {
        Sid: 'ReadSamlProviders',
        Effect: 'Allow',
        Action: 'iam:GetSAMLProvider',
        Resource: allSamlProviders(scope),
      },
    },
    {
      because:
        'Whether the provider that a role is to trust exists, and for which audiences.',
      statement: {
        Sid: 'ReadOidcProviders',
        Effect: 'Allow',
        Action: 'iam:GetOpenIDConnectProvider',
        Resource: allOidcProviders(scope),
      },
    },
  ];
}

function resourceReads(scope: PortalRoleScope): ReasonedStatement[] {
  return [
    {
      because:
        "State, policy, grants and tags of the keys that are asked for and of the buckets' default keys. Nothing is decrypted.",
      statement: {
        Sid: 'ReadKeys',
        Effect: 'Allow',
        Action: [
          'kms:DescribeKey',
          'kms:GetKeyPolicy',
          'kms:ListGrants',
          'kms:ListResourceTags',
        ],
        Resource: allKeys(scope),
      },
    },
    {
      because:
        'What a team may be granted is often said of aliases, which are found only by listing all.',
      statement: {
        Sid: 'ListAliases',
        Effect: 'Allow',
        Action: 'kms:ListAliases',
        Resource: '*',
      },
    },
  ];
}

/** What would break when a set-up is taken back. */
function usageReads(scope: PortalRoleScope): ReasonedStatement[] {
  return [
    {
      because:
        'What of Personalize uses a role or key that is about to lose its access. These actions list the whole account or nothing.',
      statement: {
        Sid: 'ListPersonalize',
        Effect: 'Allow',
        Action: [
          'personalize:ListCampaigns',
          'personalize:ListDatasetGroups',
          'personalize:ListMetricAttributions',
          'personalize:ListRecommenders',
          'personalize:ListSolutions',
        ],
        Resource: '*',
      },
    },
    {
      because: 'Which role and key a dataset group uses. No data is read.',
      statement: {
        Sid: 'ReadDatasetGroups',
        Effect: 'Allow',
        Action: 'personalize:DescribeDatasetGroup',
        Resource: allOfPersonalize(scope, 'dataset-group'),
      },
    },
    {
      because: 'Which role a metric attribution uses.',
      statement: {
        Sid: 'ReadMetricAttributions',
        Effect: 'Allow',
        Action: 'personalize:DescribeMetricAttribution',
        Resource: allOfPersonalize(scope, 'metric-attribution'),
      },
    },
  ];
}
