import { patternRule } from '../aws/textRule';
import { contextOf } from './context';
import { RequestDefaults } from './defaults';
import { fieldsOnly, optional, text } from './fields';
import { identityFields, toIdentity } from './identityFields';
import { parseRequest } from './problems';
import { roleFields, toRole } from './roleFields';
import { RegisterSetupRequest } from './types';

const titleRule = patternRule(
  'a title has 1 to 100 characters in one line',
  /^[^\p{Cc}\u2028\u2029]{1,100}$/u,
);

const descriptionRule = patternRule(
  'a description has at most 1,000 characters, and of those that are not printed only tab, line feed and carriage return',
  /^(?:[^\p{Cc}]|[\t\n\r]){1,1000}$/u,
);

/**
 * Reads the input of `personalize:register`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseRegisterRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): RegisterSetupRequest {
  const fields = parseRequest(
    fieldsOnly(
      {
        ...identityFields(),
        title: optional(text(titleRule)),
        description: optional(text(descriptionRule)),
        ...roleFields(contextOf(input), defaults),
      },
      'personalize:register',
    ),
    input,
  );
  return {
    identity: toIdentity(fields),
    role: toRole(fields),
    title: fields.title,
    description: fields.description,
  };
}
