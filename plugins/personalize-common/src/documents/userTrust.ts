import { Partition, roleArn } from '../aws/arn';
import { oidcIssuer } from '../aws/providerArn';
import {
  ConditionBlock,
  POLICY_VERSION,
  PolicyDocument,
  PolicyStatement,
} from '../policy/document';
import { RoleTarget } from '../service/role';
import { PEOPLE_TRUST_SID } from '../service/sids';
import {
  OidcRolePrincipal,
  PeopleRolePrincipal,
  SamlRolePrincipal,
} from '../setup/access';
import { ASSUME_ROLE } from '../trust/trustStatement';

/**
 * The audience of a SAML response for the AWS console.
 * Sources: IAM User Guide, "Creating a role for SAML 2.0 federation"; Getting
 * Started with AWS services in China, IAM.
 */
const SAML_AUDIENCE: Record<Partition, string> = {
  aws: 'https://signin.aws.amazon.com/saml',
  'aws-cn': 'https://signin.amazonaws.cn/saml',
};

/**
 * The ARN of a role for people, which need not exist yet. Its path is the service
 * role's.
 *
 * @param role - the service role
 */
export function peopleRoleArn(
  role: RoleTarget,
  principal: PeopleRolePrincipal,
): string {
  return roleArn({ ...role, roleName: principal.roleName });
}

/**
 * The whole trust policy of a role for people.
 *
 * @param role - the service role
 * @param userArns - for an `account-role`: the ARNs of its users as IAM has them,
 * with their paths
 */
export function peopleTrustPolicy(
  role: RoleTarget,
  principal: PeopleRolePrincipal,
  userArns: readonly string[],
): PolicyDocument {
  return {
    Version: POLICY_VERSION,
    Statement: [
      {
        Sid: PEOPLE_TRUST_SID,
        Effect: 'Allow',
        ...trustOf(role, principal, userArns),
      },
    ],
  };
}

type Trust = Pick<PolicyStatement, 'Principal' | 'Action' | 'Condition'>;

function trustOf(
  { partition }: RoleTarget,
  principal: PeopleRolePrincipal,
  userArns: readonly string[],
): Trust {
  switch (principal.type) {
    case 'saml-role':
      return samlTrust(principal, partition);
    case 'oidc-role':
      return oidcTrust(principal);
    default:
      return accountTrust(principal.requireMfa, userArns);
  }
}

/** Source: IAM User Guide, "Creating a role for SAML 2.0 federation". */
function samlTrust(
  { provider }: SamlRolePrincipal,
  partition: Partition,
): Trust {
  return {
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithSAML',
    Condition: { StringEquals: { 'SAML:aud': SAML_AUDIENCE[partition] } },
  };
}

/**
 * Source: IAM User Guide, "Create a role for OpenID Connect federation". The
 * condition keys start with the issuer's address without `https://`, as in the
 * provider's ARN.
 */
function oidcTrust({ provider, audience, subject }: OidcRolePrincipal): Trust {
  const issuer = oidcIssuer(provider);
  const hasAudience = { [`${issuer}:aud`]: audience };
  const hasSubject = { [`${issuer}:sub`]: subject };
  return {
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: /[*?]/.test(subject)
      ? { StringEquals: hasAudience, StringLike: hasSubject }
      : { StringEquals: { ...hasAudience, ...hasSubject } },
  };
}

/** Source: IAM User Guide, "Creating a role to delegate permissions to an IAM user". */
function accountTrust(requireMfa: boolean, userArns: readonly string[]): Trust {
  const withMfa: ConditionBlock = {
    Bool: { 'aws:MultiFactorAuthPresent': 'true' },
  };
  return {
    Principal: { AWS: [...userArns] },
    Action: ASSUME_ROLE,
    ...(requireMfa ? { Condition: withMfa } : {}),
  };
}
