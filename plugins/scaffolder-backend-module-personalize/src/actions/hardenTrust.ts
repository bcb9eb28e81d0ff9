import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  parseHardenTrustRequest,
  personalizeSetupApplyPermission,
  redactIn,
  roleArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  trustAfter,
  trustPart,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { JsonObject } from '@backstage/types';
import { ActionEnvironment, inSession } from '../run/actionRun';
import { carryOutPart } from '../run/carryOut';
import {
  changeOutputs,
  looseInput,
  roleFields,
  trustFields,
} from '../run/fields';
import { examples } from './hardenTrust.examples';

/**
 * `personalize:harden-trust`: lets Personalize assume the role for this account
 * and these Regions only, and everybody else as before.
 *
 * Fails with InputError, NotAllowedError, ConflictError (a wildcard statement
 * that can't be narrowed, no such role, too large for the account's quota) and
 * AwsOperationError.
 */
export function createHardenTrustAction(environment: ActionEnvironment) {
  return createTemplateAction({
    id: 'personalize:harden-trust',
    description:
      'Hardens the trust policy of a role, so that Amazon Personalize can assume it for this account and these Regions only',
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput({ ...roleFields, ...trustFields }),
      output: zod =>
        zod.object({
          ...changeOutputs(zod),
          roleArn: zod.string().describe('ARN of the role'),
          trustPolicy: zod
            .custom<JsonObject>()
            .describe('The trust policy as it is, or would be, afterwards'),
        }),
    },
    async handler(ctx) {
      await inSession(
        environment,
        ctx,
        {
          action: 'personalize:harden-trust',
          parse: parseHardenTrustRequest,
          access: 'write',
          permissions: () => [personalizeSetupApplyPermission],
        },
        async run => {
          const { request, rights } = run;
          const { state, changes } = await carryOutPart(
            environment,
            ctx,
            run,
            trustPart,
            request,
            { asked: { trust: { trust: request.trust } } },
          );
          ctx.output('roleArn', roleArn(request.role));
          const trustPolicy =
            changes.at(-1)?.after ?? trustAfter(request, state);
          ctx.output(
            'trustPolicy',
            rights.seesForeign
              ? trustPolicy
              : redactIn(trustPolicy, state.home.resource, request.role),
          );
        },
      );
    },
  });
}
