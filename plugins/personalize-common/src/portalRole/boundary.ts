import { PolicyDocument } from '../policy/document';
import { SERVICE_PRINCIPAL } from '../service/service';
import {
  keyPolicyActionsFor,
  KMS_WORKFLOWS,
  S3_WORKFLOWS,
  s3ActionsFor,
} from '../service/workflows';
import { IS_GRANTABLE } from './names';
import { documentOf, ReasonedStatement } from './reasoned';
import {
  allKeys,
  allObjects,
  personalizeRoles,
  PortalRoleScope,
} from './scope';

/**
 * What S3 asks of a key on behalf of whoever reads or writes an object.
 * Source: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys".
 */
const OBJECT_KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * S3 of any Region, as KMS names it; the other condition is for the Region. AWS
 * alone sets the key. Which ending it has in China isn't documented.
 * Source: KMS Developer Guide, "kms:ViaService".
 */
const THROUGH_S3 = {
  'kms:ViaService': ['s3.*.amazonaws.com', 's3.*.amazonaws.com.cn'],
};

/** The one action of the workflows that takes a bucket and not objects. */
const LIST_BUCKET = 's3:ListBucket';

/**
 * The permissions boundary of every Personalize role, for the service and for
 * people: all that one may ever do.
 */
export function personalizeBoundary(scope: PortalRoleScope): PolicyDocument {
  return documentOf(boundaryStatements(scope));
}

/**
 * The statements of the boundary, each with its reason.
 * Source: Amazon Personalize Developer Guide, "Setting up permissions".
 */
export function boundaryStatements(
  scope: PortalRoleScope,
): ReasonedStatement[] {
  return [
    ...personalizeStatements(scope),
    ...bucketStatements(scope),
    ...keyStatements(scope),
  ];
}

function personalizeStatements(scope: PortalRoleScope): ReasonedStatement[] {
  return [
    {
      because:
        "The service policy that AWS documents for the role. The narrower one, limited to the account and Region, is the portal's default and lies within it, as do the policies for people.",
      statement: {
        Sid: 'UsePersonalize',
        Effect: 'Allow',
        Action: 'personalize:*',
        Resource: '*',
      },
    },
    {
      because:
        'Metric attributions publish to CloudWatch, which knows no resource for it.',
      statement: {
        Sid: 'PublishMetrics',
        Effect: 'Allow',
        Action: 'cloudwatch:PutMetricData',
        Resource: '*',
      },
    },
    {
      because:
        'People start jobs for which Personalize takes a service role, and so have to pass it. Roles of the path have this same boundary, so passing one opens nothing that the role which passes it could not be given; and to no other service.',
      statement: {
        Sid: 'PassRolesToPersonalize',
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: personalizeRoles(scope),
        Condition: {
          StringEquals: { 'iam:PassedToService': SERVICE_PRINCIPAL },
        },
      },
    },
  ];
}

/**
 * Names of buckets are free again once one is deleted, so they alone say too little.
 * Source: IAM User Guide, "AWS global condition context keys", aws:ResourceAccount.
 */
function bucketStatements(scope: PortalRoleScope): ReasonedStatement[] {
  const ofOwners = {
    StringLike: {
      'aws:ResourceAccount': [scope.accountId, ...scope.bucketOwners],
    },
  };
  return [
    {
      because:
        'Imports, exports and batch jobs list the bucket. Only buckets that the portal may grant: without the limit, whoever may write the policy of a role could read every bucket of the account. And only those of the accounts in BucketOwners, or somebody else could register a name that fits and receive the exports.',
      statement: {
        Sid: 'ListBuckets',
        Effect: 'Allow',
        Action: LIST_BUCKET,
        Resource: scope.bucketArns,
        Condition: ofOwners,
      },
    },
    {
      because: 'Imports read objects, exports and batch jobs write them.',
      statement: {
        Sid: 'UseObjects',
        Effect: 'Allow',
        Action: s3ActionsFor(S3_WORKFLOWS).filter(
          action => action !== LIST_BUCKET,
        ),
        Resource: allObjects(scope),
        Condition: ofOwners,
      },
    },
  ];
}

/**
 * A boundary limits also what a key policy gives to the role, so all that AWS
 * documents for the role in a key policy is here, CreateGrant included: without
 * it, a dataset group that the key encrypts may not come about. AWS documents
 * neither that Personalize's calls carry kms:ViaService nor that its grants are
 * for an AWS resource (kms:GrantIsForAWSResource), so neither can be asked for;
 * the tag and the Region are.
 * Sources: Amazon Personalize Developer Guide, "Giving Amazon Personalize
 * permission to use your AWS KMS key"; KMS Developer Guide, "kms:ViaService",
 * which lists the services that support it, and Personalize isn't one.
 */
function keyStatements(scope: PortalRoleScope): ReasonedStatement[] {
  const inRegions = { 'aws:RequestedRegion': scope.regions };
  return [
    {
      because:
        'The keys that their owners have tagged, in the Regions of the portal: all that AWS documents for the role in a key policy, because a boundary limits that, too. CreateGrant hands a key on, but only a tagged one whose policy gives it to the role.',
      statement: {
        Sid: 'UseGrantableKeys',
        Effect: 'Allow',
        Action: keyPolicyActionsFor(KMS_WORKFLOWS),
        Resource: allKeys(scope),
        Condition: { StringEquals: { ...IS_GRANTABLE, ...inRegions } },
      },
    },
    {
      because:
        'Other keys only through S3, which uses them for the objects of the buckets above. So a key that a bucket encrypts with keeps working when it loses the tag.',
      statement: {
        Sid: 'UseKeysThroughS3',
        Effect: 'Allow',
        Action: OBJECT_KEY_ACTIONS,
        Resource: allKeys(scope),
        Condition: { StringEquals: inRegions, StringLike: THROUGH_S3 },
      },
    },
  ];
}
