import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  forcedBoundary,
  parseGrantKmsRequest,
  personalizeSetupApplyPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  keyGrants,
  kmsPart,
  recordedGrants,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment, inSession } from '../run/actionRun';
import { carryOutPart } from '../run/carryOut';
import {
  changeOutputs,
  keyList,
  looseInput,
  roleFields,
  sourceConditionsField,
} from '../run/fields';
import { examples } from './grantKms.examples';

/**
 * `personalize:grant-kms`: lets Personalize and the role use keys, in the key
 * policies and where needed in the role's own policy. Keys granted before that
 * are no longer listed lose the grant.
 *
 * Fails with InputError (also for a key that can't be used, with what to do
 * instead), NotAllowedError, ConflictError (no such role, a statement that may
 * not be overwritten, no room) and AwsOperationError.
 */
export function createGrantKmsAction(environment: ActionEnvironment) {
  return createTemplateAction({
    id: 'personalize:grant-kms',
    description:
      'Lets Amazon Personalize and its role use KMS keys, keeping every other statement of the key policies',
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput({
        ...roleFields,
        keys: keyList,
        ...sourceConditionsField,
      }),
      output: zod =>
        zod.object({
          ...changeOutputs(zod),
          keys: zod
            .array(
              zod.object({
                keyArn: zod.string(),
                statementIds: zod.array(zod.string()),
              }),
            )
            .describe('Each key with the Sids of our statements in its policy'),
        }),
    },
    async handler(ctx) {
      await inSession(
        environment,
        ctx,
        {
          action: 'personalize:grant-kms',
          parse: parseGrantKmsRequest,
          access: 'write',
          permissions: () => [personalizeSetupApplyPermission],
        },
        async run => {
          const { request, record } = run;
          const wanted = {
            ...request,
            recordedKeyArns: recordedGrants(request.role, record)
              .recordedKeyArns,
            permissionsBoundary: forcedBoundary(
              request.role,
              environment.guardrails,
            ),
            field: 'keys',
          };
          const { state } = await carryOutPart(
            environment,
            ctx,
            run,
            kmsPart,
            wanted,
            {
              asked: {
                kms: {
                  keys: request.keys,
                  sourceConditions: request.sourceConditions,
                },
              },
            },
          );
          ctx.output('keys', keyGrants(wanted, state));
        },
      );
    },
  });
}
