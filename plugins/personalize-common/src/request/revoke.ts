import { accountIdRule, roleNameRule } from '../aws/names';
import { InvalidRequestError } from '../errors';
import { DEFAULT_ROLE_PATH, rolePathRule } from '../service/role';
import { PERSONALIZE_REGIONS, regionFlaw } from '../service/service';
import { RevokeRequest } from '../setup/access';
import { setupNameRule } from '../setup/entityRef';
import { contextOf } from './context';
import { RequestDefaults } from './defaults';
import { fieldsOnly, flag, oneOf, optional, text } from './fields';
import { parseRequest } from './problems';
import { toRole } from './roleFields';

/**
 * Reads the input of `personalize:revoke`: the name of a set-up, or the role of
 * one that never came to be registered. What is given of the role beside the name
 * is compared with the registered one elsewhere.
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
  } = parseRequest(
    fieldsOnly(
      {
        name: optional(text(setupNameRule)),
        force: optional(flag()),
        accountId: optional(text(accountIdRule)),
        region: optional(oneOf(PERSONALIZE_REGIONS, regionFlaw)),
        roleName: optional(text(roleNameRule)),
        rolePath: optional(text(rolePathRule(contextOf(input)))),
      },
      'personalize:revoke',
    ),
    input,
  );
  const role =
    accountId && region && roleName
      ? toRole({ accountId, region, roleName, rolePath })
      : undefined;
  if (!name && !role) {
    throw new InvalidRequestError([
      {
        field: 'name',
        value: name,
        rule: 'it is required: the name of the set-up that is to be taken back. For one that was never registered, because its run broke off before, give accountId, region and roleName instead',
      },
    ]);
  }
  return {
    ...(name ? { name } : {}),
    ...(role ? { role } : {}),
    force,
  };
}
