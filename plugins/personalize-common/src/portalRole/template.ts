import { JsonObject } from '@backstage/types';
import { Partition, partitionOf } from '../aws/arn';
import { DEFAULT_ROLE_PATH } from '../service/role';
import { SERVICE_REGIONS } from '../service/service';
import { MANAGED_TAG } from '../service/tags';
import { boundaryStatements } from './boundary';
import {
  BUCKET_ARNS,
  BUCKET_OWNERS,
  conditionalDocument,
  reference,
  REGIONS,
  TAG_KEYS,
} from './cloudFormation';
import { BOUNDARY_NAME, PORTAL_PATH, READER_NAME, WRITER_NAME } from './names';
import { readerStatements } from './readerPolicy';
import {
  BUCKET_ARN_PATTERN,
  BUCKET_OWNER_PATTERN,
  REGION_PATTERN,
  ROLE_PATH_PATTERN,
  TAG_KEY_PATTERN,
} from './rules';
import { PortalRoleScope } from './scope';
import {
  documentWithFunctions,
  PORTAL_TRUST,
  PortalRoleTemplate,
  reasonsOf,
  roleResource,
  trustParameters,
} from './templateParts';
import { writerStatements } from './writerPolicy';

/** What the parameters of the template are set to where a stack doesn't say. */
export interface TemplateDefaults {
  partition?: Partition;
  /** ARN; without it a stack has to say. */
  portalPrincipal?: string;
  rolePath?: string;
  /** Patterns of bucket names. */
  bucketNames?: readonly string[];
  /** Accounts beside the stack's own whose buckets may be used, 12 digits each, or `*`; without it none. */
  bucketOwners?: readonly string[];
  /** Those of the portal in the account; without it, all that have Personalize. */
  regions?: readonly string[];
  /** Keys of tags, beside the product's own. */
  tagKeys?: readonly string[];
  /** Whether policies may be attached to IAM groups and users; without it they may not. */
  directAttachment?: boolean;
}

const DIRECT_ATTACHMENT = 'AllowDirectAttachment';

/** The conditions of the template. */
const ATTACHES_DIRECTLY = 'AttachesDirectly';
const HAS_BUCKET_OWNERS = 'HasBucketOwners';

/**
 * Buckets with the service's name in it, as in AWS's own managed policy
 * AmazonPersonalizeFullAccess.
 */
const DEFAULT_BUCKET_NAMES = ['*personalize*'];

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
    bucketOwners: [],
    regions: [reference(REGIONS)],
    tagKeys: [reference(TAG_KEYS)],
    directAttachment: false,
  };
  const boundary = boundaryStatements(scope);
  const boundaryWithOwners = boundaryStatements({
    ...scope,
    bucketOwners: [reference(BUCKET_OWNERS)],
  });
  const reader = readerStatements(scope);
  const writer = writerStatements(scope);
  const attachingWriter = writerStatements({
    ...scope,
    directAttachment: true,
  });
  return {
    template: {
      AWSTemplateFormatVersion: '2010-09-09',
      Description:
        'The roles with which a Backstage portal sets up Amazon Personalize in this account, and the permissions boundary of every role that it creates',
      Parameters: parameters(defaults),
      Conditions: {
        [ATTACHES_DIRECTLY]: {
          'Fn::Equals': [{ Ref: DIRECT_ATTACHMENT }, 'yes'],
        },
        [HAS_BUCKET_OWNERS]: {
          'Fn::Not': [
            {
              'Fn::Equals': [{ 'Fn::Join': ['', { Ref: BUCKET_OWNERS }] }, ''],
            },
          ],
        },
      },
      Resources: {
        PersonalizeBoundary: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            ManagedPolicyName: BOUNDARY_NAME,
            Path: PORTAL_PATH,
            Description: 'All that a role for Amazon Personalize may ever do',
            PolicyDocument: conditionalDocument(
              HAS_BUCKET_OWNERS,
              boundaryWithOwners,
              boundary,
            ),
          },
        },
        PersonalizeWriter: roleResource(
          WRITER_NAME,
          'Assumed by the portal for one run that sets up Amazon Personalize',
          conditionalDocument(ATTACHES_DIRECTLY, attachingWriter, writer),
        ),
        PersonalizeReader: roleResource(
          READER_NAME,
          'Assumed by the portal to plan and to check; changes nothing',
          documentWithFunctions(reader),
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
    reasons: reasonsOf([
      ...boundary,
      ...PORTAL_TRUST,
      ...attachingWriter,
      ...reader,
    ]),
  };
}

function parameters({
  partition = 'aws',
  portalPrincipal,
  rolePath = DEFAULT_ROLE_PATH,
  bucketNames = DEFAULT_BUCKET_NAMES,
  bucketOwners = [],
  regions = SERVICE_REGIONS.filter(region => partitionOf(region) === partition),
  // A list parameter can't be empty, and the product's own tag is on the list anyway.
  tagKeys = [MANAGED_TAG],
  directAttachment = false,
}: TemplateDefaults): JsonObject {
  return {
    ...trustParameters(portalPrincipal),
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
    [BUCKET_OWNERS]: {
      Type: 'CommaDelimitedList',
      Description:
        'Ids of accounts beside this one whose buckets the Personalize roles may use, as in bucketOwners of personalize.teams; * is any account',
      Default: bucketOwners.join(','),
      AllowedPattern: BUCKET_OWNER_PATTERN,
    },
    [REGIONS]: {
      Type: 'CommaDelimitedList',
      Description:
        'The Regions in which the portal may set up Personalize here; the Personalize roles can use keys of these alone',
      Default: regions.join(','),
      AllowedPattern: REGION_PATTERN,
    },
    [TAG_KEYS]: {
      Type: 'CommaDelimitedList',
      Description:
        "Keys of the tags that the portal may give to what it creates, beside its own: the guardrails' requiredTags and allowedTags",
      Default: tagKeys.join(','),
      AllowedPattern: TAG_KEY_PATTERN,
    },
    [DIRECT_ATTACHMENT]: {
      Type: 'String',
      Description:
        'Whether the portal may attach policies to IAM groups and users; yes amounts to all permissions in this account',
      Default: directAttachment ? 'yes' : 'no',
      AllowedValues: ['no', 'yes'],
    },
  };
}
