import { parseGrantKmsRequest } from '@personalize-portal/backstage-plugin-personalize-common';
import { kmsPart } from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment } from '../run/actionRun';
import { keyList, roleFields, sourceConditionsField } from '../run/fields';
import { examples } from './grantKms.examples';
import { createPartAction } from './partAction';

/**
 * `personalize:grant-kms`: lets Personalize and the role use keys, in the key
 * policies and, where needed, in the role's own policy. Earlier keys that are
 * no longer listed lose the grant.
 *
 * Fails with InputError (also for a key that can't be used, with what to do
 * instead), NotAllowedError, ConflictError (no such role, a statement that may
 * not be overwritten, no room) and AwsOperationError.
 */
export function createGrantKmsAction(environment: ActionEnvironment) {
  return createPartAction(environment, {
    id: 'personalize:grant-kms',
    description:
      'Let Amazon Personalize and its role use KMS keys, and keep every other statement of the key policies',
    examples,
    input: { ...roleFields, keys: keyList, ...sourceConditionsField },
    output: zod => ({
      keys: zod
        .array(
          zod.object({
            keyArn: zod.string(),
            statementIds: zod.array(zod.string()),
          }),
        )
        .describe('Each key with the Sids of our statements in its policy'),
    }),
    part: kmsPart,
    parse: parseGrantKmsRequest,
  });
}
