import { JsonObject } from '@backstage/types';
import { Partition } from '../aws/regions';
import { DEFAULT_ROLE_PATH } from '../aws/rolePath';
import { PolicyDocument } from '../policy/document';
import { boundaryStatements } from './boundary';
import { BUCKET_ARNS, reference, withFunctions } from './cloudFormation';
import { BOUNDARY_NAME, PORTAL_PATH, READER_NAME, WRITER_NAME } from './names';
import { portalTrustStatements } from './portalTrust';
import { readerStatements } from './readerPolicy';
import { documentOf, ReasonedStatement } from './reasoned';
import {
  BUCKET_ARN_PATTERN,
  EXTERNAL_ID,
  PORTAL_PRINCIPAL_PATTERN,
  ROLE_PATH_PATTERN,
} from './rules';
import { PortalRoleScope } from './scope';
import { writerStatements } from './writerPolicy';

/** What the parameters of the template are set to where a stack doesn't say. */
export interface TemplateDefaults {
  partition?: Partition;
  /** ARN; without it a stack has to say. */
  portalPrincipal?: string;
  rolePath?: string;
  /** Patterns of bucket names. */
  bucketNames?: readonly string[];
}

/**
 * Buckets with the service's name in it, as in AWS's own managed policy
 * AmazonPersonalizeFullAccess.
 */
const DEFAULT_BUCKET_NAMES = ['*personalize*'];

/** The template, and why each of its policy statements is there. */
export interface PortalRoleTemplate {
  template: JsonObject;
  /** Sid -> reason. A Sid has one reason, in whatever policy it stands. */
  reasons: ReadonlyMap<string, string>;
}

/**
 * The CloudFormation template of the portal's roles in one account and of the
 * boundary. IAM belongs to no Region: one stack per account, in any Region.
 */
export function portalRoleTemplate(
  defaults: TemplateDefaults = {},
): PortalRoleTemplate {
  const scope: PortalRoleScope = {
    partition: reference('AWS::Partition'),
    accountId: reference('AWS::AccountId'),
    rolePath: reference('RolePath'),
    bucketArns: [reference(BUCKET_ARNS)],
  };
  const statements = {
    boundary: boundaryStatements(scope),
    trust: portalTrustStatements({
      arn: reference('PortalPrincipalArn'),
      externalId: reference('ExternalId'),
    }),
    writer: writerStatements(scope),
    reader: readerStatements(scope),
  };
  const trust = documentOf(statements.trust);
  return {
    template: {
      AWSTemplateFormatVersion: '2010-09-09',
      Description:
        'The roles with which a Backstage portal sets up Amazon Personalize in this account, and the permissions boundary of every role that it creates',
      Parameters: parameters(defaults),
      Resources: {
        PersonalizeBoundary: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            ManagedPolicyName: BOUNDARY_NAME,
            Path: PORTAL_PATH,
            Description: 'All that a role for Amazon Personalize may ever do',
            PolicyDocument: withFunctions(documentOf(statements.boundary)),
          },
        },
        PersonalizeWriter: role(
          WRITER_NAME,
          'Assumed by the portal for one run that sets up Amazon Personalize',
          trust,
          documentOf(statements.writer),
        ),
        PersonalizeReader: role(
          READER_NAME,
          'Assumed by the portal to plan and to check; changes nothing',
          trust,
          documentOf(statements.reader),
        ),
      },
      Outputs: {
        BoundaryArn: {
          Description: 'personalize.guardrails.permissionsBoundary',
          Value: { Ref: 'PersonalizeBoundary' },
        },
        WriterArn: {
          Description: 'The role of personalize.accounts[].writer',
          Value: { 'Fn::GetAtt': ['PersonalizeWriter', 'Arn'] },
        },
        ReaderArn: {
          Description: 'The role of personalize.accounts[].reader',
          Value: { 'Fn::GetAtt': ['PersonalizeReader', 'Arn'] },
        },
      },
    },
    reasons: reasonsOf(Object.values(statements).flat()),
  };
}

function parameters({
  partition = 'aws',
  portalPrincipal,
  rolePath = DEFAULT_ROLE_PATH,
  bucketNames = DEFAULT_BUCKET_NAMES,
}: TemplateDefaults): JsonObject {
  return {
    PortalPrincipalArn: {
      Type: 'String',
      Description: 'ARN of the role (or user) that the portal runs as',
      ...(portalPrincipal ? { Default: portalPrincipal } : {}),
      AllowedPattern: PORTAL_PRINCIPAL_PATTERN,
    },
    ExternalId: {
      Type: 'String',
      Description:
        'Sent by the portal with each request for a role; the externalId of the account in app-config',
      NoEcho: true,
      MinLength: EXTERNAL_ID.minLength,
      MaxLength: EXTERNAL_ID.maxLength,
      AllowedPattern: EXTERNAL_ID.pattern,
    },
    RolePath: {
      Type: 'String',
      Description:
        'Path of the Personalize roles and their policies; keep everything else out of it',
      Default: rolePath,
      AllowedPattern: ROLE_PATH_PATTERN,
    },
    [BUCKET_ARNS]: {
      Type: 'CommaDelimitedList',
      Description:
        'ARNs of the buckets that may be granted, * and ? are wildcards; the portal gets full control of their policies',
      Default: bucketNames
        .map(name => `arn:${partition}:s3:::${name}`)
        .join(','),
      AllowedPattern: BUCKET_ARN_PATTERN,
    },
  };
}

/**
 * The policy is inline, so that it lives and goes with the role and nothing else
 * can share or edit it.
 */
function role(
  name: string,
  description: string,
  trust: PolicyDocument,
  policy: PolicyDocument,
): JsonObject {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      Path: PORTAL_PATH,
      Description: description,
      AssumeRolePolicyDocument: withFunctions(trust),
      Policies: [{ PolicyName: name, PolicyDocument: withFunctions(policy) }],
    },
  };
}

function reasonsOf(
  statements: readonly ReasonedStatement[],
): Map<string, string> {
  return new Map(
    statements.map(({ because, statement }) => [statement.Sid, because]),
  );
}
