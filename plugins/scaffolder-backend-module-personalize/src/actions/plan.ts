import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  parseSetupRequest,
  Principal,
  roleArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  holderRefs,
  planPermissions,
  planWithRights,
  touchesPart,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment, inSession } from '../run/actionRun';
import { logWarnings } from '../run/carryOut';
import { changeOutputs, outputChanges } from '../run/changeOutputs';
import { looseInput, setupFields } from '../run/fields';
import { examples } from './plan.examples';

/**
 * `personalize:plan`: validates a whole set-up and plans all its parts by the
 * present state of AWS. It writes and registers nothing, so a template that
 * starts with it refuses a bad request, or a taken name, before its first
 * write.
 *
 * Fails with InputError, NotAllowedError, ConflictError and AwsOperationError,
 * like the actions that apply the plan.
 */
export function createPlanAction(environment: ActionEnvironment) {
  return createTemplateAction({
    id: 'personalize:plan',
    description:
      'Validate a whole Amazon Personalize set-up and show what it would change in AWS; writes nothing',
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput(setupFields),
      output: zod =>
        zod.object({
          ...changeOutputs(zod),
          roleArn: zod.string().describe('ARN that the role has or will have'),
          kms: zod
            .array(
              zod.object({
                keyId: zod.string(),
                workflows: zod.array(zod.string()),
              }),
            )
            .describe('The requested keys, normalised'),
          s3: zod
            .array(
              zod.object({
                bucket: zod.string(),
                prefix: zod.string(),
                workflows: zod.array(zod.string()),
                bucketOwner: zod.string().optional(),
              }),
            )
            .describe('The requested buckets, normalised'),
          touchesKeys: zod
            .boolean()
            .describe('Whether keys are requested, or lose an earlier grant'),
          users: zod
            .array(
              zod.object({
                preset: zod.string(),
                principals: zod.array(zod.custom<Principal>()),
              }),
            )
            .describe('The requested people, normalised'),
          touchesUsers: zod
            .boolean()
            .describe('Whether people are requested, or lose earlier access'),
          room: zod
            .array(
              zod.object({
                resource: zod.string(),
                unit: zod.string(),
                used: zod.number(),
                limit: zod.number(),
                left: zod.number(),
              }),
            )
            .describe('The room left in each policy afterwards'),
        }),
    },
    async handler(ctx) {
      await inSession(
        environment,
        ctx,
        {
          action: 'personalize:plan',
          parse: parseSetupRequest,
          access: 'read',
          permissions: planPermissions,
          takesUnclaimed: true,
        },
        async run => {
          const { session, request, rights, record } = run;
          await environment.ledger.register(
            {
              role: { ...request.role },
              run: run.run,
              claimSeq: record.claim?.seq ?? 0,
              ...request.identity,
              holders: holderRefs(
                request.users,
                request.role,
                session.identityCenter,
              ),
              adopts: request.settings.adopt,
              dryRun: true,
            },
            run.credentials,
          );
          const plan = await planWithRights(
            session,
            request,
            rights,
            environment.guardrails,
            record,
            environment.teams,
          );
          const { report } = plan;
          logWarnings(ctx.logger, report.warnings);
          for (const { operation, resource } of report.changes) {
            ctx.logger.info(`Will ${operation} ${resource}`);
          }
          for (const { resource, left, limit, unit } of report.room) {
            ctx.logger.info(
              `Room left in the policy of ${resource}: ${left} of ${limit} ${unit}`,
            );
          }

          outputChanges(ctx, { ...report, shown: rights.shown });
          ctx.output('room', report.room);
          ctx.output('roleArn', roleArn(request.role));
          ctx.output('kms', request.keys);
          ctx.output('touchesKeys', touchesPart(plan, 'kms', request.keys));
          ctx.output('s3', request.buckets);
          ctx.output('users', request.users);
          ctx.output('touchesUsers', touchesPart(plan, 'users', request.users));
        },
      );
    },
  });
}
