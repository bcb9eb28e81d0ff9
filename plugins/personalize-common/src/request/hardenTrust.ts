import { HardenTrustRequest } from '../setup/access';
import { contextOf } from './context';
import { RequestDefaults } from './defaults';
import { fieldsOnly } from './fields';
import { parseRequest } from './problems';
import { roleFields, toRole } from './roleFields';
import { toTrust, trustFields } from './trustFields';

/**
 * Reads the input of `personalize:harden-trust`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseHardenTrustRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): HardenTrustRequest {
  const context = contextOf(input);
  const fields = parseRequest(
    fieldsOnly(
      { ...roleFields(context, defaults), ...trustFields(context) },
      'personalize:harden-trust',
    ),
    input,
  );
  return { role: toRole(fields), trust: toTrust(fields) };
}
