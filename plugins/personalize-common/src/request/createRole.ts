import { CreateRoleRequest } from '../setup/access';
import { contextOf } from './context';
import { RequestDefaults } from './defaults';
import { fieldsOnly } from './fields';
import { parseRequest } from './problems';
import { roleFields, toRole } from './roleFields';
import { settingsFields, toSettings } from './settingsFields';

/**
 * Reads the input of `personalize:create-role`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseCreateRoleRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): CreateRoleRequest {
  const context = contextOf(input);
  const fields = parseRequest(
    fieldsOnly(
      {
        ...roleFields(context, defaults),
        ...settingsFields(context),
      },
      'personalize:create-role',
    ),
    input,
  );
  return { role: toRole(fields), settings: toSettings(fields) };
}
