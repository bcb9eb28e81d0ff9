import { bucketSid } from '../documents/bucketPolicy';
import { KEY_ARN, OUR_ROLE } from '../policy/__testUtils__/setups';
import { asList, PolicyStatement } from '../policy/document';
import { ownedSid } from '../service/sids';
import {
  addRolePolicy,
  addStatement,
  checksOf,
  Edit,
  editAt,
  editPrincipal,
  editStatement,
  removeStatement,
} from './__testUtils__/edits';
import {
  beforeRun,
  BUCKET,
  BUCKET_POLICY,
  documentOf,
  EXPECTED,
  heldAfter,
  KMS_POLICY,
  ROLE_ARN,
  S3_POLICY,
  SERVICE_POLICY,
  TRUST,
} from './__testUtils__/world';
import { ExpectedAccess } from './access';
import { proveSetup } from './proveSetup';

const TRUST_SID = ownedSid('Trust', OUR_ROLE, ROLE_ARN);
const S3_SID = bucketSid(OUR_ROLE, BUCKET, 'in/');
const KMS_ROLE = ownedSid('KmsRole', OUR_ROLE, KEY_ARN);
const KMS_SERVICE = ownedSid('KmsService', OUR_ROLE, KEY_ARN);
const BOUNDARY = 'arn:aws:iam::012345678901:policy/boundaries/personalize';
const ADMIN_POLICY =
  'arn:aws:iam::012345678901:policy/personalize/personalize-shop-admin';
const OBJECTS = `${BUCKET_POLICY}/*`;

const CI_TRUST =
  'arn:aws:iam::012345678901:role/personalize/personalize-ci#trust-policy';
const ADMINS_TRUST =
  'arn:aws:iam::012345678901:role/personalize/personalize-admins#trust-policy';

const deny = (
  sid: string,
  rest: Partial<PolicyStatement>,
): PolicyStatement => ({
  Sid: sid,
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [BUCKET_POLICY, OBJECTS],
  ...rest,
});

/** What is found, and where it is said to stand. */
interface Finding {
  id: string;
  outcome: 'failed' | 'warning' | 'unknown';
  document?: string;
  sid?: string;
  /** What the title or the remedy says. */
  says: string;
}

/** A way to break a set-up by hand, and the finding that names it. */
interface Mutation {
  name: string;
  edit: Edit;
  expected?: Partial<ExpectedAccess>;
  /** Whether what stood before the run is known. */
  withBefore?: boolean;
  finding: Finding;
  /** Ids of what is found besides. */
  also?: string[];
}

const MUTATIONS: Mutation[] = [
  {
    name: 'the conditions of the trust statement are taken off',
    edit: editStatement(TRUST, TRUST_SID, () => ({ Condition: undefined })),
    finding: {
      id: 'trust:only-this-account',
      outcome: 'failed',
      document: TRUST,
      sid: TRUST_SID,
      says: 'accounts or Regions other than account 012345678901',
    },
  },
  {
    name: 'the trust statement lets requests without the source keys in',
    edit: editStatement(TRUST, TRUST_SID, ({ Condition }) => ({
      Condition: {
        StringEqualsIfExists: Condition?.StringEquals ?? {},
        ArnLikeIfExists: Condition?.ArnLike ?? {},
      },
    })),
    finding: {
      id: 'trust:only-this-account',
      outcome: 'failed',
      document: TRUST,
      sid: TRUST_SID,
      says: 'strict condition',
    },
  },
  {
    name: 'an unhardened statement stands beside the hardened one',
    edit: addStatement(TRUST, {
      Sid: 'FromTheGuide',
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
    finding: {
      id: 'trust:only-this-account',
      outcome: 'failed',
      document: TRUST,
      sid: 'FromTheGuide',
      says: 'FromTheGuide',
    },
  },
  {
    name: 'the trust statement is for another Region',
    edit: editStatement(TRUST, TRUST_SID, () => ({
      Condition: {
        StringEquals: { 'aws:SourceAccount': '012345678901' },
        ArnLike: {
          'aws:SourceArn': 'arn:aws:personalize:eu-west-1:012345678901:*',
        },
      },
    })),
    finding: {
      id: 'trust:personalize-assumes:us-east-1',
      outcome: 'failed',
      document: TRUST,
      sid: TRUST_SID,
      says: "can't assume the role",
    },
    also: ['trust:only-this-account'],
  },
  {
    name: 'the trust statement also names somebody else',
    edit: editStatement(TRUST, TRUST_SID, () => ({
      Principal: {
        Service: 'personalize.amazonaws.com',
        AWS: 'arn:aws:iam::999999999999:root',
      },
    })),
    finding: {
      id: `opened:${TRUST}:${TRUST_SID}`,
      outcome: 'failed',
      document: TRUST,
      sid: TRUST_SID,
      says: 'for account 999999999999',
    },
  },
  {
    name: 'the run let another account assume the role',
    withBefore: true,
    edit: addStatement(TRUST, {
      Sid: 'Partner',
      Effect: 'Allow',
      Principal: { AWS: '999999999999' },
      Action: 'sts:AssumeRole',
    }),
    finding: {
      id: `opened:${TRUST}:Partner`,
      outcome: 'failed',
      document: TRUST,
      sid: 'Partner',
      says: 'for account 999999999999',
    },
  },
  {
    name: 'another service can assume the role by a statement of its own',
    edit: addStatement(TRUST, {
      Sid: 'SageMaker',
      Effect: 'Allow',
      Principal: { Service: 'sagemaker.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
    finding: {
      id: `added:${TRUST}:SageMaker`,
      outcome: 'warning',
      document: TRUST,
      sid: 'SageMaker',
      says: 'the service sagemaker.amazonaws.com',
    },
  },
  {
    name: 'everybody can assume the role',
    edit: editStatement(TRUST, TRUST_SID, () => ({ Principal: '*' })),
    finding: {
      id: `opened:${TRUST}:${TRUST_SID}`,
      outcome: 'failed',
      document: TRUST,
      sid: TRUST_SID,
      says: 'for everybody',
    },
    also: ['trust:only-this-account'],
  },
  {
    name: 'a Deny in the trust policy shuts Personalize out',
    edit: addStatement(TRUST, {
      Sid: 'OnlyOurOrganisation',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:AssumeRole',
      Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme' } },
    }),
    finding: {
      id: 'trust:personalize-assumes:us-east-1',
      outcome: 'failed',
      document: TRUST,
      sid: 'OnlyOurOrganisation',
      says: 'aws:PrincipalIsAWSService',
    },
  },
  {
    name: 'the trust statement is gone',
    edit: removeStatement(TRUST, TRUST_SID),
    finding: {
      id: 'trust:personalize-assumes:us-east-1',
      outcome: 'failed',
      says: 'Run the template',
    },
  },
  {
    name: 'the bucket statement lacks an action',
    edit: editStatement(BUCKET_POLICY, S3_SID, () => ({
      Action: 's3:ListBucket',
    })),
    finding: {
      id: 's3:service:reco-data/in/',
      outcome: 'failed',
      document: BUCKET_POLICY,
      sid: S3_SID,
      says: "Personalize itself can't use s3:GetObject on reco-data/in/",
    },
    also: [`stands:${BUCKET_POLICY}`],
  },
  {
    name: "the role's own policy lacks an action",
    edit: editStatement(S3_POLICY, S3_SID, () => ({ Action: 's3:GetObject' })),
    finding: {
      id: 's3:role:reco-data/in/',
      outcome: 'failed',
      document: S3_POLICY,
      sid: S3_SID,
      says: "can't use s3:ListBucket",
    },
    also: [`stands:${ROLE_ARN}`],
  },
  {
    name: 'the bucket statement is for another prefix',
    edit: editStatement(BUCKET_POLICY, S3_SID, () => ({
      Resource: [BUCKET_POLICY, `${BUCKET_POLICY}/inn/*`],
    })),
    finding: {
      id: 's3:service:reco-data/in/',
      outcome: 'failed',
      document: BUCKET_POLICY,
      sid: S3_SID,
      says: 's3:GetObject',
    },
    also: [`stands:${BUCKET_POLICY}`, `opened:${BUCKET_POLICY}:${S3_SID}`],
  },
  {
    name: 'the bucket statement is for the whole bucket',
    edit: editStatement(BUCKET_POLICY, S3_SID, () => ({
      Resource: [BUCKET_POLICY, OBJECTS],
    })),
    finding: {
      id: `opened:${BUCKET_POLICY}:${S3_SID}`,
      outcome: 'failed',
      document: BUCKET_POLICY,
      sid: S3_SID,
      says: `on ${OBJECTS}`,
    },
  },
  {
    name: 'the bucket statement is for another account',
    edit: editStatement(BUCKET_POLICY, S3_SID, () => ({
      Condition: {
        StringEqualsIfExists: { 'aws:SourceAccount': '999999999999' },
      },
    })),
    finding: {
      id: `opened:${BUCKET_POLICY}:${S3_SID}`,
      outcome: 'failed',
      document: BUCKET_POLICY,
      sid: S3_SID,
      says: 'under weaker conditions',
    },
    also: ['s3:service:reco-data/in/', `stands:${BUCKET_POLICY}`],
  },
  {
    name: 'the source condition is taken off the bucket statement',
    edit: editStatement(BUCKET_POLICY, S3_SID, () => ({
      Condition: undefined,
    })),
    finding: {
      id: `opened:${BUCKET_POLICY}:${S3_SID}`,
      outcome: 'failed',
      document: BUCKET_POLICY,
      sid: S3_SID,
      says: 'under weaker conditions',
    },
  },
  {
    name: 'the bucket statement allows everything',
    edit: editStatement(BUCKET_POLICY, S3_SID, () => ({ Action: 's3:*' })),
    finding: {
      id: `opened:${BUCKET_POLICY}:${S3_SID}`,
      outcome: 'failed',
      document: BUCKET_POLICY,
      sid: S3_SID,
      says: 'for the actions s3:*',
    },
  },
  {
    name: 'the bucket statement is for everybody',
    edit: editStatement(BUCKET_POLICY, S3_SID, () => ({ Principal: '*' })),
    finding: {
      id: `opened:${BUCKET_POLICY}:${S3_SID}`,
      outcome: 'failed',
      document: BUCKET_POLICY,
      sid: S3_SID,
      says: 'for everybody',
    },
  },
  {
    name: 'the run let another account into the bucket',
    withBefore: true,
    edit: addStatement(BUCKET_POLICY, {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::888888888888:root' },
      Action: 's3:GetObject',
      Resource: OBJECTS,
    }),
    finding: {
      id: `opened:${BUCKET_POLICY}:#6`,
      outcome: 'failed',
      document: BUCKET_POLICY,
      says: 'for account 888888888888',
    },
  },
  {
    name: 'the run took a Deny away',
    withBefore: true,
    edit: removeStatement(BUCKET_POLICY, 'DenyInsecureTransport'),
    finding: {
      id: `deny-gone:${BUCKET_POLICY}:DenyInsecureTransport`,
      outcome: 'failed',
      says: 'is gone or denies less',
    },
  },
  {
    name: 'the run narrowed a Deny',
    withBefore: true,
    edit: editStatement(BUCKET_POLICY, 'DenyInsecureTransport', () => ({
      Action: 's3:GetObject',
    })),
    finding: {
      id: `deny-gone:${BUCKET_POLICY}:DenyInsecureTransport`,
      outcome: 'failed',
      says: 'is gone or denies less',
    },
  },
  {
    name: 'the bucket is for a VPC endpoint only',
    edit: addStatement(
      BUCKET_POLICY,
      deny('OnlyFromTheVpc', {
        Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
      }),
    ),
    finding: {
      id: 's3:service:reco-data/in/',
      outcome: 'failed',
      document: BUCKET_POLICY,
      sid: 'OnlyFromTheVpc',
      says: 'aws:PrincipalIsAWSService',
    },
    also: ['s3:role:reco-data/in/'],
  },
  {
    name: 'the bucket is for addresses of the company only',
    edit: addStatement(
      BUCKET_POLICY,
      deny('OnlyFromTheOffice', {
        Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      }),
    ),
    finding: {
      id: 's3:role:reco-data/in/',
      outcome: 'failed',
      document: BUCKET_POLICY,
      sid: 'OnlyFromTheOffice',
      says: 'aws:PrincipalArn',
    },
    also: ['s3:service:reco-data/in/'],
  },
  {
    name: 'the bucket is for the organisation only',
    edit: addStatement(
      BUCKET_POLICY,
      deny('OnlyOurOrganisation', {
        Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme' } },
      }),
    ),
    finding: {
      id: 's3:service:reco-data/in/',
      outcome: 'failed',
      document: BUCKET_POLICY,
      sid: 'OnlyOurOrganisation',
      says: 'aws:PrincipalIsAWSService',
    },
    // Which organisation the role is in isn't known.
    also: ['s3:role:reco-data/in/'],
  },
  {
    name: 'everybody but one role is denied',
    edit: addStatement(
      BUCKET_POLICY,
      deny('OnlyTheEtlRole', {
        Principal: undefined,
        NotPrincipal: { AWS: 'arn:aws:iam::012345678901:role/etl' },
      }),
    ),
    finding: {
      id: 's3:role:reco-data/in/',
      outcome: 'failed',
      document: BUCKET_POLICY,
      sid: 'OnlyTheEtlRole',
      says: 'NotPrincipal',
    },
    also: ['s3:service:reco-data/in/'],
  },
  {
    name: 'a Deny hangs on what nobody can know',
    edit: addStatement(
      BUCKET_POLICY,
      deny('OnlyTagged', {
        Condition: { StringNotEquals: { 's3:ExistingObjectTag/a': 'b' } },
      }),
    ),
    finding: {
      id: 's3:service:reco-data/in/',
      outcome: 'unknown',
      document: BUCKET_POLICY,
      sid: 'OnlyTagged',
      says: 'may deny',
    },
    also: ['s3:role:reco-data/in/'],
  },
  {
    name: 'the bucket can no longer be found',
    edit: held => ({
      ...held,
      buckets: held.buckets.map(bucket =>
        bucket.bucket === BUCKET
          ? {
              ...bucket,
              policy: { ...bucket.policy, document: undefined },
              obstacle: {
                outcome: 'failed' as const,
                message: "Bucket reco-data can't be used: no such bucket.",
                remedy: 'Create it.',
              },
            }
          : bucket,
      ),
    }),
    finding: {
      id: 's3:usable:reco-data',
      outcome: 'failed',
      says: 'no such bucket',
    },
  },
  {
    name: 'the boundary lacks S3',
    edit: editStatement(BOUNDARY, 'Data', () => ({
      Action: ['personalize:*', 'kms:*', 'cloudwatch:*'],
    })),
    finding: {
      id: 's3:role:reco-data/in/',
      outcome: 'failed',
      document: S3_POLICY,
      sid: S3_SID,
      says: `boundary ${BOUNDARY} doesn't allow it`,
    },
    also: ['s3:role:reco-results/'],
  },
  {
    name: 'the boundary lacks KMS',
    edit: editStatement(BOUNDARY, 'Data', () => ({
      Action: ['personalize:*', 's3:*', 'cloudwatch:*'],
    })),
    finding: {
      id: `kms:role:${KEY_ARN}`,
      outcome: 'failed',
      document: KEY_ARN,
      sid: KMS_ROLE,
      says: `boundary ${BOUNDARY} doesn't allow it`,
    },
  },
  {
    name: 'the boundary asked for is another one',
    expected: {
      settings: { ...EXPECTED.settings, permissionsBoundary: 'arn:other' },
    },
    edit: held => held,
    finding: {
      id: 'role:boundary',
      outcome: 'failed',
      says: 'arn:other',
    },
  },
  {
    name: 'the key is disabled',
    edit: held => ({
      ...held,
      keys: held.keys.map(key => ({
        ...key,
        obstacle: {
          outcome: 'failed' as const,
          message: `Key ${key.keyId} can't be used: it is Disabled.`,
          remedy: 'Enable it.',
        },
      })),
    }),
    finding: {
      id: `kms:usable:${KEY_ARN}`,
      outcome: 'failed',
      says: 'Disabled',
    },
  },
  {
    name: 'the role was deleted and made anew',
    edit: editStatement(KEY_ARN, KMS_ROLE, () => ({
      Principal: { AWS: 'AROA5FORMER5FORMER5FO' },
    })),
    finding: {
      id: `kms:role:${KEY_ARN}`,
      outcome: 'failed',
      document: KEY_ARN,
      sid: KMS_ROLE,
      says: "can't use kms:CreateGrant",
    },
    also: [`stands:${KEY_ARN}`],
  },
  {
    name: 'the key statement for Personalize allows everything',
    edit: editStatement(KEY_ARN, KMS_SERVICE, () => ({ Action: 'kms:*' })),
    finding: {
      id: `opened:${KEY_ARN}:${KMS_SERVICE}`,
      outcome: 'failed',
      document: KEY_ARN,
      sid: KMS_SERVICE,
      says: 'for the actions kms:*',
    },
  },
  {
    name: 'the key statement for the role also names another role',
    edit: editStatement(KEY_ARN, KMS_ROLE, () => ({
      Principal: { AWS: [ROLE_ARN, 'arn:aws:iam::012345678901:role/x'] },
    })),
    finding: {
      id: `opened:${KEY_ARN}:${KMS_ROLE}`,
      outcome: 'failed',
      document: KEY_ARN,
      sid: KMS_ROLE,
      says: 'for arn:aws:iam::012345678901:role/x',
    },
  },
  {
    name: 'the key statement for Personalize is gone',
    edit: removeStatement(KEY_ARN, KMS_SERVICE),
    finding: {
      id: `kms:service:${KEY_ARN}`,
      outcome: 'failed',
      says: 'kms:Decrypt',
    },
    also: [`stands:${KEY_ARN}`],
  },
  {
    name: 'the role may hand the key on',
    edit: editStatement(KMS_POLICY, KMS_ROLE, ({ Action }) => ({
      Action: [...asList(Action), 'kms:CreateGrant'],
    })),
    finding: {
      id: `opened:${KMS_POLICY}:${KMS_ROLE}`,
      outcome: 'failed',
      document: KMS_POLICY,
      sid: KMS_ROLE,
      says: 'lets others pass on access to the key',
    },
  },
  {
    name: "the role's own policy on the key is gone",
    edit: removeStatement(KMS_POLICY, KMS_ROLE),
    finding: {
      id: `stands:${ROLE_ARN}`,
      outcome: 'failed',
      says: KMS_ROLE,
    },
  },
  {
    name: 'the role may publish no metrics',
    edit: removeStatement(SERVICE_POLICY, 'PersonalizeMetrics'),
    finding: {
      id: 'role:metrics',
      outcome: 'failed',
      says: 'cloudwatch:PutMetricData',
    },
    also: [`stands:${ROLE_ARN}`],
  },
  {
    name: 'another policy of the role denies an action of Personalize',
    edit: addRolePolicy(`${ROLE_ARN}#inline-policy/Frozen`, {
      Sid: 'NoDeletes',
      Effect: 'Deny',
      Action: 'personalize:DeleteDataset',
      Resource: '*',
    }),
    finding: {
      id: 'role:service-policy',
      outcome: 'failed',
      document: `${ROLE_ARN}#inline-policy/Frozen`,
      sid: 'NoDeletes',
      says: "can't use personalize:DeleteDataset",
    },
  },
  {
    name: 'the service policy is for every Region',
    edit: editStatement(SERVICE_POLICY, 'PersonalizeApi', () => ({
      Resource: '*',
    })),
    finding: {
      id: `opened:${SERVICE_POLICY}:PersonalizeApi`,
      outcome: 'failed',
      document: SERVICE_POLICY,
      sid: 'PersonalizeApi',
      says: 'on *',
    },
  },
  {
    name: 'another policy of the role opens the bucket',
    edit: addRolePolicy('arn:aws:iam::aws:policy/AmazonS3FullAccess', {
      Effect: 'Allow',
      Action: ['s3:*', 's3-object-lambda:*'],
      Resource: '*',
    }),
    finding: {
      id: 'added:arn:aws:iam::aws:policy/AmazonS3FullAccess:#1',
      outcome: 'warning',
      document: 'arn:aws:iam::aws:policy/AmazonS3FullAccess',
      says: 's3:*',
    },
  },
  {
    name: "the guide's statement opens the bucket to Personalize for any account",
    edit: addStatement(BUCKET_POLICY, {
      Sid: 'PersonalizeS3BucketAccessPolicy',
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: [BUCKET_POLICY, `${BUCKET_POLICY}/in/*`],
    }),
    finding: {
      id: `elsewhere:${BUCKET_POLICY}:PersonalizeS3BucketAccessPolicy`,
      outcome: 'warning',
      document: BUCKET_POLICY,
      sid: 'PersonalizeS3BucketAccessPolicy',
      says: 'under weaker conditions',
    },
  },
  {
    name: 'everybody may read the bucket',
    edit: addStatement(BUCKET_POLICY, {
      Sid: 'Public',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: OBJECTS,
    }),
    finding: {
      id: `elsewhere:${BUCKET_POLICY}:Public`,
      outcome: 'warning',
      document: BUCKET_POLICY,
      sid: 'Public',
      says: 'Personalize itself and the role personalize-shop',
    },
  },
  {
    name: 'people may pass any role',
    edit: editStatement(ADMIN_POLICY, 'PersonalizePassRole', () => ({
      Resource: '*',
    })),
    finding: {
      id: `opened:${ADMIN_POLICY}:PersonalizePassRole`,
      outcome: 'failed',
      document: ADMIN_POLICY,
      sid: 'PersonalizePassRole',
      says: 'other roles can be passed (*)',
    },
  },
  {
    name: 'people may pass the role to any service',
    edit: editStatement(ADMIN_POLICY, 'PersonalizePassRole', () => ({
      Condition: undefined,
    })),
    finding: {
      id: `opened:${ADMIN_POLICY}:PersonalizePassRole`,
      outcome: 'failed',
      document: ADMIN_POLICY,
      sid: 'PersonalizePassRole',
      says: 'to services other than Personalize',
    },
  },
  {
    name: 'people may no longer pass the role',
    edit: removeStatement(ADMIN_POLICY, 'PersonalizePassRole'),
    finding: {
      id: 'users:pass-role:admin:account-role/personalize-admins',
      outcome: 'failed',
      says: 'iam:PassRole',
    },
    also: [
      'users:pass-role:admin:oidc-role/personalize-ci',
      `stands:${ADMIN_POLICY}`,
    ],
  },
  {
    name: 'another policy of a group passes any role',
    edit: editPrincipal('group data', ({ policies = [] }) => ({
      policies: [
        ...policies,
        {
          place: 'arn:aws:iam::aws:policy/AdministratorAccess',
          document: documentOf({ Effect: 'Allow', Action: '*', Resource: '*' }),
        },
      ],
    })),
    finding: {
      id: 'elsewhere:arn:aws:iam::aws:policy/AdministratorAccess:#1',
      outcome: 'warning',
      document: 'arn:aws:iam::aws:policy/AdministratorAccess',
      says: 'other roles can be passed (*)',
    },
  },
  {
    name: 'another policy of a group denies what the preset allows',
    edit: editPrincipal('group data', ({ policies = [] }) => ({
      policies: [
        ...policies,
        {
          place: 'arn:aws:iam::012345678901:group/data#inline-policy/Frozen',
          document: documentOf({
            Sid: 'Frozen',
            Effect: 'Deny',
            Action: 'personalize:Put*',
            Resource: '*',
          }),
        },
      ],
    })),
    finding: {
      id: 'users:allows:data-engineer:group/data',
      outcome: 'failed',
      document: 'arn:aws:iam::012345678901:group/data#inline-policy/Frozen',
      sid: 'Frozen',
      says: 'personalize:PutItems',
    },
  },
  {
    name: "people's boundary keeps them from Personalize",
    edit: editPrincipal('user shop', () => ({
      boundary: {
        place: 'arn:aws:iam::012345678901:policy/boundaries/people',
        document: documentOf({
          Effect: 'Allow',
          Action: 's3:*',
          Resource: '*',
        }),
      },
    })),
    finding: {
      id: 'users:allows:runtime:user/shop',
      outcome: 'failed',
      document:
        'arn:aws:iam::012345678901:policy/personalize/personalize-shop-runtime',
      sid: 'PersonalizeRuntime',
      says: 'policy/boundaries/people',
    },
  },
  {
    name: "people's policy is detached",
    edit: editPrincipal('group data', () => ({
      isAttached: false,
      policies: [],
    })),
    finding: {
      id: 'users:attached:data-engineer:group/data',
      outcome: 'failed',
      says: "isn't attached to the group data",
    },
    also: [
      'users:allows:data-engineer:group/data',
      'users:pass-role:data-engineer:group/data',
    ],
  },
  {
    name: "people's role is gone",
    edit: editPrincipal('role personalize-readers', () => ({
      role: undefined,
      isAttached: false,
    })),
    finding: {
      id: 'users:attached:read-only:saml-role/personalize-readers',
      outcome: 'failed',
      says: 'no role personalize-readers',
    },
  },
  {
    name: 'an assignment is missing',
    edit: editPrincipal('permission set Readers', () => ({
      obstacle: {
        outcome: 'failed',
        message: 'Permission set Readers is assigned to nobody.',
        remedy: 'Run again.',
      },
    })),
    finding: {
      id: 'users:usable:read-only:permission-set/Readers',
      outcome: 'failed',
      says: 'assigned to nobody',
    },
  },
  {
    name: "people's trust takes any subject",
    edit: editStatement(CI_TRUST, 'PersonalizePeople', ({ Condition }) => ({
      Condition: {
        ...Condition,
        StringLike: { 'token.actions.githubusercontent.com:sub': '*' },
      },
    })),
    finding: {
      id: 'users:trust:admin:oidc-role/personalize-ci',
      outcome: 'failed',
      document: CI_TRUST,
      sid: 'PersonalizePeople',
      says: 'under weaker conditions',
    },
  },
  {
    name: "people's trust is for another subject",
    edit: editStatement(CI_TRUST, 'PersonalizePeople', ({ Condition }) => ({
      Condition: {
        ...Condition,
        StringLike: {
          'token.actions.githubusercontent.com:sub': 'repo:acme/reco:ref:*',
        },
      },
    })),
    finding: {
      id: 'users:trust:admin:oidc-role/personalize-ci',
      outcome: 'failed',
      document: CI_TRUST,
      sid: 'PersonalizePeople',
      says: "can't assume the role personalize-ci",
    },
  },
  {
    name: "people's trust no longer asks for MFA",
    edit: editStatement(ADMINS_TRUST, 'PersonalizePeople', () => ({
      Condition: undefined,
    })),
    finding: {
      id: 'users:trust:admin:account-role/personalize-admins',
      outcome: 'failed',
      document: ADMINS_TRUST,
      sid: 'PersonalizePeople',
      says: 'under weaker conditions',
    },
  },
  {
    name: "people's trust lets the whole account in",
    edit: editAt(ADMINS_TRUST, statements => [
      ...statements,
      {
        Sid: 'Everybody',
        Effect: 'Allow',
        Principal: { AWS: '012345678901' },
        Action: 'sts:AssumeRole',
      },
    ]),
    finding: {
      id: 'users:trust:admin:account-role/personalize-admins',
      outcome: 'failed',
      document: ADMINS_TRUST,
      sid: 'Everybody',
      says: 'for account 012345678901',
    },
  },
  {
    name: 'the role is gone',
    edit: held => ({ ...held, role: undefined }),
    finding: {
      id: 'role:exists',
      outcome: 'failed',
      says: "doesn't exist",
    },
  },
];

function prove({ edit, expected, withBefore }: Mutation) {
  const asked = { ...EXPECTED, ...expected };
  const whole = heldAfter(asked);
  return checksOf(
    proveSetup({
      expected: asked,
      held: edit(whole),
      ...(withBefore ? { before: beforeRun(whole) } : {}),
    }),
  ).filter(({ outcome }) => outcome !== 'passed');
}

describe('a set-up broken by hand', () => {
  it.each(MUTATIONS)('$name', mutation => {
    const found = prove(mutation);
    const { finding, also = [] } = mutation;
    const check = found.find(({ id }) => id === finding.id);

    expect(found.map(({ id }) => id).sort()).toEqual(
      [finding.id, ...also].sort(),
    );
    expect(check?.outcome).toBe(finding.outcome);
    expect(check?.statement?.document).toBe(finding.document);
    expect(check?.statement?.sid).toBe(finding.sid);
    expect(`${check?.title} ${check?.remedy}`).toContain(finding.says);
    expect(check?.remedy).toBeTruthy();
  });
});
