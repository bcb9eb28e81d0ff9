import {
  bucketArn,
  bucketPatternHolds,
  InvalidRequestError,
  managedPolicyArn,
  POLICY_VERSION,
  PolicyDocument,
  PolicyStatement,
  policyText,
  PRESETS,
  roleArn,
  RoleIdentity,
  RoleTarget,
  servicePolicyName,
  userPolicyArn,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What a run may write; the same for each step of a task. */
export interface RunReach {
  role: RoleTarget;
  /** ARNs of the roles for people. */
  peopleRoles: readonly string[];
  /** Names of the IAM groups that policies are attached to directly. */
  groups: readonly string[];
  /** Names of the IAM users that policies are attached to directly. */
  users: readonly string[];
  /** ARNs. */
  keys: readonly string[];
  /** Names. */
  buckets: readonly string[];
  /** The bucket name patterns that `personalize.teams` gives to the run's owners. */
  bucketPatterns: readonly string[];
}

/** A policy that limits one session of the writer. */
export interface SessionPolicy {
  /** How closely it matches the reach of the run; see {@link sessionPolicies}. */
  form: SessionPolicyForm;
  document: PolicyDocument;
}

/** From the narrowest form to the widest. */
const SESSION_POLICY_FORMS = [
  'by-name',
  'bucket-patterns',
  'region-keys',
  'all-buckets',
  'role-path',
] as const;
export type SessionPolicyForm = (typeof SESSION_POLICY_FORMS)[number];

/**
 * Characters of a session policy, without white space.
 * Source: AWS STS API Reference, AssumeRole, Policy.
 */
const SESSION_POLICY_LIMIT = 2_048;

/** What each form lets a run write, for the log of the task. */
const COVERED: Readonly<Record<SessionPolicyForm, string>> = {
  'by-name': 'its role, people, keys and buckets by name',
  'bucket-patterns':
    "its role, people and keys by name, and buckets by the team's patterns",
  'region-keys':
    "its role and people by name, buckets by the team's patterns, and every key of the Region that the portal can change",
  'all-buckets':
    'its role and people by name, and every bucket and every key of the Region that the portal can change',
  'role-path':
    'every role of its path, and every bucket and every key of the Region that the portal can change',
};

/** Describes in one sentence what a run's session may change. */
export function sessionPolicySentence({
  form,
}: Pick<SessionPolicy, 'form'>): string {
  return `The AWS session of this run can change ${COVERED[form]}.`;
}

/**
 * What the writer reads, wherever. It also allows detaching a policy: a revoke
 * detaches the role's own policies from every holder, and the last statement limits
 * it to those.
 */
const ANYWHERE: PolicyStatement = {
  Effect: 'Allow',
  Action: [
    'iam:Detach*',
    'iam:Get*',
    'iam:List*',
    'kms:Describe*',
    'kms:Get*',
    'kms:List*',
    'personalize:Describe*',
    'personalize:List*',
    's3:GetBucket*',
    's3:GetEncryptionConfiguration',
    's3:ListBucket',
  ],
  Resource: '*',
};

/**
 * The policies that can limit a session of the writer to a run, from the narrowest to
 * the widest: each names less and so is shorter. Omits a policy that is too long for
 * AWS, or equal to the one before. AWS also packs the policies and limits the packed
 * size, which can't be computed beforehand: whoever assumes the role takes the next
 * form if AWS says that one is too large.
 *
 * A session may do only what both the role's policy and the session policy allow. So
 * these policies contain no conditions and may name actions widely: they narrow what
 * is written. Reads stay as wide as the writer's because a plan also reads what
 * others have. The session policy also limits what a bucket or key policy gives to
 * the role itself, but not what it gives to one session of the role, by that
 * session's ARN.
 * Sources: IAM User Guide, "Session policies"; AWS STS API Reference, AssumeRole,
 * Policy, PackedPolicySize and PackedPolicyTooLarge.
 *
 * @returns not empty
 * @throws InvalidRequestError if even the widest form is too long
 */
export function sessionPolicies(
  reach: RunReach,
): readonly [SessionPolicy, ...SessionPolicy[]] {
  const [narrowest, ...wider] = SESSION_POLICY_FORMS.map(form => ({
    form,
    document: sessionPolicy(reach, form),
  })).filter(
    ({ document }, index, all) =>
      policyText(document).length <= SESSION_POLICY_LIMIT &&
      (index === 0 ||
        policyText(document) !== policyText(all[index - 1].document)),
  );
  if (!narrowest) {
    throw new InvalidRequestError([
      {
        field: 'rolePath',
        value: reach.role.rolePath,
        rule: `with a path this long, the policy that limits the session of a run exceeds AWS's ${SESSION_POLICY_LIMIT} characters, and we don't run without one; choose a shorter path`,
      },
    ]);
  }
  return [narrowest, ...wider];
}

function sessionPolicy(
  reach: RunReach,
  form: SessionPolicyForm,
): PolicyDocument {
  const isOfPath = form === 'role-path';
  return {
    Version: POLICY_VERSION,
    Statement: [
      ANYWHERE,
      {
        Effect: 'Allow',
        Action: ['iam:*', 'kms:PutKeyPolicy', 's3:*BucketPolicy'],
        Resource: [
          ...(isOfPath ? rolesOfPath(reach) : rolesByName(reach)),
          ...(isOfPath ? anyPerson(reach) : peopleByName(reach)),
          ...keysIn(reach, form),
          ...bucketsIn(reach, form),
        ],
      },
      {
        Effect: 'Deny',
        Action: 'iam:*tach*Policy',
        Resource: '*',
        Condition: { ArnNotLike: { 'iam:PolicyARN': policiesOf(reach.role) } },
      },
    ],
  };
}

/** The policies of a role, and of another whose name continues after a hyphen. */
function policiesOf({
  partition,
  accountId,
  rolePath,
  roleName,
}: RoleIdentity): string {
  return managedPolicyArn(partition, accountId, rolePath, `${roleName}-*`);
}

/** Names policies in full: those of role `reco-eu` begin like those of `reco`. */
function rolesByName({ role, peopleRoles }: RunReach): string[] {
  const { partition, accountId, rolePath, roleName } = role;
  return [
    roleArn(role),
    ...peopleRoles,
    managedPolicyArn(
      partition,
      accountId,
      rolePath,
      servicePolicyName(roleName),
    ),
    ...PRESETS.map(preset => userPolicyArn(role, preset)),
  ];
}

function rolesOfPath({ role }: RunReach): string[] {
  return [roleArn({ ...role, roleName: '*' }), policiesOf(role)];
}

/** A run only knows the name; a group or user may have any path. */
function peopleByName({ role, groups, users }: RunReach): string[] {
  const named = (kind: string, names: readonly string[]) =>
    names.flatMap(name => [
      personArn(role, `${kind}/${name}`),
      personArn(role, `${kind}/*/${name}`),
    ]);
  return [...named('group', groups), ...named('user', users)];
}

function anyPerson({ role, groups, users }: RunReach): string[] {
  return [
    ...(groups.length > 0 ? [personArn(role, 'group/*')] : []),
    ...(users.length > 0 ? [personArn(role, 'user/*')] : []),
  ];
}

function personArn(
  { partition, accountId }: RoleIdentity,
  resource: string,
): string {
  return `arn:${partition}:iam::${accountId}:${resource}`;
}

function keysIn(
  { role: { partition, region, accountId }, keys }: RunReach,
  form: SessionPolicyForm,
): readonly string[] {
  return form === 'by-name' || form === 'bucket-patterns'
    ? keys
    : [`arn:${partition}:kms:${region}:${accountId}:key/*`];
}

function bucketsIn(
  { role: { partition }, buckets, bucketPatterns }: RunReach,
  form: SessionPolicyForm,
): string[] {
  const arns = (names: readonly string[]) =>
    names.map(name => bucketArn(partition, name));
  switch (form) {
    case 'by-name':
      return arns(buckets);
    case 'bucket-patterns':
    case 'region-keys':
      return arns([
        ...bucketPatterns.filter(pattern =>
          buckets.some(bucket => isIn(pattern, bucket)),
        ),
        ...buckets.filter(
          bucket => !bucketPatterns.some(pattern => isIn(pattern, bucket)),
        ),
      ]);
    default:
      return arns(['*']);
  }
}

function isIn(pattern: string, bucket: string): boolean {
  return bucketPatternHolds(pattern, { bucket, prefix: '' });
}

/**
 * The policy that limits one session of the writer in Identity Center's account: a
 * run gives people access only in its own account. The policy can't name permission
 * sets: AWS generates their ids, and a run creates some itself. The writer's own
 * policy requires their tag.
 * Source: Service Authorization Reference, "AWS IAM Identity Center".
 */
export function identityCenterSessionPolicy({
  partition,
  accountId,
}: Pick<RoleIdentity, 'partition' | 'accountId'>): PolicyDocument {
  return {
    Version: POLICY_VERSION,
    Statement: [
      {
        Effect: 'Allow',
        Action: ['sso:Describe*', 'sso:Get*', 'sso:List*'],
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Action: 'sso:*',
        Resource: [
          `arn:${partition}:sso:::instance/*`,
          `arn:${partition}:sso:::permissionSet/*`,
          `arn:${partition}:sso:::account/${accountId}`,
        ],
      },
    ],
  };
}
