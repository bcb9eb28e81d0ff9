import { bucketArn, roleArn } from '../../aws/arn';
import {
  bucketStatement,
  roleBucketStatement,
} from '../../documents/bucketPolicy';
import { keyStatements, roleKeyStatement } from '../../documents/keyPolicy';
import { peopleTrustPolicy } from '../../documents/userTrust';
import { KEY_ARN, OUR_ROLE } from '../../policy/__testUtils__/setups';
import {
  PolicyDocument,
  PolicyStatement,
  statementsOf,
} from '../../policy/document';
import { Preset } from '../../service/presets';
import {
  servicePolicyName,
  servicePolicyStatements,
} from '../../service/servicePolicy';
import { ownedSid } from '../../service/sids';
import { userPolicyArn, userPolicyStatements } from '../../service/userPolicy';
import { Principal } from '../../setup/access';
import { trustStatement } from '../../trust/trustStatement';
import {
  ExpectedAccess,
  HeldAccess,
  HeldPrincipal,
  HeldRole,
  PolicyAtPlace,
} from '../access';
import { DocumentsBefore } from '../openings/before';

/*
 * An account as it is after a run: seeded buckets and a seeded key, and what the
 * product wrote.
 */

export const ROLE_ARN = roleArn(OUR_ROLE);
export const ROLE_ID = 'AROA5EXAMPLE5EXAMPLE5';
export const TRUST = `${ROLE_ARN}#trust-policy`;
export const SERVICE_POLICY = `arn:aws:iam::012345678901:policy/personalize/${servicePolicyName(
  OUR_ROLE.roleName,
)}`;
export const S3_POLICY = `${ROLE_ARN}#inline-policy/PersonalizeS3`;
export const KMS_POLICY = `${ROLE_ARN}#inline-policy/PersonalizeKms`;
export const BUCKET = 'reco-data';
export const BUCKET_POLICY = bucketArn('aws', BUCKET);
export const OTHER_BUCKET = 'reco-results';
export const BOUNDARY =
  'arn:aws:iam::012345678901:policy/boundaries/personalize';
export const USER_ARN = 'arn:aws:iam::012345678901:user/people/jane';
export const SAML = 'arn:aws:iam::012345678901:saml-provider/corp';
export const OIDC =
  'arn:aws:iam::012345678901:oidc-provider/token.actions.githubusercontent.com';

/** As the KMS console writes it. */
const SEEDED_ON_KEY: PolicyStatement[] = [
  {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::012345678901:root' },
    Action: 'kms:*',
    Resource: '*',
  },
  {
    Sid: 'Allow use of the key',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::012345678901:role/glue-reco-etl' },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
  },
];

/** What is asked for where a test says nothing else. */
export const EXPECTED: ExpectedAccess = {
  role: OUR_ROLE,
  settings: {
    servicePolicy: 'scoped',
    cloudWatchMetrics: true,
    permissionsBoundary: BOUNDARY,
  },
  trust: { regions: ['us-east-1'], sourceArns: [] },
  keys: [{ keyId: 'alias/reco-data', workflows: ['dataset-group', 'batch'] }],
  buckets: [
    { bucket: BUCKET, prefix: 'in/', workflows: ['import'] },
    { bucket: OTHER_BUCKET, prefix: '', workflows: ['export', 'batch'] },
  ],
  users: [
    { preset: 'data-engineer', principals: [{ type: 'group', name: 'data' }] },
    {
      preset: 'admin',
      principals: [
        {
          type: 'account-role',
          roleName: 'personalize-admins',
          users: ['jane'],
          requireMfa: true,
        },
        {
          type: 'oidc-role',
          roleName: 'personalize-ci',
          provider: OIDC,
          audience: 'sts.amazonaws.com',
          subject: 'repo:acme/reco:*',
        },
      ],
    },
    {
      preset: 'read-only',
      principals: [
        { type: 'saml-role', roleName: 'personalize-readers', provider: SAML },
        { type: 'permission-set', name: 'Readers', assignTo: [] },
      ],
    },
    { preset: 'runtime', principals: [{ type: 'user', name: 'shop' }] },
  ],
  sourceConditions: 'if-present',
};

/** All that is held after a run that asked for this. */
export function heldAfter(expected: ExpectedAccess): HeldAccess {
  return {
    role: serviceRole(expected),
    buckets: [...new Set(expected.buckets.map(({ bucket }) => bucket))].map(
      bucket => ({
        bucket,
        accountId: OUR_ROLE.accountId,
        policy: {
          place: bucketArn('aws', bucket),
          document: documentOf(
            ...(bucket === BUCKET ? seededOnBucket(bucket) : []),
            ...expected.buckets
              .filter(access => access.bucket === bucket)
              .map(access =>
                bucketStatement(OUR_ROLE, access, expected.sourceConditions),
              ),
          ),
        },
      }),
    ),
    keys: expected.keys.map(({ keyId, workflows }) => ({
      keyId,
      keyArn: KEY_ARN,
      policy: {
        place: KEY_ARN,
        document: documentOf(
          ...SEEDED_ON_KEY,
          ...keyStatements(
            OUR_ROLE,
            KEY_ARN,
            workflows,
            expected.sourceConditions,
          ),
        ),
      },
    })),
    people: expected.users.map(({ preset, principals }) => {
      const policy = presetPolicy(preset, expected.team);
      return {
        preset,
        policy,
        principals: principals.map(principal =>
          heldPrincipal(principal, policy),
        ),
      };
    }),
  };
}

export function documentOf(...Statement: PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement };
}

function serviceRole(expected: ExpectedAccess): HeldRole {
  const { role, trust, settings, buckets, keys } = expected;
  const target = { ...role, ...trust };
  const onKeys = keys.flatMap(
    ({ workflows }) => roleKeyStatement(role, KEY_ARN, workflows) ?? [],
  );
  return {
    arn: ROLE_ARN,
    roleId: ROLE_ID,
    trust: {
      place: TRUST,
      document: documentOf(
        trustStatement(target, ownedSid('Trust', role, ROLE_ARN)),
      ),
    },
    policies: [
      {
        place: SERVICE_POLICY,
        document: documentOf(...servicePolicyStatements(role, settings)),
      },
      {
        place: S3_POLICY,
        document: documentOf(
          ...buckets.map(access => roleBucketStatement(role, access)),
        ),
      },
      ...(onKeys.length > 0
        ? [{ place: KMS_POLICY, document: documentOf(...onKeys) }]
        : []),
    ],
    ...(expected.settings.permissionsBoundary
      ? {
          boundary: {
            place: BOUNDARY,
            document: documentOf({
              Sid: 'Data',
              Effect: 'Allow',
              Action: ['personalize:*', 's3:*', 'kms:*', 'cloudwatch:*'],
              Resource: '*',
            }),
          },
        }
      : {}),
  };
}

function presetPolicy(preset: Preset, team?: string): PolicyAtPlace {
  return {
    place: userPolicyArn(OUR_ROLE, preset),
    document: documentOf(...userPolicyStatements(OUR_ROLE, preset, team)),
  };
}

function heldPrincipal(
  principal: Principal,
  policy: PolicyAtPlace,
): HeldPrincipal {
  const held = { principal, isAttached: true };
  switch (principal.type) {
    case 'permission-set':
      return { ...held, name: `permission set ${principal.name}` };
    case 'group':
    case 'user':
      return {
        ...held,
        name: `${principal.type} ${principal.name}`,
        policies: [policy],
      };
    default: {
      const arn = roleArn({ ...OUR_ROLE, roleName: principal.roleName });
      return {
        ...held,
        name: `role ${principal.roleName}`,
        role: {
          arn,
          trust: {
            place: `${arn}#trust-policy`,
            document: peopleTrustPolicy(OUR_ROLE, principal, [USER_ARN]),
          },
          policies: [policy],
        },
        userArns: [USER_ARN],
      };
    }
  }
}

/** As account baselines and partners leave a bucket. */
function seededOnBucket(bucket: string): PolicyStatement[] {
  const arn = bucketArn('aws', bucket);
  return [
    {
      Sid: 'DenyInsecureTransport',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Sid: 'PartnerReadsCatalogue',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::999999999999:root' },
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: [arn, `${arn}/items/*`],
    },
    {
      Sid: 'AccessLogs',
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${arn}/access-logs/*`,
    },
    {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:DeleteObject',
      Resource: `${arn}/*`,
    },
  ];
}

/** A document as it was before the run wrote into it. */
export function withoutOurs(
  document: PolicyDocument | undefined,
): PolicyDocument | undefined {
  return (
    document && {
      ...document,
      Statement: statementsOf(document).filter(
        ({ Sid }) => !Sid?.startsWith('Personalize'),
      ),
    }
  );
}

/** All of an account's documents that the run wrote into, as they were before. */
export function beforeRun(held: HeldAccess): DocumentsBefore {
  const policies = [
    ...(held.role ? [held.role.trust, ...held.role.policies] : []),
    ...held.buckets.map(({ policy }) => policy),
    ...held.keys.map(({ policy }) => policy),
    ...held.people.map(({ policy }) => policy),
  ];
  return new Map(
    policies.map(({ place, document }) => [place, withoutOurs(document)]),
  );
}
