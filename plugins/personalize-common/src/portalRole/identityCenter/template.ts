import { JsonObject } from '@backstage/types';
import { Partition } from '../../aws/arn';
import { ACCOUNT_ARNS, reference } from '../cloudFormation';
import {
  IDENTITY_CENTER_READER_NAME,
  IDENTITY_CENTER_WRITER_NAME,
} from '../names';
import { ACCOUNT_ARN_PATTERN, INSTANCE_ID_PATTERN } from '../rules';
import {
  documentWithFunctions,
  PORTAL_TRUST,
  PortalRoleTemplate,
  reasonsOf,
  roleResource,
  trustParameters,
} from '../templateParts';
import { identityCenterReaderStatements } from './readerPolicy';
import { accountArn, IdentityCenterScope } from './scope';
import { identityCenterWriterStatements } from './writerPolicy';

/** What the parameters of the template are set to; without one the stack has to say. */
export interface IdentityCenterDefaults {
  partition?: Partition;
  /** ARN. */
  portalPrincipal?: string;
  instanceId?: string;
  /** 12 digits each. */
  accountIds?: readonly string[];
}

/**
 * The CloudFormation template of the portal's roles in the account of Identity
 * Center: the management account of the organisation, or the one that it made
 * the delegated administrator. The names differ from those of the roles that set
 * up Personalize, for that may be the same account.
 */
export function identityCenterTemplate(
  defaults: IdentityCenterDefaults = {},
): PortalRoleTemplate {
  const scope: IdentityCenterScope = {
    partition: reference('AWS::Partition'),
    instanceId: reference('InstanceId'),
    accountArns: [reference(ACCOUNT_ARNS)],
  };
  const writer = identityCenterWriterStatements(scope);
  const reader = identityCenterReaderStatements(scope);
  return {
    template: {
      AWSTemplateFormatVersion: '2010-09-09',
      Description:
        "The roles with which a Backstage portal gives people access to Amazon Personalize by permission sets, in Identity Center's account",
      Parameters: parameters(defaults),
      Resources: {
        PersonalizeIdentityCenterWriter: roleResource(
          IDENTITY_CENTER_WRITER_NAME,
          'Assumed by the portal for one run that gives access by permission sets',
          documentWithFunctions(writer),
        ),
        PersonalizeIdentityCenterReader: roleResource(
          IDENTITY_CENTER_READER_NAME,
          'Assumed by the portal to plan and to check; changes nothing',
          documentWithFunctions(reader),
        ),
      },
      Outputs: {
        WriterArn: {
          Description: 'The role of personalize.identityCenter.writer',
          Value: { 'Fn::GetAtt': ['PersonalizeIdentityCenterWriter', 'Arn'] },
        },
        ReaderArn: {
          Description: 'The role of personalize.identityCenter.reader',
          Value: { 'Fn::GetAtt': ['PersonalizeIdentityCenterReader', 'Arn'] },
        },
      },
    },
    reasons: reasonsOf([...PORTAL_TRUST, ...writer, ...reader]),
  };
}

function parameters({
  partition = 'aws',
  portalPrincipal,
  instanceId,
  accountIds,
}: IdentityCenterDefaults): JsonObject {
  return {
    ...trustParameters(portalPrincipal),
    InstanceId: {
      Type: 'String',
      Description:
        'The last part of the ARN of the Identity Center instance, for example ssoins-0123456789abcdef',
      ...(instanceId ? { Default: instanceId } : {}),
      AllowedPattern: INSTANCE_ID_PATTERN,
    },
    [ACCOUNT_ARNS]: {
      Type: 'CommaDelimitedList',
      Description:
        'The accounts in which the portal may give people access, for example arn:aws:sso:::account/111122223333; never the management account',
      ...(accountIds
        ? {
            Default: accountIds.map(id => accountArn(partition, id)).join(','),
          }
        : {}),
      AllowedPattern: ACCOUNT_ARN_PATTERN,
    },
  };
}
