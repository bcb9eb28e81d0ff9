import { accountIdRule, roleNameRule } from '../aws/names';
import { InvalidRequestError } from '../errors';
import { DEFAULT_ROLE_PATH, rolePathRule, RoleTarget } from '../service/role';
import { SERVICE_REGIONS, regionFlaw } from '../service/service';
import { setupNameRule } from '../setup/entity';
import { parseFields, flag, choice, optional, text } from './fields';
import { toRole } from './roleFields';
import { RequestDefaults } from './scope';

/** The input of `personalize:revoke`, checked and normalised. It has a name or a role. */
export interface RevokeRequest {
  /** Name of the set-up. */
  name?: string;
  /** Given beside or instead of the name. */
  role?: RoleTarget;
  /** Whether to remove it even if something would break or others added to it. */
  force: boolean;
}

/**
 * Reads the input of `personalize:revoke`: the name of a set-up, or the role of one
 * that was never registered. Other code compares role fields given beside the name
 * with the registered role.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseRevokeRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): RevokeRequest {
  const {
    name,
    force = false,
    accountId,
    region,
    roleName,
    rolePath = defaults.rolePath ?? DEFAULT_ROLE_PATH,
  } = parseFields('personalize:revoke', input, scope => ({
    name: optional(text(setupNameRule)),
    force: optional(flag()),
    accountId: optional(text(accountIdRule)),
    region: optional(choice(SERVICE_REGIONS, regionFlaw)),
    roleName: optional(text(roleNameRule)),
    rolePath: optional(text(rolePathRule(scope))),
  }));
  const role =
    accountId && region && roleName
      ? toRole({ accountId, region, roleName, rolePath })
      : undefined;
  if (!name && !role) {
    throw new InvalidRequestError([
      {
        field: 'name',
        value: name,
        rule: 'it is required: give the name of the set-up to remove. If its run stopped before it was registered, give accountId, region and roleName instead',
      },
    ]);
  }
  return {
    ...(name ? { name } : {}),
    ...(role ? { role } : {}),
    force,
  };
}
