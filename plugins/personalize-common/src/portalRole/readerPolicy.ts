import { PolicyDocument } from '../policy/document';
import { nothingElse } from './nothingElse';
import { BUCKET_READS, readStatements } from './reads';
import { documentOf, ReasonedStatement } from './reasoned';
import { PortalRoleScope } from './scope';

/** The policy of the role that plans, dry runs and checks assume. It changes nothing. */
export function readerPolicy(scope: PortalRoleScope): PolicyDocument {
  return documentOf(readerStatements(scope));
}

/** The statements of the reader's policy, each with its reason. */
export function readerStatements(scope: PortalRoleScope): ReasonedStatement[] {
  const allowed = [...readStatements(scope), ...readerOnlyStatements(scope)];
  return [...allowed, nothingElse(allowed)];
}

function readerOnlyStatements(scope: PortalRoleScope): ReasonedStatement[] {
  return [
    {
      because:
        'Region, policy, default encryption and tags of a bucket. The Region comes from HeadBucket, which S3 authorises as s3:ListBucket; there is no narrower action, so the names of objects could be listed, too. Their content is out of reach. The condition leaves out a bucket of that name in another account.',
      statement: {
        Sid: 'ReadBuckets',
        Effect: 'Allow',
        Action: BUCKET_READS,
        Resource: scope.bucketArns,
        Condition: {
          StringEquals: { 's3:ResourceAccount': scope.accountId },
        },
      },
    },
    {
      because:
        'The names from which a person chooses in the form. These actions list the whole account or nothing.',
      statement: {
        Sid: 'ListNames',
        Effect: 'Allow',
        Action: ['iam:ListPolicies', 'kms:ListKeys', 's3:ListAllMyBuckets'],
        Resource: '*',
      },
    },
    {
      because:
        'Access Analyzer compares documents that are sent to it, and reads nothing of the account.',
      statement: {
        Sid: 'CheckDocuments',
        Effect: 'Allow',
        Action: [
          'access-analyzer:CheckNoNewAccess',
          'access-analyzer:CheckNoPublicAccess',
          'access-analyzer:ValidatePolicy',
        ],
        Resource: '*',
      },
    },
  ];
}
