import { PolicyDocument } from '../../policy/document';
import { IS_MANAGED, TAGS_AS_MANAGED } from '../names';
import { nothingElse } from '../nothingElse';
import { documentOf, ReasonedStatement } from '../reasoned';
import { identityCenterReads } from './reads';
import { allPermissionSets, IdentityCenterScope, instance } from './scope';

/** What a run does with a permission set itself. */
const CHANGE_SETS = [
  'sso:AttachCustomerManagedPolicyReferenceToPermissionSet',
  'sso:DeletePermissionSet',
  'sso:DetachCustomerManagedPolicyReferenceFromPermissionSet',
];

/** What a run does with a permission set in an account. */
const CHANGE_IN_ACCOUNTS = [
  'sso:CreateAccountAssignment',
  'sso:DeleteAccountAssignment',
  'sso:ProvisionPermissionSet',
];

/** The policy of the role that a run assumes to write. */
export function identityCenterWriterPolicy(
  scope: IdentityCenterScope,
): PolicyDocument {
  return documentOf(identityCenterWriterStatements(scope));
}

/**
 * The statements of the writer's policy, each with its reason.
 *
 * AWS asks for an action on each resource that it needs: the instance, the
 * permission set, the account. Only a permission set has the tag, so each kind
 * of resource has a statement of its own.
 * Source: Service Authorization Reference, "AWS IAM Identity Center".
 */
export function identityCenterWriterStatements(
  scope: IdentityCenterScope,
): ReasonedStatement[] {
  const allowed = [
    ...identityCenterReads(scope),
    ...creation(scope),
    ...changes(scope),
  ];
  return [...allowed, nothingElse(allowed), ...denies(scope)];
}

function creation(scope: IdentityCenterScope): ReasonedStatement[] {
  return [
    {
      because: 'A permission set is born with the tag, or not at all.',
      statement: {
        Sid: 'CreatePermissionSets',
        Effect: 'Allow',
        Action: 'sso:CreatePermissionSet',
        Resource: [instance(scope), allPermissionSets(scope)],
        Condition: { StringEquals: TAGS_AS_MANAGED },
      },
    },
    {
      because:
        "The tags of a new permission set, which has no ARN yet. Not on permission sets that exist: those could be made to look like the portal's. The instance itself could get the tag, and nothing hangs on that.",
      statement: {
        Sid: 'TagNewPermissionSets',
        Effect: 'Allow',
        Action: 'sso:TagResource',
        Resource: instance(scope),
        Condition: { StringEquals: TAGS_AS_MANAGED },
      },
    },
    {
      because: 'The same on the permission set itself, once it has the tag.',
      statement: {
        Sid: 'TagOwnPermissionSets',
        Effect: 'Allow',
        Action: 'sso:TagResource',
        Resource: allPermissionSets(scope),
        Condition: { StringEquals: { ...TAGS_AS_MANAGED, ...IS_MANAGED } },
      },
    },
  ];
}

function changes(scope: IdentityCenterScope): ReasonedStatement[] {
  return [
    {
      because:
        "Only permission sets that the portal created. What they refer to are policies of the accounts, by name: IAM can't bound which.",
      statement: {
        Sid: 'ChangeOwnPermissionSets',
        Effect: 'Allow',
        Action: [...CHANGE_IN_ACCOUNTS, ...CHANGE_SETS].sort(),
        Resource: allPermissionSets(scope),
        Condition: { StringEquals: IS_MANAGED },
      },
    },
    {
      because: 'The instance that those permission sets belong to.',
      statement: {
        Sid: 'ChangeInInstance',
        Effect: 'Allow',
        Action: [...CHANGE_IN_ACCOUNTS, ...CHANGE_SETS].sort(),
        Resource: instance(scope),
      },
    },
    {
      because:
        "Only in the accounts where the portal works. An assignment creates the role there by Identity Center's own service-linked role, so nothing of IAM is needed.",
      statement: {
        Sid: 'AssignInAccounts',
        Effect: 'Allow',
        Action: CHANGE_IN_ACCOUNTS,
        Resource: scope.accountArns,
      },
    },
  ];
}

/** These hold whatever else is ever attached to the writer. */
function denies(scope: IdentityCenterScope): ReasonedStatement[] {
  return [
    {
      because:
        "Everybody else's permission sets are neither changed nor given to anybody.",
      statement: {
        Sid: 'NoOtherPermissionSets',
        Effect: 'Deny',
        Action: [...CHANGE_IN_ACCOUNTS, ...CHANGE_SETS].sort(),
        Resource: allPermissionSets(scope),
        Condition: { StringNotEquals: IS_MANAGED },
      },
    },
    {
      because:
        "The portal's permission sets refer to policies of the accounts and hold none of their own or of AWS; and no tag comes off.",
      statement: {
        Sid: 'NoOtherContent',
        Effect: 'Deny',
        Action: [
          'sso:AttachManagedPolicyToPermissionSet',
          'sso:PutInlinePolicyToPermissionSet',
          'sso:UntagResource',
        ],
        Resource: '*',
      },
    },
  ];
}
