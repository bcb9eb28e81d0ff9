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
 * `personalize:accept`: lives with one finding of the last look at a set-up, until
 * the finding changes or a date. It writes nothing to AWS. The backend that keeps the
 * ledger judges whether the initiator may, in a dry run as well.
 *
 * Fails with InputError, NotAllowedError, NotFoundError (no such set-up or finding)
 * and ConflictError (what can't be accepted).
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
            // Without a date, what is accepted already stays as it is.
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
