import { JsonObject } from '@backstage/types';
import { PolicyDocument } from '../policy/document';
import { reference, withFunctions } from './cloudFormation';
import { PORTAL_PATH } from './names';
import { portalTrustStatements } from './portalTrust';
import { documentOf, ReasonedStatement } from './reasoned';
import { EXTERNAL_ID, PORTAL_PRINCIPAL_PATTERN } from './rules';

/** A template, and why each of its policy statements is there. */
export interface PortalRoleTemplate {
  template: JsonObject;
  /** Sid -> reason. A Sid has one reason, in whatever policy of the template it stands. */
  reasons: ReadonlyMap<string, string>;
}

/** The parameters of {@link PORTAL_TRUST}. */
export function trustParameters(portalPrincipal?: string): JsonObject {
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
        'Sent by the portal with each request for a role; the externalId in app-config',
      NoEcho: true,
      MinLength: EXTERNAL_ID.minLength,
      MaxLength: EXTERNAL_ID.maxLength,
      AllowedPattern: EXTERNAL_ID.pattern,
    },
  };
}

/** Who assumes the roles of a template, by its parameters. */
export const PORTAL_TRUST: readonly ReasonedStatement[] = portalTrustStatements(
  {
    arn: reference('PortalPrincipalArn'),
    externalId: reference('ExternalId'),
  },
);

/**
 * One of the portal's roles. The policy is inline, so that it lives and goes
 * with the role and nothing else can share or edit it.
 *
 * @param policy - with CloudFormation's functions
 */
export function roleResource(
  name: string,
  description: string,
  policy: JsonObject,
): JsonObject {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      Path: PORTAL_PATH,
      Description: description,
      AssumeRolePolicyDocument: documentWithFunctions(PORTAL_TRUST),
      Policies: [{ PolicyName: name, PolicyDocument: policy }],
    },
  };
}

/** The policy document of some statements, with CloudFormation's functions. */
export function documentWithFunctions(
  statements: readonly ReasonedStatement[],
): JsonObject {
  const { Version, Statement }: PolicyDocument = documentOf(statements);
  return { Version, Statement: withFunctions(Statement) };
}

export function reasonsOf(
  statements: readonly ReasonedStatement[],
): Map<string, string> {
  return new Map(
    statements.map(({ because, statement }) => [statement.Sid, because]),
  );
}
