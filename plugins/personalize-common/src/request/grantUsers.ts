import { GrantUsersRequest } from '../setup/access';
import { contextOf } from './context';
import { RequestDefaults } from './defaults';
import { fieldsOnly, flag, withDefault } from './fields';
import { ownerField } from './identityFields';
import { parseRequest } from './problems';
import { roleFields, toRole } from './roleFields';
import { userList } from './usersFields';

/**
 * Reads the input of `personalize:grant-users`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseGrantUsersRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): GrantUsersRequest {
  const context = contextOf(input);
  const fields = parseRequest(
    fieldsOnly(
      {
        ...roleFields(context, defaults),
        users: userList(context),
        keepOthers: withDefault(flag(), false),
        ...ownerField(),
      },
      'personalize:grant-users',
    ),
    input,
  );
  return {
    role: toRole(fields),
    users: fields.users,
    keepOthers: fields.keepOthers,
    owner: fields.owner,
  };
}
