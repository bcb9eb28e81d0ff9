import { roleArn } from '../../aws/arn';
import { withResource } from '../../evaluate/context';
import { AccessRequest } from '../../evaluate/request';
import { personalizeContext } from '../../service/requestContext';
import { RoleTarget } from '../../service/role';
import { PERSONALIZE_SERVICE } from '../../service/service';
import { Use } from './uses';

/** A use that Personalize makes in its own name. */
export function byService(role: RoleTarget, use: Use): AccessRequest {
  const { action, resource } = use;
  const context = personalizeContext({
    ...common(role),
    kind: 'service',
    action,
  });
  return {
    action,
    resource,
    principal: { kind: 'service', service: PERSONALIZE_SERVICE },
    context: withResource(context, use),
  };
}

/**
 * A use that Personalize makes with the role.
 *
 * @param roleId - its unique id, where it exists already
 */
export function byRole(
  role: RoleTarget,
  use: Use,
  roleId: string | undefined,
): AccessRequest {
  const { action, resource } = use;
  const context = personalizeContext({
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
