import { GrantS3Request } from '../setup/access';
import { bucketList } from './bucketFields';
import { contextOf } from './context';
import { RequestDefaults } from './defaults';
import { fieldsOnly } from './fields';
import { parseRequest } from './problems';
import { roleFields, toRole } from './roleFields';
import { sourceConditionsField } from './sourceConditionsField';

/**
 * Reads the input of `personalize:grant-s3`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseGrantS3Request(
  input: unknown,
  defaults: RequestDefaults = {},
): GrantS3Request {
  const context = contextOf(input);
  const fields = parseRequest(
    fieldsOnly(
      {
        ...roleFields(context, defaults),
        buckets: bucketList(context),
        sourceConditions: sourceConditionsField(defaults),
      },
      'personalize:grant-s3',
    ),
    input,
  );
  return {
    role: toRole(fields),
    buckets: fields.buckets,
    sourceConditions: fields.sourceConditions,
  };
}
