import { PERSONALIZE_SERVICE } from '../aws/regions';
import { PolicyDocument } from '../policy/document';
import {
  KMS_WORKFLOWS,
  keyPolicyActionsFor,
  S3_WORKFLOWS,
  s3ActionsFor,
} from '../workflows';
import { documentOf, ReasonedStatement } from './reasoned';
import {
  allKeys,
  allObjects,
  personalizeRoles,
  PortalRoleScope,
} from './scope';

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
  const s3Actions = s3ActionsFor(S3_WORKFLOWS);
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
        'Imports, exports and batch jobs list the bucket. Only buckets that the portal may grant: without the limit, whoever may write the policy of a role could read every bucket of the account.',
      statement: {
        Sid: 'ListBuckets',
        Effect: 'Allow',
        Action: LIST_BUCKET,
        Resource: scope.bucketArns,
      },
    },
    {
      because: 'Imports read objects, exports and batch jobs write them.',
      statement: {
        Sid: 'UseObjects',
        Effect: 'Allow',
        Action: s3Actions.filter(action => action !== LIST_BUCKET),
        Resource: allObjects(scope),
      },
    },
    {
      because:
        "A boundary limits also what a key policy gives to the role, so CreateGrant, which stands in key policies alone, is here, too. Not limited to keys with the tag: a key that loses it mustn't stop the jobs that use it.",
      statement: {
        Sid: 'UseKeys',
        Effect: 'Allow',
        Action: keyPolicyActionsFor(KMS_WORKFLOWS),
        Resource: allKeys(scope),
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
          StringEquals: { 'iam:PassedToService': PERSONALIZE_SERVICE },
        },
      },
    },
  ];
}
