import { roleArn } from '../../aws/arn';
import {
  exactly,
  requestContext,
  requestTime,
  withResource,
} from '../../evaluate/context';
import { AccessRequest, IamPrincipal } from '../../evaluate/request';
import { serviceContext } from '../../service/requestContext';
import { RoleTarget } from '../../service/role';
import { SERVICE_PRINCIPAL } from '../../service/service';
import { Principal } from '../../setup/access';
import { Use } from './uses';

/** A request by Personalize in its own name. */
export function serviceRequest(role: RoleTarget, use: Use): AccessRequest {
  const { action, resource } = use;
  const context = serviceContext({
    ...common(role),
    kind: 'service',
    action,
  });
  return {
    action,
    resource,
    principal: { kind: 'service', service: SERVICE_PRINCIPAL },
    context: withResource(context, use),
  };
}

/**
 * A request by Personalize with the role.
 *
 * @param roleId - its unique id, if it exists already
 */
export function roleRequest(
  role: RoleTarget,
  use: Use,
  roleId: string | undefined,
): AccessRequest {
  const { action, resource } = use;
  const context = serviceContext({
    ...common(role),
    kind: 'role',
    roleId,
    action,
  });
  return {
    action,
    resource,
    principal: {
      kind: 'role',
      arn: roleArn(role),
      ...(roleId === undefined ? {} : { uniqueId: roleId }),
    },
    context: withResource(context, use),
  };
}

function common(role: RoleTarget) {
  return {
    accountId: role.accountId,
    region: role.region,
    roleArn: roleArn(role),
  };
}

/** The action of passing a role to a service. */
export const PASS_ROLE = 'iam:PassRole';

/** A request by people. Their location, their own tags and their MFA aren't known. */
export function peopleRequest(
  role: RoleTarget,
  principal: IamPrincipal,
  { action, resource, tags }: Use,
): AccessRequest {
  return {
    action,
    resource,
    principal,
    context: requestContext({
      ...commonToPeople(role),
      'aws:RequestedRegion': exactly(role.region),
      ...tags,
    }),
  };
}

/** The request of people who pass the service role to Personalize. */
export function passRoleRequest(
  role: RoleTarget,
  principal: IamPrincipal,
): AccessRequest {
  return {
    action: PASS_ROLE,
    resource: roleArn(role),
    principal,
    context: requestContext({
      ...commonToPeople(role),
      'iam:PassedToService': exactly(SERVICE_PRINCIPAL),
    }),
  };
}

function commonToPeople({ accountId }: RoleTarget) {
  return {
    ...requestTime(new Date()),
    'aws:SecureTransport': exactly('true'),
    'aws:PrincipalAccount': exactly(accountId),
    'aws:PrincipalIsAWSService': exactly('false'),
  };
}

/** Any user of the account. */
export function anyUser(role: RoleTarget): IamPrincipal {
  return { kind: 'user', arn: arnOf(role, 'user/*') };
}

/** For a group, one of its users. For a permission set, the role of Identity Center. */
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
