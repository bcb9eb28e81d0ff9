import {
  AccessRequest,
  KnownResource,
  PartName,
  SERVICE_PRINCIPAL,
  serviceContext,
  roleArn,
  RoleTarget,
  withResource,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IamRole } from '../../aws/iam';

/** What a part lets Personalize do with one bucket or key. */
export interface Grant {
  part: PartName;
  /** ARN of the bucket or key. */
  resource: string;
  /** Each action with the resource ARN that it takes. */
  uses: ({ action: string; resource: string } & KnownResource)[];
}

type Use = Grant['uses'][number];

/** A request that Personalize makes as a service. */
export function serviceRequest(target: RoleTarget, use: Use): AccessRequest {
  return {
    action: use.action,
    resource: use.resource,
    principal: { kind: 'service', service: SERVICE_PRINCIPAL },
    context: contextOf('service', target, use),
  };
}

/**
 * A request that Personalize makes with the role.
 *
 * @param role - as AWS holds it, if it exists
 */
export function roleRequest(
  target: RoleTarget,
  use: Use,
  role?: IamRole,
): AccessRequest {
  return {
    action: use.action,
    resource: use.resource,
    principal: {
      kind: 'role',
      arn: roleArn(target),
      uniqueId: role?.roleId,
      hasBoundary: role && role.permissionsBoundary !== undefined,
    },
    context: contextOf('role', target, use, role),
  };
}

function contextOf(
  kind: 'service' | 'role',
  target: RoleTarget,
  use: Use,
  role?: IamRole,
) {
  const context = serviceContext({
    kind,
    action: use.action,
    roleId: role?.roleId,
    accountId: target.accountId,
    region: target.region,
    roleArn: roleArn(target),
  });
  return withResource(context, use);
}
