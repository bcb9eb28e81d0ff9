import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  parseAcceptRequest,
  printable,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { requirePerson } from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment, presentableError } from '../run/actionRun';
import { changeOutputs, outputChanges } from '../run/changeOutputs';
import { acceptFields, looseInput } from '../run/fields';
import { examples } from './accept.examples';

/**
 * `personalize:accept`: accepts one finding of the last check of a set-up,
 * until the finding changes or until a date. It writes nothing to AWS. The
 * backend that keeps the ledger checks the initiator's permission, also in a
 * dry run.
 *
 * Fails with InputError, NotAllowedError, NotFoundError (no such set-up or
 * finding) and ConflictError (the finding can't be accepted).
 */
export function createAcceptAction({
  auth,
  userInfo,
  ledger,
}: Pick<ActionEnvironment, 'auth' | 'userInfo' | 'ledger'>) {
  return createTemplateAction({
    id: 'personalize:accept',
    description:
      'Accept one finding of an Amazon Personalize set-up, with a reason and for a limited time',
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput(acceptFields),
      output: zod =>
        zod.object({
          ...changeOutputs(zod),
          status: zod.string().describe('The status of the set-up afterwards'),
        }),
    },
    async handler(ctx) {
      try {
        const { name, until, ...asked } = parseAcceptRequest(ctx.input);
        const { credentials } = await requirePerson(
          auth,
          userInfo,
          await ctx.getInitiatorCredentials(),
        );
        const { status, changed } = await ledger.accept(
          name,
          {
            ...asked,
            // Without a date, an existing acceptance stays unchanged.
            ...(ctx.input.until ? { until } : {}),
            dryRun: ctx.isDryRun ?? false,
          },
          credentials,
        );
        const done = ctx.isDryRun ? 'Will accept' : 'Accepted';
        ctx.logger.info(
          `${changed ? done : 'Accepted before:'} ${printable(
            asked.check,
          )} of set-up ${name}`,
        );
        outputChanges(ctx, { changed });
        ctx.output('status', status);
      } catch (error) {
        throw presentableError(error);
      }
    },
  });
}
