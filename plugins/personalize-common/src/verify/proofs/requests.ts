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

/** A use that Personalize makes in its own name. */
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
 * A use that Personalize makes with the role.
 *
 * @param roleId - its unique id, where it exists already
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

/** What it takes to hand a role to a service. */
export const PASS_ROLE = 'iam:PassRole';

/**
 * What people do. Where they call from, with which tags of their own and whether
 * with MFA isn't known.
 */
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

/** People who hand the service role to Personalize. */
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
