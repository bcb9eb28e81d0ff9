import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ApplyingPolicies,
  decide,
  Decision,
  POLICY_VERSION,
  PolicyDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  ADOPTED_TAG,
  BOUNDARY,
  BUCKET,
  bucketOf,
  Carried,
  GRANTABLE,
  GROUP,
  IN_REGION,
  KEY,
  NEW_TAG,
  OWN_BUCKET,
  OWN_TAG,
  POLICY,
  requestOf,
  ROLE,
  SCOPE,
  THROUGH_S3,
  USER,
  WITH_BOUNDARY,
  WRITER,
  READER,
} from './__testUtils__/account';
import { accountPolicies } from './__testUtils__/policies';
import { sessionPolicies } from './sessionPolicy';

/*
 * What somebody can do who has stolen the credentials of one of the printed
 * roles. Whatever could help is given: the policy of each bucket, key and role
 * lets the thief in by name, and the stolen Personalize role has all permissions
 * of its own, so that its boundary alone is between. The writer's session is that of
 * one run, which can be stolen from the portal's memory.
 *
 * `UPDATE_DOCS=1` writes the table into docs/portal-role.md.
 */

/** What somebody tries, and what AWS knows of it. */
interface Attempt {
  /** After "tries to". */
  tries: string;
  actions: string[];
  on: string;
  /** One for each way in which AWS may see the request; all must have one outcome. */
  carried?: Carried[];
  /** Whether the owner of the bucket or key leaves it to the account's own policies. */
  isUnnamed?: true;
  /** What bounds it; only what is allowed has this. */
  within?: string;
}

const OTHER_ACCOUNT = '444455556666';
/** On the stack's BucketOwners. */
const PARTNER = '777788889999';
const OTHER_BUCKET = 'arn:aws:s3:::payroll';
const ADMIN_ROLE = `arn:aws:iam::${ACCOUNT}:role/admin`;
const ADMINISTRATOR = {
  'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess',
};
const OTHER_BOUNDARY = {
  'iam:PermissionsBoundary': `arn:aws:iam::${ACCOUNT}:policy/platform/limits`,
};
const RELEASED = { ...GRANTABLE, ...IN_REGION };
const ELSEWHERE = { 'aws:RequestedRegion': 'ap-south-1' };
const TO_PERSONALIZE = { 'iam:PassedToService': 'personalize.amazonaws.com' };
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:shop-1a2b3c`;

const WRITER_ATTEMPTS: Attempt[] = [
  {
    tries: 'edit the trust policy of a role outside the path',
    actions: ['iam:UpdateAssumeRolePolicy'],
    on: ADMIN_ROLE,
    carried: [{ ...WITH_BOUNDARY, ...OWN_TAG }],
  },
  {
    tries:
      'edit the trust policy of a role at the path that the portal did not create',
    actions: ['iam:UpdateAssumeRolePolicy'],
    on: ROLE,
    carried: [{}, OTHER_BOUNDARY],
  },
  {
    tries: 'edit the trust policy of a role that the portal created',
    actions: ['iam:UpdateAssumeRolePolicy'],
    on: ROLE,
    carried: [{ ...WITH_BOUNDARY, ...OWN_TAG }, OWN_TAG],
    within: 'the boundary limits anyone who then assumes the role',
  },
  {
    tries: 'create a role without the boundary',
    actions: ['iam:CreateRole'],
    on: ROLE,
    carried: [NEW_TAG, { ...NEW_TAG, ...OTHER_BOUNDARY }],
  },
  {
    tries: 'create a role with the boundary, and write any policy for it',
    actions: ['iam:CreateRole', 'iam:PutRolePolicy'],
    on: ROLE,
    carried: [{ ...NEW_TAG, ...WITH_BOUNDARY }],
    within: 'the boundary limits the role whatever its policies say',
  },
  {
    tries: 'remove or replace the boundary of a role',
    actions: [
      'iam:DeleteRolePermissionsBoundary',
      'iam:PutRolePermissionsBoundary',
    ],
    on: ROLE,
    carried: [{ ...WITH_BOUNDARY, ...OWN_TAG }],
  },
  {
    tries: 'attach AdministratorAccess to a role that the portal created',
    actions: ['iam:AttachRolePolicy'],
    on: ROLE,
    carried: [{ ...WITH_BOUNDARY, ...OWN_TAG, ...ADMINISTRATOR }],
  },
  {
    tries: 'attach a policy to an IAM user',
    actions: ['iam:AttachUserPolicy', 'iam:PutUserPolicy'],
    on: USER,
    carried: [ADMINISTRATOR, { 'iam:PolicyARN': POLICY }],
  },
  {
    tries: 'attach a policy to an IAM group',
    actions: ['iam:AttachGroupPolicy', 'iam:PutGroupPolicy'],
    on: GROUP,
    carried: [ADMINISTRATOR, { 'iam:PolicyARN': POLICY }],
  },
  {
    tries: 'edit the boundary',
    actions: [
      'iam:CreatePolicyVersion',
      'iam:DeletePolicy',
      'iam:SetDefaultPolicyVersion',
      'iam:TagPolicy',
    ],
    on: BOUNDARY,
    carried: [{ ...OWN_TAG, ...NEW_TAG }],
  },
  {
    tries: 'pass a role to a service',
    actions: ['iam:PassRole'],
    on: ROLE,
    carried: [
      TO_PERSONALIZE,
      { 'iam:PassedToService': 'lambda.amazonaws.com' },
    ],
  },
  {
    tries: 'assume a role whose trust policy it has edited',
    actions: ['sts:AssumeRole'],
    on: ROLE,
  },
  {
    tries: 'create a user or an access key',
    actions: ['iam:CreateUser', 'iam:CreateAccessKey'],
    on: USER,
  },
  {
    tries: 'edit its own role',
    actions: [
      'iam:AttachRolePolicy',
      'iam:PutRolePolicy',
      'iam:TagRole',
      'iam:UpdateAssumeRolePolicy',
    ],
    on: WRITER,
    carried: [{ ...WITH_BOUNDARY, ...OWN_TAG, ...NEW_TAG }],
  },
  {
    tries: 'tag a role outside the path as managed by the portal',
    actions: ['iam:TagRole'],
    on: ADMIN_ROLE,
    carried: [NEW_TAG],
  },
  {
    tries: 'tag a role as managed that has the tag with another value',
    actions: ['iam:TagRole'],
    on: ROLE,
    carried: [{ ...NEW_TAG, ...ADOPTED_TAG }],
  },
  {
    tries: 'tag a role at the path as managed that has no such tag',
    actions: ['iam:TagRole'],
    on: ROLE,
    carried: [NEW_TAG],
    within:
      'IAM treats it like creating a role: keep other roles out of the path, or lock them with another value of the tag',
  },
  {
    tries: 'give a role a tag that nobody allowed',
    actions: ['iam:TagRole'],
    on: ROLE,
    carried: [
      { ...OWN_TAG, 'aws:TagKeys': ['department'] },
      {
        ...NEW_TAG,
        'aws:TagKeys': ['personalize:managed', 'department'],
      },
    ],
  },
  {
    tries: 'remove a tag from a role or policy',
    actions: ['iam:UntagRole', 'iam:UntagPolicy'],
    on: ROLE,
    carried: [OWN_TAG],
  },
  {
    tries: 'delete a role that was adopted',
    actions: ['iam:DeleteRole'],
    on: ROLE,
    carried: [{ ...WITH_BOUNDARY, ...ADOPTED_TAG }, ADOPTED_TAG, WITH_BOUNDARY],
  },
  {
    tries: 'put a policy on a key without the tag',
    actions: ['kms:PutKeyPolicy'],
    on: KEY,
    carried: [IN_REGION],
    isUnnamed: true,
  },
  {
    tries: 'put a policy on a key without the tag whose own policy allows it',
    actions: ['kms:PutKeyPolicy'],
    on: KEY,
    carried: [IN_REGION],
    within: 'keys whose owners name the writer',
  },
  {
    tries: 'tag a key as released',
    actions: ['kms:TagResource'],
    on: KEY,
    carried: [IN_REGION],
  },
  {
    tries: 'bypass the lock-out check of a released key',
    actions: ['kms:PutKeyPolicy'],
    on: KEY,
    carried: [{ ...RELEASED, 'kms:BypassPolicyLockoutSafetyCheck': 'true' }],
  },
  {
    tries: 'put any policy on a released key',
    actions: ['kms:PutKeyPolicy'],
    on: KEY,
    carried: [RELEASED],
    within: 'keys that their owners tagged',
  },
  {
    tries: 'put a policy on a bucket outside the names',
    actions: ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
    on: OTHER_BUCKET,
    carried: [OWN_BUCKET],
    isUnnamed: true,
  },
  {
    tries:
      'put a policy on a bucket outside the names whose own policy allows it',
    actions: ['s3:PutBucketPolicy'],
    on: OTHER_BUCKET,
    carried: [OWN_BUCKET],
    within: 'buckets whose owners name the writer',
  },
  {
    tries: 'put a policy on a bucket of another account',
    actions: ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
    on: BUCKET,
    carried: [bucketOf(OTHER_ACCOUNT)],
  },
  {
    tries: 'put any policy on a released bucket',
    actions: ['s3:PutBucketPolicy'],
    on: BUCKET,
    carried: [OWN_BUCKET],
    within: 'buckets of the account whose names fit BucketArns',
  },
  {
    tries: 'read, write or delete objects of a released bucket',
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    on: `${BUCKET}/input/data.csv`,
    carried: [OWN_BUCKET],
  },
  {
    tries: 'decrypt with a released key, or hand it on',
    actions: ['kms:Decrypt', 'kms:CreateGrant'],
    on: KEY,
    carried: [RELEASED, { ...RELEASED, ...THROUGH_S3 }],
  },
];

const ROLE_OF_OTHERS = `arn:aws:iam::${ACCOUNT}:role/personalize/personalize-orders`;
const POLICY_OF_OTHERS = `arn:aws:iam::${ACCOUNT}:policy/personalize/personalize-orders-service`;

const SESSION_ATTEMPTS: Attempt[] = [
  {
    tries: 'write the trust policy or a policy of a role of another set-up',
    actions: ['iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy'],
    on: ROLE_OF_OTHERS,
    carried: [{ ...WITH_BOUNDARY, ...OWN_TAG }],
  },
  {
    tries: 'delete a role of another set-up, or change its tags or settings',
    actions: ['iam:DeleteRole', 'iam:TagRole', 'iam:UpdateRole'],
    on: ROLE_OF_OTHERS,
    carried: [{ ...WITH_BOUNDARY, ...OWN_TAG }],
  },
  {
    tries: 'create another role at the path',
    actions: ['iam:CreateRole'],
    on: `arn:aws:iam::${ACCOUNT}:role/personalize/another`,
    carried: [{ ...NEW_TAG, ...WITH_BOUNDARY }],
  },
  {
    tries: 'change a managed policy of another set-up',
    actions: ['iam:CreatePolicyVersion', 'iam:DeletePolicy'],
    on: POLICY_OF_OTHERS,
    carried: [OWN_TAG],
  },
  {
    tries: 'attach a policy of another set-up to its own role',
    actions: ['iam:AttachRolePolicy'],
    on: ROLE,
    carried: [{ ...WITH_BOUNDARY, 'iam:PolicyARN': POLICY_OF_OTHERS }],
  },
  {
    tries:
      'attach a policy of another set-up whose role begins with its own name and a hyphen',
    actions: ['iam:AttachRolePolicy'],
    on: ROLE,
    carried: [
      {
        ...WITH_BOUNDARY,
        'iam:PolicyARN': POLICY.replace('-service', '-eu-service'),
      },
    ],
    within: 'policies that the portal created; the boundary limits the role',
  },
  {
    tries:
      'edit a policy of another set-up whose role begins with its own name and a hyphen',
    actions: ['iam:CreatePolicyVersion', 'iam:DeletePolicy'],
    on: POLICY.replace('-service', '-eu-service'),
    carried: [OWN_TAG],
  },
  {
    tries: 'attach its own policy to a role of another set-up',
    actions: ['iam:AttachRolePolicy'],
    on: ROLE_OF_OTHERS,
    carried: [{ ...WITH_BOUNDARY, 'iam:PolicyARN': POLICY }],
  },
  {
    tries: 'put a policy on a released key that its set-up does not use',
    actions: ['kms:PutKeyPolicy'],
    on: KEY.replace('1234abcd', 'ffffffff'),
    carried: [RELEASED],
  },
  {
    tries: 'put a policy on a released bucket that its set-up does not use',
    actions: ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
    on: 'arn:aws:s3:::reco-orders',
    carried: [OWN_BUCKET],
  },
  {
    tries: 'put any policy on a key of its set-up',
    actions: ['kms:PutKeyPolicy'],
    on: KEY,
    carried: [RELEASED],
    within: 'the requested and recorded keys, for an hour',
  },
  {
    tries: 'put any policy on a bucket of its set-up',
    actions: ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
    on: BUCKET,
    carried: [OWN_BUCKET],
    within: 'the requested and recorded buckets, for an hour',
  },
  {
    tries: 'write any policy of its own role',
    actions: ['iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'],
    on: ROLE,
    carried: [{ ...WITH_BOUNDARY, ...OWN_TAG }],
    within: 'the role and the roles of its people, which have the boundary',
  },
  {
    tries: 'read a role of another set-up, and its policies',
    actions: ['iam:GetRole', 'iam:GetRolePolicy'],
    on: ROLE_OF_OTHERS,
    within: 'the reader can also read it',
  },
];

const READER_ATTEMPTS: Attempt[] = [
  {
    tries: 'read objects of a released bucket',
    actions: ['s3:GetObject'],
    on: `${BUCKET}/input/data.csv`,
    carried: [OWN_BUCKET],
  },
  {
    tries: 'list the names of objects of a released bucket',
    actions: ['s3:ListBucket'],
    on: BUCKET,
    carried: [OWN_BUCKET],
    within: 'HeadBucket needs it; S3 has nothing narrower',
  },
  {
    tries: 'decrypt with a released key, or hand it on',
    actions: ['kms:Decrypt', 'kms:CreateGrant'],
    on: KEY,
    carried: [RELEASED, { ...RELEASED, ...THROUGH_S3 }],
  },
  {
    tries: 'write a role, its policies or its tags',
    actions: [
      'iam:CreateRole',
      'iam:PutRolePolicy',
      'iam:TagRole',
      'iam:UpdateAssumeRolePolicy',
    ],
    on: ROLE,
    carried: [{ ...WITH_BOUNDARY, ...OWN_TAG, ...NEW_TAG }],
  },
  {
    tries: 'write the policy of a released bucket',
    actions: ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
    on: BUCKET,
    carried: [OWN_BUCKET],
  },
  {
    tries: 'write the policy of a released key',
    actions: ['kms:PutKeyPolicy'],
    on: KEY,
    carried: [RELEASED],
  },
  {
    tries: 'read a secret',
    actions: ['secretsmanager:GetSecretValue'],
    on: SECRET,
  },
  {
    tries: 'assume another role',
    actions: ['sts:AssumeRole'],
    on: ADMIN_ROLE,
  },
];

const SERVICE_ROLE_ATTEMPTS: Attempt[] = [
  {
    tries: 'use a released key of another Region',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:CreateGrant'],
    on: KEY.replace('us-east-1', 'ap-south-1'),
    carried: [
      { ...GRANTABLE, ...ELSEWHERE },
      {
        ...GRANTABLE,
        ...ELSEWHERE,
        'kms:ViaService': 's3.ap-south-1.amazonaws.com',
      },
    ],
  },
  {
    tries: 'use a key without the tag',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:CreateGrant'],
    on: KEY,
    carried: [
      IN_REGION,
      { ...IN_REGION, 'kms:ViaService': 'ec2.us-east-1.amazonaws.com' },
    ],
  },
  {
    tries: 'use a key without the tag through S3',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    on: KEY,
    carried: [THROUGH_S3],
    within: 'objects of released buckets',
  },
  {
    tries: 'hand a released key on by a grant',
    actions: ['kms:CreateGrant'],
    on: KEY,
    carried: [RELEASED],
    within:
      'keys that their owners tagged and whose policies give CreateGrant to the role, in the Regions of the stack',
  },
  {
    tries: 'use a key of another account',
    actions: ['kms:Decrypt'],
    on: KEY.replace(ACCOUNT, OTHER_ACCOUNT),
    carried: [RELEASED, { ...RELEASED, ...THROUGH_S3 }],
  },
  {
    tries: 'edit the policy of a key, or its tags',
    actions: ['kms:PutKeyPolicy', 'kms:TagResource'],
    on: KEY,
    carried: [RELEASED],
  },
  {
    tries: 'read or write objects of a bucket outside the names',
    actions: ['s3:GetObject', 's3:PutObject'],
    on: `${OTHER_BUCKET}/2026.csv`,
    carried: [OWN_BUCKET, bucketOf(OTHER_ACCOUNT), bucketOf(PARTNER)],
  },
  {
    tries:
      'read or write objects of a bucket of another account whose name fits',
    actions: ['s3:GetObject', 's3:PutObject'],
    on: `${BUCKET}/input/data.csv`,
    carried: [bucketOf(OTHER_ACCOUNT)],
  },
  {
    tries:
      'read or write objects of a bucket whose name fits, of an account in BucketOwners',
    actions: ['s3:GetObject', 's3:PutObject'],
    on: `${BUCKET}/input/data.csv`,
    carried: [bucketOf(PARTNER)],
    within: 'buckets whose owners let the role in',
  },
  {
    tries: 'delete objects, or write the policy of a bucket',
    actions: ['s3:DeleteObject', 's3:PutBucketPolicy'],
    on: `${BUCKET}/input/data.csv`,
    carried: [OWN_BUCKET],
  },
  {
    tries: 'write its own policies, its trust policy or its boundary',
    actions: [
      'iam:AttachRolePolicy',
      'iam:DeleteRolePermissionsBoundary',
      'iam:PutRolePolicy',
      'iam:UpdateAssumeRolePolicy',
    ],
    on: ROLE,
    carried: [{ ...WITH_BOUNDARY, ...OWN_TAG }],
  },
  {
    tries: 'create a role or a user',
    actions: ['iam:CreateRole', 'iam:CreateUser'],
    on: `arn:aws:iam::${ACCOUNT}:role/personalize/another`,
    carried: [{ ...WITH_BOUNDARY, ...NEW_TAG }],
  },
  {
    tries: 'assume another role',
    actions: ['sts:AssumeRole'],
    on: ADMIN_ROLE,
  },
  {
    tries: 'pass a role outside the path, or to another service',
    actions: ['iam:PassRole'],
    on: ADMIN_ROLE,
    carried: [
      TO_PERSONALIZE,
      { 'iam:PassedToService': 'lambda.amazonaws.com' },
    ],
  },
  {
    tries: 'pass a role of the path to Personalize',
    actions: ['iam:PassRole'],
    on: ROLE,
    carried: [TO_PERSONALIZE],
    within: 'roles that the portal creates have the same boundary',
  },
  {
    tries: 'read a secret',
    actions: ['secretsmanager:GetSecretValue'],
    on: SECRET,
  },
];

interface Thief {
  name: string;
  arn: string;
  /** The policy of a session limits as a boundary does. */
  policies: Pick<ApplyingPolicies, 'identity' | 'boundary'>;
  attempts: Attempt[];
}

const EVERYTHING: PolicyDocument = {
  Version: POLICY_VERSION,
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};

/** What limits the session of a run with one key and one bucket. */
const [{ document: OF_A_RUN }] = sessionPolicies({
  role: {
    partition: 'aws',
    accountId: ACCOUNT,
    region: 'us-east-1',
    rolePath: SCOPE.rolePath,
    roleName: 'personalize-reco',
  },
  peopleRoles: [],
  groups: [],
  users: [],
  keys: [KEY],
  buckets: ['reco-data'],
  bucketPatterns: [],
});

const STACK = accountPolicies({ ...SCOPE, bucketOwners: [PARTNER] });

const THIEVES: Thief[] = [
  {
    name: 'writer',
    arn: WRITER,
    policies: {
      identity: [{ name: 'writer', document: STACK.writer }],
    },
    attempts: WRITER_ATTEMPTS,
  },
  {
    name: "writer's session",
    arn: WRITER,
    policies: {
      identity: [{ name: 'writer', document: STACK.writer }],
      boundary: { name: "session's policy", document: OF_A_RUN },
    },
    attempts: SESSION_ATTEMPTS,
  },
  {
    name: 'reader',
    arn: READER,
    policies: {
      identity: [{ name: 'reader', document: STACK.reader }],
    },
    attempts: READER_ATTEMPTS,
  },
  {
    name: 'Personalize role',
    arn: ROLE,
    policies: {
      identity: [{ name: 'all', document: EVERYTHING }],
      boundary: { name: 'boundary', document: STACK.boundary },
    },
    attempts: SERVICE_ROLE_ATTEMPTS,
  },
];

const POLICY_KINDS = { s3: 'bucket', kms: 'key', sts: 'trust' } as const;

/** The policy of what is asked for; it lets the thief in by name, unless its owner doesn't. */
function resourcePolicy(
  { arn }: Thief,
  action: string,
  carried: Carried,
  isUnnamed = false,
): Pick<ApplyingPolicies, 'resource'> {
  const kind = Object.entries(POLICY_KINDS).find(([service]) =>
    action.startsWith(`${service}:`),
  )?.[1];
  return kind === undefined
    ? {}
    : {
        resource: {
          name: 'resource',
          kind,
          accountId: String(carried['s3:ResourceAccount'] ?? ACCOUNT),
          document: {
            Version: POLICY_VERSION,
            Statement: {
              Effect: 'Allow',
              Principal: {
                AWS: isUnnamed ? `arn:aws:iam::${ACCOUNT}:root` : arn,
              },
              Action: '*',
              Resource: '*',
            },
          },
        },
      };
}

function decisions(thief: Thief, attempt: Attempt): Decision[] {
  const { actions, on, carried = [{}], isUnnamed } = attempt;
  return actions.flatMap(action =>
    carried.map(one =>
      decide(requestOf(thief.arn, action, on, one), {
        ...thief.policies,
        ...resourcePolicy(thief, action, one, isUnnamed),
      }),
    ),
  );
}

function because(
  { policies: { boundary } }: Thief,
  { reason, deciding }: Decision,
): string {
  switch (reason) {
    case 'explicit-deny':
      return `${
        deciding?.sid ? `\`${deciding.sid}\`` : `the ${boundary?.name}`
      } denies it`;
    case 'outside-boundary':
      return `outside the ${boundary?.name}`;
    default:
      return 'no statement allows it';
  }
}

const CASES = THIEVES.flatMap(thief =>
  thief.attempts.map(attempt => {
    const decided = decisions(thief, attempt);
    return {
      thief: thief.name,
      tries: attempt.tries,
      within: attempt.within,
      outcomes: [...new Set(decided.map(({ outcome }) => outcome))],
      reasons: [...new Set(decided.map(one => because(thief, one)))],
    };
  }),
);

function table(): string {
  const rows = CASES.map(({ thief, tries, within, reasons }) => [
    thief,
    tries,
    within ? 'allowed' : 'denied',
    within ?? reasons.join('; '),
  ]);
  const cells = [
    ['stolen', 'tries to', 'AWS says', 'because, or within which bounds'],
    ...rows,
  ];
  const widths = cells[0].map((_, column) =>
    Math.max(...cells.map(row => row[column].length)),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [
    line(cells[0]),
    `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`,
    ...cells.slice(1).map(line),
  ].join('\n');
}

describe('what a thief can do', () => {
  it.each(CASES)(
    'the stolen $thief that tries to $tries has one answer, and is bounded where it is allowed',
    ({ within, outcomes }) => {
      expect(outcomes).toEqual([within === undefined ? 'denied' : 'allowed']);
    },
  );

  it('stands in docs/portal-role.md', () => {
    const path = join(__dirname, '../../../../docs/portal-role.md');
    const guide = readFileSync(path, 'utf8');
    const [before, rest = ''] = guide.split('<!-- stolen roles -->\n');
    const [, after = ''] = rest.split('<!-- end of stolen roles -->\n');
    const expected = `${before}<!-- stolen roles -->\n\n${table()}\n\n<!-- end of stolen roles -->\n${after}`;
    if (process.env.UPDATE_DOCS) {
      writeFileSync(path, expected);
    }

    expect(readFileSync(path, 'utf8')).toBe(expected);
  });
});
