import { PolicyDocument } from '../policy/document';
import { documentOf, ReasonedStatement } from './reasoned';

/** Who may assume the portal's roles. */
export interface PortalPrincipal {
  /** ARN of the role (or user) that the portal itself runs as. */
  arn: string;
  externalId: string;
}

/** The trust policy of the portal's two roles. */
export function portalTrust(principal: PortalPrincipal): PolicyDocument {
  return documentOf(portalTrustStatements(principal));
}

/**
 * The statements of the trust policy, each with its reason. Session tags aren't
 * set, so sts:TagSession isn't allowed.
 * Source: IAM User Guide, "Monitor and control actions taken with assumed roles":
 * setting a source identity takes sts:SetSourceIdentity in the trust policy.
 */
export function portalTrustStatements({
  arn,
  externalId,
}: PortalPrincipal): ReasonedStatement[] {
  return [
    {
      because:
        'The portal alone, with the external id, and only where it says for which person it acts: CloudTrail keeps the source identity of every call.',
      statement: {
        Sid: 'PortalAssumes',
        Effect: 'Allow',
        Principal: { AWS: arn },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'sts:ExternalId': externalId },
          StringLike: { 'sts:SourceIdentity': '*' },
        },
      },
    },
    {
      because:
        'Naming the person is an action of its own. Its requests carry no external id, and alone it lets nobody in.',
      statement: {
        Sid: 'PortalNamesThePerson',
        Effect: 'Allow',
        Principal: { AWS: arn },
        Action: 'sts:SetSourceIdentity',
      },
    },
  ];
}
