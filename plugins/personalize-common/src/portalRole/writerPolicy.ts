import { ConditionBlock, PolicyDocument } from '../policy/document';
import { MANAGED_TAG } from '../service/tags';
import {
  IS_GRANTABLE,
  IS_MANAGED,
  IS_MANAGED_OR_ADOPTED,
  TAGS_AS_MANAGED,
} from './names';
import { nothingElse } from './nothingElse';
import { BUCKET_READS, readStatements } from './reads';
import { documentOf, ReasonedStatement } from './reasoned';
import {
  allGroups,
  allKeys,
  allUsers,
  boundaryPolicy,
  personalizePolicies,
  personalizeRoles,
  PortalRoleScope,
} from './scope';

/** The policy of the role that a run assumes to write. */
export function writerPolicy(scope: PortalRoleScope): PolicyDocument {
  return documentOf(writerStatements(scope));
}

/**
 * The statements of the writer's policy, each with its reason. Which condition
 * keys an action knows is from the Service Authorization Reference of IAM, KMS
 * and S3.
 */
export function writerStatements(scope: PortalRoleScope): ReasonedStatement[] {
  const allowed = [
    ...readStatements(scope),
    ...roleStatements(scope),
    ...policyStatements(scope),
    ...(scope.directAttachment ? attachmentStatements(scope) : []),
    ...resourcePolicyStatements(scope),
  ];
  return [...allowed, nothingElse(allowed), ...denies(scope)];
}

/**
 * Condition: the request gives the product's tag to something new. What exists
 * already and has the tag with another value keeps it.
 */
const TAGS_NEW_AS_MANAGED: ConditionBlock = {
  StringEquals: TAGS_AS_MANAGED,
  StringEqualsIfExists: IS_MANAGED,
};

/**
 * On roles. Whether AWS tells the boundary (iam:PermissionsBoundary) for
 * UpdateAssumeRolePolicy, UpdateRole and DeleteRole isn't sure: newer reference
 * data lists the key for them, older data and reports say that it isn't supplied.
 * So these ask for the product's tag, and for the boundary only where AWS tells it.
 */
function roleStatements(scope: PortalRoleScope): ReasonedStatement[] {
  const roles = personalizeRoles(scope);
  const hasBoundary = { 'iam:PermissionsBoundary': boundaryPolicy(scope) };
  return [
    {
      because:
        'A role is born at the path, with the boundary and with the tag, or not at all.',
      statement: {
        Sid: 'CreateRoles',
        Effect: 'Allow',
        Action: 'iam:CreateRole',
        Resource: roles,
        Condition: {
          StringEquals: { ...hasBoundary, ...TAGS_AS_MANAGED },
        },
      },
    },
    {
      because:
        "IAM asks for TagRole as well when CreateRole carries tags, and doesn't tell this from tagging a role that exists. So no role of the platform belongs at the path; one that has the tag with another value than true, for example adopted, keeps it.",
      statement: {
        Sid: 'TagNewRoles',
        Effect: 'Allow',
        Action: 'iam:TagRole',
        Resource: roles,
        Condition: TAGS_NEW_AS_MANAGED,
      },
    },
    {
      because:
        'Further tags, on roles that the portal created, which stay its own. TagRole knows no condition on the boundary.',
      statement: {
        Sid: 'TagOwnRoles',
        Effect: 'Allow',
        Action: 'iam:TagRole',
        Resource: roles,
        Condition: {
          StringEquals: IS_MANAGED,
          StringEqualsIfExists: TAGS_AS_MANAGED,
        },
      },
    },
    {
      because:
        "Description, session duration and deletion, for roles that the portal created. A role that was adopted doesn't have the tag's value true, and stays. The boundary counts where AWS tells it for these actions.",
      statement: {
        Sid: 'ChangeOwnRoles',
        Effect: 'Allow',
        Action: ['iam:DeleteRole', 'iam:UpdateRole'],
        Resource: roles,
        Condition: {
          StringEquals: IS_MANAGED,
          StringEqualsIfExists: hasBoundary,
        },
      },
    },
    {
      because:
        'The permissions and the trust policy of a role, adopted ones included. IAM can bound only which role it is, not what is written; the boundary is what limits the content. Where AWS tells no boundary for the trust policy, the next statement is the one that counts.',
      statement: {
        Sid: 'WriteRolePolicies',
        Effect: 'Allow',
        Action: [
          'iam:DeleteRolePolicy',
          'iam:PutRolePolicy',
          'iam:UpdateAssumeRolePolicy',
        ],
        Resource: roles,
        Condition: { StringEquals: hasBoundary },
      },
    },
    {
      because:
        "The trust policy of a role that the portal created, or that an administrator has tagged as adopted, where AWS doesn't tell the boundary for this action. A role that has another boundary stays out of reach where AWS does.",
      statement: {
        Sid: 'WriteTrustByTag',
        Effect: 'Allow',
        Action: 'iam:UpdateAssumeRolePolicy',
        Resource: roles,
        Condition: {
          StringEquals: IS_MANAGED_OR_ADOPTED,
          StringEqualsIfExists: hasBoundary,
        },
      },
    },
    {
      because: 'No policy but those of the path gets on a role, or off it.',
      statement: {
        Sid: 'AttachPolicies',
        Effect: 'Allow',
        Action: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
        Resource: roles,
        Condition: {
          StringEquals: hasBoundary,
          ArnLike: { 'iam:PolicyARN': personalizePolicies(scope) },
        },
      },
    },
  ];
}

function policyStatements(scope: PortalRoleScope): ReasonedStatement[] {
  const policies = personalizePolicies(scope);
  return [
    {
      because:
        'The managed policies of a role and of the people who use it, created with the tag. IAM asks for TagPolicy as well, and with it a policy that is at the path already could be given the tag: so no policy of the platform belongs there, unless it has the tag with another value.',
      statement: {
        Sid: 'CreatePolicies',
        Effect: 'Allow',
        Action: ['iam:CreatePolicy', 'iam:TagPolicy'],
        Resource: policies,
        Condition: TAGS_NEW_AS_MANAGED,
      },
    },
    {
      because:
        'IAM keeps five versions of a policy: the oldest goes before a sixth is written, and all go before the policy does.',
      statement: {
        Sid: 'ChangeOwnPolicies',
        Effect: 'Allow',
        Action: [
          'iam:CreatePolicyVersion',
          'iam:DeletePolicy',
          'iam:DeletePolicyVersion',
        ],
        Resource: policies,
        Condition: { StringEquals: IS_MANAGED },
      },
    },
  ];
}

function attachmentStatements(scope: PortalRoleScope): ReasonedStatement[] {
  const ofPath = {
    ArnLike: { 'iam:PolicyARN': personalizePolicies(scope) },
  };
  return [
    {
      because:
        'Only where AllowDirectAttachment says so, and only policies of the path. The portal writes those policies and no boundary limits a group, so this amounts to all permissions in the account.',
      statement: {
        Sid: 'AttachToGroups',
        Effect: 'Allow',
        Action: ['iam:AttachGroupPolicy', 'iam:DetachGroupPolicy'],
        Resource: allGroups(scope),
        Condition: ofPath,
      },
    },
    {
      because:
        'As for groups. A condition on the boundary of the user would shut out the users that people have.',
      statement: {
        Sid: 'AttachToUsers',
        Effect: 'Allow',
        Action: ['iam:AttachUserPolicy', 'iam:DetachUserPolicy'],
        Resource: allUsers(scope),
        Condition: ofPath,
      },
    },
  ];
}

function resourcePolicyStatements(scope: PortalRoleScope): ReasonedStatement[] {
  return [
    {
      because:
        "Amounts to full control of the key, because IAM can't bound what is written into the policy. So only the keys that their owners have tagged; the portal can't set that tag.",
      statement: {
        Sid: 'WriteKeyPolicies',
        Effect: 'Allow',
        Action: 'kms:PutKeyPolicy',
        Resource: allKeys(scope),
        Condition: { StringEquals: IS_GRANTABLE },
      },
    },
    {
      because:
        "What is read of a bucket, as the reader does, and its policy. Writing that amounts to full control of the bucket, for the same reason. So only buckets of these names and of this account. Tags of buckets can't be the condition: they count only where attribute-based access control is switched on for the bucket.",
      statement: {
        Sid: 'ReadAndWriteBuckets',
        Effect: 'Allow',
        Action: [
          ...BUCKET_READS,
          's3:DeleteBucketPolicy',
          's3:PutBucketPolicy',
        ],
        Resource: scope.bucketArns,
        Condition: {
          StringEquals: { 's3:ResourceAccount': scope.accountId },
        },
      },
    },
  ];
}

/** These hold whatever else is ever attached to the writer. */
function denies(scope: PortalRoleScope): ReasonedStatement[] {
  const { directAttachment } = scope;
  return [
    {
      because:
        'The ways from these permissions to others. A role that could lift a boundary, take off a tag, pass or assume roles, or make users and keys, would need nothing else of this policy.',
      statement: {
        Sid: 'NoEscalation',
        Effect: 'Deny',
        Action: [
          'iam:AddUserToGroup',
          'iam:CreateAccessKey',
          'iam:CreateUser',
          'iam:DeleteRolePermissionsBoundary',
          'iam:PassRole',
          'iam:PutRolePermissionsBoundary',
          'iam:UntagPolicy',
          'iam:UntagRole',
          'sts:AssumeRole',
        ],
        Resource: '*',
      },
    },
    {
      because:
        "Everything outside the path is the platform's: the boundary, the platform's own policies and roles, and the portal's two roles with them.",
      statement: {
        Sid: 'NoChangeOutsideThePath',
        Effect: 'Deny',
        Action: [
          'iam:Add*',
          directAttachment ? 'iam:AttachRolePolicy' : 'iam:Attach*',
          'iam:Create*',
          'iam:Delete*',
          directAttachment ? 'iam:DetachRolePolicy' : 'iam:Detach*',
          'iam:Put*',
          'iam:Remove*',
          'iam:Set*',
          'iam:Tag*',
          'iam:Untag*',
          'iam:Update*',
          'iam:Upload*',
        ],
        NotResource: [personalizeRoles(scope), personalizePolicies(scope)],
      },
    },
    {
      because:
        "No tag but the portal's own and those of the guardrails: tags can open access elsewhere.",
      statement: {
        Sid: 'NoOtherTags',
        Effect: 'Deny',
        Action: [
          'iam:CreatePolicy',
          'iam:CreateRole',
          'iam:TagPolicy',
          'iam:TagRole',
        ],
        Resource: '*',
        Condition: {
          'ForAnyValue:StringNotEquals': {
            'aws:TagKeys': [MANAGED_TAG, ...scope.tagKeys],
          },
        },
      },
    },
    {
      because:
        'No policy but those of the path gets on a group or user, or off it.',
      statement: {
        Sid: 'NoOtherPolicyOnPeople',
        Effect: 'Deny',
        Action: [
          'iam:AttachGroupPolicy',
          'iam:AttachUserPolicy',
          'iam:DetachGroupPolicy',
          'iam:DetachUserPolicy',
        ],
        Resource: '*',
        Condition: {
          ArnNotLike: { 'iam:PolicyARN': personalizePolicies(scope) },
        },
      },
    },
    {
      because:
        'KMS refuses a key policy that would shut its own writer out, unless told not to check. It is never told so.',
      statement: {
        Sid: 'NoLockOut',
        Effect: 'Deny',
        Action: 'kms:PutKeyPolicy',
        Resource: '*',
        Condition: { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } },
      },
    },
  ];
}
