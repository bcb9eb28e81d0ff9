import { patternRule } from '../aws/textRule';
import { RegisterSetupRequest } from '../setup/access';
import { fieldsOnly, optional, text } from './fields';
import { isGiven } from './namedSetup';
import { parseRequest, valueAt } from './parse';
import { roleFields, toRole } from './roleFields';
import { scopeOf, RequestDefaults } from './scope';
import { identityFields, setupFields, toIdentity, toParts } from './setup';

const titleRule = patternRule(
  'a title has 1 to 100 characters on one line',
  /^[^\p{Cc}\u2028\u2029]{1,100}$/u,
);

const descriptionRule = patternRule(
  'a description has at most 1,000 characters; the only control characters allowed are tab, line feed and carriage return',
  /^(?:[^\p{Cc}]|[\t\n\r]){1,1000}$/u,
);

/**
 * Reads the input of `personalize:register`: the set-up, and all of the request,
 * which goes on record.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseRegisterRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): RegisterSetupRequest {
  const scope = scopeOf(input);
  const all = setupFields(scope, defaults);
  const fields = parseRequest(
    fieldsOnly(
      {
        ...identityFields(),
        title: optional(text(titleRule)),
        ...all,
        description: optional(text(descriptionRule)),
        s3: all.s3.default([]),
      },
      'personalize:register',
    ),
    input,
  );
  const { title, description } = fields;
  // `description` is that of the set-up here, not of the role.
  const ofNoPart = [...Object.keys(roleFields(scope, defaults)), 'description'];
  const isWhole = Object.keys(all).some(
    field => !ofNoPart.includes(field) && isGiven(valueAt(input, [field])),
  );
  return {
    identity: toIdentity(fields),
    role: toRole(fields),
    title,
    description,
    ...(isWhole ? toParts(fields) : {}),
  };
}
