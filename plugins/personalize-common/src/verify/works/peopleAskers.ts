import { roleArn } from '../../aws/arn';
import { known, requestContext, requestTime } from '../../evaluate/context';
import { AccessRequest, IamPrincipal } from '../../evaluate/request';
import { RoleTarget } from '../../service/role';
import { PERSONALIZE_SERVICE } from '../../service/service';
import { Principal } from '../../setup/access';
import { Use } from './uses';

/** What it takes to hand a role to a service. */
export const PASS_ROLE = 'iam:PassRole';

/**
 * What people do. Where they call from, with which tags of their own and whether
 * with MFA isn't known.
 */
export function byPeople(
  role: RoleTarget,
  principal: IamPrincipal,
  { action, resource, tags }: Use,
): AccessRequest {
  return {
    action,
    resource,
    principal,
    context: requestContext({
      ...common(role),
      'aws:RequestedRegion': known(role.region),
      ...tags,
    }),
  };
}

/** People who hand the service role to Personalize. */
export function passingRole(
  role: RoleTarget,
  principal: IamPrincipal,
): AccessRequest {
  return {
    action: PASS_ROLE,
    resource: roleArn(role),
    principal,
    context: requestContext({
      ...common(role),
      'iam:PassedToService': known(PERSONALIZE_SERVICE),
    }),
  };
}

function common({ accountId }: RoleTarget) {
  return {
    ...requestTime(new Date()),
    'aws:SecureTransport': known('true'),
    'aws:PrincipalAccount': known(accountId),
    'aws:PrincipalIsAWSService': known('false'),
  };
}

/** A user of the account, whoever it is. */
export function anyUser(role: RoleTarget): IamPrincipal {
  return { kind: 'user', arn: arnOf(role, 'user/*') };
}

/** Of a group one of its users, of a permission set the role that Identity Center makes. */
export function iamPrincipal(
  role: RoleTarget,
  principal: Principal,
): IamPrincipal {
  switch (principal.type) {
    case 'group':
      return anyUser(role);
    case 'user':
      return { kind: 'user', arn: arnOf(role, `user/${principal.name}`) };
    case 'permission-set':
      return {
        kind: 'role',
        arn: arnOf(
          role,
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

function arnOf({ partition, accountId }: RoleTarget, resource: string): string {
  return `arn:${partition}:iam::${accountId}:${resource}`;
}
