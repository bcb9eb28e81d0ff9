import { GrantKmsRequest } from '../setup/access';
import { contextOf } from './context';
import { RequestDefaults } from './defaults';
import { fieldsOnly } from './fields';
import { keyList } from './keyFields';
import { parseRequest } from './problems';
import { roleFields, toRole } from './roleFields';
import { sourceConditionsField } from './sourceConditionsField';

/**
 * Reads the input of `personalize:grant-kms`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseGrantKmsRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): GrantKmsRequest {
  const context = contextOf(input);
  const fields = parseRequest(
    fieldsOnly(
      {
        ...roleFields(context, defaults),
        keys: keyList(context),
        sourceConditions: sourceConditionsField(defaults),
      },
      'personalize:grant-kms',
    ),
    input,
  );
  return {
    role: toRole(fields),
    keys: fields.keys,
    sourceConditions: fields.sourceConditions,
  };
}
