import { bucketList } from './bucketFields';
import { contextOf } from './context';
import { RequestDefaults } from './defaults';
import { fieldsOnly } from './fields';
import { identityFields, toIdentity } from './identityFields';
import { keyList } from './keyFields';
import { parseRequest } from './problems';
import { roleFields, toRole } from './roleFields';
import { settingsFields, toSettings } from './settingsFields';
import { sourceConditionsField } from './sourceConditionsField';
import { SetupRequest } from './types';
import { userList } from './usersFields';

/**
 * Reads the parameters of the main template, which are the input of
 * `personalize:plan`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseSetupRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): SetupRequest {
  const context = contextOf(input);
  const fields = parseRequest(
    fieldsOnly(
      {
        ...identityFields(),
        ...roleFields(context, defaults),
        ...settingsFields(context, defaults),
        kms: keyList(context).default([]),
        s3: bucketList(context),
        users: userList(context).default([]),
        sourceConditions: sourceConditionsField(defaults),
      },
      'a set-up',
    ),
    input,
  );
  return {
    identity: toIdentity(fields),
    role: toRole(fields),
    settings: toSettings(fields),
    trust: { regions: [fields.region], sourceArns: [] },
    keys: fields.kms,
    buckets: fields.s3,
    users: fields.users,
    sourceConditions: fields.sourceConditions,
  };
}
