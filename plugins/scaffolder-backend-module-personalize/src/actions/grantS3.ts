import { JsonObject } from '@backstage/types';
import { parseGrantS3Request } from '@personalize-portal/backstage-plugin-personalize-common';
import { s3Part } from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment } from '../run/actionRun';
import { bucketList, roleFields, sourceConditionsField } from '../run/fields';
import { examples } from './grantS3.examples';
import { createPartAction } from './partAction';

/**
 * `personalize:grant-s3`: lets Personalize and the role use prefixes of
 * buckets, in the bucket policies and in the role's own policy. Earlier buckets
 * and prefixes that are no longer listed lose the grant.
 *
 * Fails with InputError (also for a bucket that can't be used),
 * NotAllowedError, ConflictError (no such role, a statement that may not be
 * overwritten, no room) and AwsOperationError.
 */
export function createGrantS3Action(environment: ActionEnvironment) {
  return createPartAction(environment, {
    id: 'personalize:grant-s3',
    description:
      'Let Amazon Personalize and its role use prefixes of S3 buckets, and keep every other statement of the bucket policies',
    examples,
    input: { ...roleFields, buckets: bucketList, ...sourceConditionsField },
    output: zod => ({
      buckets: zod
        .array(
          zod.object({
            bucketArn: zod.string(),
            prefix: zod.string(),
            statementIds: zod.array(zod.string()),
            encryptionKeyArn: zod.string().optional(),
            handOff: zod.custom<JsonObject>().optional(),
          }),
        )
        .describe(
          'Each prefix with the Sids of our statements; encryptionKeyArn is the key that encrypts the bucket, handOff the statements that the owner of a bucket in another account must add',
        ),
      handOffs: zod
        .array(zod.string())
        .describe(
          'What to send to the owners of buckets in other accounts: a section of Markdown each',
        ),
    }),
    part: s3Part,
    parse: parseGrantS3Request,
  });
}
