import { roleArn } from '../../aws/arn';
import { PERSONALIZE_SERVICE } from '../../aws/regions';
import { known, requestContext } from '../../evaluate/context';
import { AccessRequest, IamPrincipal } from '../../evaluate/request';
import { Principal, RoleTarget } from '../../request/types';
import { Use } from './uses';

/**
 * What people do. Where they call from, with which tags and whether with MFA
 * isn't known.
 */
export function byPeople(
  role: RoleTarget,
  principal: Principal,
  use: Use,
): AccessRequest {
  return {
    ...use,
    principal: iamPrincipal(role, principal),
    context: requestContext({
      ...common(role),
      'aws:RequestedRegion': known(role.region),
    }),
  };
}

/** People who hand the service role to Personalize. */
export function passingRole(
  role: RoleTarget,
  principal: Principal,
): AccessRequest {
  return {
    action: 'iam:PassRole',
    resource: roleArn(role),
    principal: iamPrincipal(role, principal),
    context: requestContext({
      ...common(role),
      'iam:PassedToService': known(PERSONALIZE_SERVICE),
    }),
  };
}

function common({ accountId }: RoleTarget) {
  return {
    'aws:SecureTransport': known('true'),
    'aws:PrincipalAccount': known(accountId),
    'aws:PrincipalIsAWSService': known('false'),
  };
}

/** Of a group one of its users, of a permission set the role that Identity Center makes. */
function iamPrincipal(role: RoleTarget, principal: Principal): IamPrincipal {
  const arnOf = (resource: string) =>
    `arn:${role.partition}:iam::${role.accountId}:${resource}`;
  switch (principal.type) {
    case 'group':
      return { kind: 'user', arn: arnOf(`user/*`) };
    case 'user':
      return { kind: 'user', arn: arnOf(`user/${principal.name}`) };
    case 'permission-set':
      return {
        kind: 'role',
        arn: arnOf(
          `role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${principal.name}_*`,
        ),
      };
    default:
      return {
        kind: 'role',
        arn: roleArn({ ...role, roleName: principal.roleName }),
      };
  }
}
