import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { JsonObject } from '@backstage/types';
import {
  forcedBoundary,
  parseGrantS3Request,
  personalizeSetupApplyPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  askedBuckets,
  bucketGrants,
  recordedGrants,
  s3Part,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment, inSession } from '../run/actionRun';
import { carryOutPart } from '../run/carryOut';
import {
  bucketList,
  changeOutputs,
  looseInput,
  roleFields,
  sourceConditionsField,
} from '../run/fields';
import { examples } from './grantS3.examples';

/**
 * `personalize:grant-s3`: lets Personalize and the role use prefixes of buckets,
 * in the bucket policies and in the role's own policy. Buckets and prefixes
 * granted before that are no longer listed lose the grant.
 *
 * Fails with InputError (also for a bucket that can't be used), NotAllowedError,
 * ConflictError (no such role, a statement that may not be overwritten, no room)
 * and AwsOperationError.
 */
export function createGrantS3Action(environment: ActionEnvironment) {
  return createTemplateAction({
    id: 'personalize:grant-s3',
    description:
      'Lets Amazon Personalize and its role use prefixes of S3 buckets, keeping every other statement of the bucket policies',
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput({
        ...roleFields,
        buckets: bucketList,
        ...sourceConditionsField,
      }),
      output: zod =>
        zod.object({
          ...changeOutputs(zod),
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
              'Each prefix with the Sids of our statements; encryptionKeyArn is the key that the bucket encrypts with, handOff what the owner of a bucket in another account must add',
            ),
        }),
    },
    async handler(ctx) {
      await inSession(
        environment,
        ctx,
        {
          action: 'personalize:grant-s3',
          parse: parseGrantS3Request,
          access: 'write',
          permissions: () => [personalizeSetupApplyPermission],
        },
        async run => {
          const { request, record } = run;
          const wanted = {
            ...request,
            recordedBuckets: recordedGrants(request.role, record)
              .recordedBuckets,
            permissionsBoundary: forcedBoundary(
              request.role,
              environment.guardrails,
            ),
            field: 'buckets',
          };
          const { state } = await carryOutPart(
            environment,
            ctx,
            run,
            s3Part,
            wanted,
            { asked: askedBuckets(request.role, request, record.asked) },
          );
          ctx.output('buckets', bucketGrants(wanted, state));
        },
      );
    },
  });
}
