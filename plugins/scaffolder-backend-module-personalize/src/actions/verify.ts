import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { JsonObject } from '@backstage/types';
import {
  Check,
  ForeignPolicyError,
  personalizeSetupCheckPermission,
  SetupProof,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AccessAnalyzerConfig,
  AwsSession,
  checkAsAsked,
  checksWithoutQuotes,
  isFailed,
  verifyHeld,
  verifyPlan,
  verifySetup,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment, inSession } from '../run/actionRun';
import {
  bucketList,
  changeOutputs,
  keyList,
  looseInput,
  roleFields,
  settingsFields,
  sourceConditionsField,
  trustFields,
  userList,
  verifyFields,
} from '../run/fields';
import { examples } from './verify.examples';
import { reportProof } from './reportProof';
import { failureMessage, logLine, proofReport } from './verifyReport';
import { ProofRequest, proofRequest } from './verifyRequest';

/** What the action needs of the portal. */
export interface VerifyEnvironment extends ActionEnvironment {
  accessAnalyzer: AccessAnalyzerConfig;
}

const LEVELS: Record<Check['outcome'], 'info' | 'warn' | 'error'> = {
  passed: 'info',
  failed: 'error',
  warning: 'warn',
  unknown: 'warn',
};

/**
 * `personalize:verify`: reads AWS afresh and proves that a set-up works and that
 * its run opened nothing else. In a dry run the steps before have written
 * nothing, so their changes are laid over what AWS holds, and what would be is
 * proven. It writes nothing to AWS; what the proof of a registered set-up came to
 * is recorded, also where it fails.
 *
 * Fails with InputError, NotAllowedError, NotFoundError, AwsOperationError, and
 * ConflictError where a check failed; what can't be known is a warning.
 */
export function createVerifyAction(environment: VerifyEnvironment) {
  return createTemplateAction({
    id: 'personalize:verify',
    description:
      'Proves on what AWS holds that an Amazon Personalize set-up works, and that its run opened nothing else; writes nothing',
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput({
        ...verifyFields,
        ...roleFields,
        ...settingsFields,
        ...trustFields,
        kms: keyList,
        keys: keyList,
        s3: bucketList,
        buckets: bucketList,
        users: userList,
        ...sourceConditionsField,
      }),
      output: zod =>
        zod.object({
          ...changeOutputs(zod),
          passed: zod.boolean().describe('Whether no check failed'),
          checks: zod
            .array(
              zod.object({
                id: zod.string(),
                title: zod.string(),
                outcome: zod.string(),
                statement: zod.custom<JsonObject>().optional(),
                remedy: zod.string().optional(),
              }),
            )
            .describe(
              'What was proven, each with the statement that decides and, where it failed, what to do',
            ),
          limits: zod
            .array(zod.string())
            .describe('What the proof does not cover; a sentence each'),
          report: zod
            .string()
            .describe('Checks and limits as Markdown, the failed ones first'),
        }),
    },
    async handler(ctx) {
      await inSession(
        environment,
        ctx,
        {
          action: 'personalize:verify',
          parse: proofRequest,
          access: 'read',
          permissions: () => [personalizeSetupCheckPermission],
          named: [personalizeSetupCheckPermission],
          takesUnclaimed: true,
        },
        async ({ session, request, rights, run, person, record }) => {
          const proof = await proofOf(
            session,
            request,
            environment.accessAnalyzer,
            ctx.isDryRun ?? false,
          );
          const { name } = request;
          const isRecorded =
            name !== undefined &&
            request.recordedChanges !== undefined &&
            !ctx.isDryRun;
          const { asked, holdings } = record;
          const asAsked = isRecorded
            ? await checkAsAsked(session, {
                role: request.role,
                asked,
                holdings,
                guardrails: environment.guardrails,
              })
            : [];
          const shown = [
            ...proof.checks,
            // That a plan is empty goes without saying.
            ...asAsked.filter(({ outcome }) => outcome !== 'passed'),
          ];
          const checks = rights.seesForeign
            ? shown
            : checksWithoutQuotes(shown);
          for (const check of checks) {
            ctx.logger[LEVELS[check.outcome]](logLine(check));
          }
          for (const limit of proof.limits) {
            ctx.logger.info(`Not covered: ${limit}`);
          }

          const failed = checks.filter(isFailed);
          ctx.output('changed', false);
          ctx.output('changes', []);
          ctx.output('warnings', []);
          ctx.output('passed', failed.length === 0);
          ctx.output('checks', checks);
          ctx.output('limits', proof.limits);
          ctx.output('report', proofReport({ ...proof, checks }));
          if (isRecorded) {
            await reportProof(environment, name, {
              run,
              person,
              checks: [...proof.checks, ...asAsked],
            });
          }
          if (failed.length > 0) {
            throw new ForeignPolicyError(
              failureMessage(failed),
              failureMessage(checksWithoutQuotes(failed)),
            );
          }
        },
      );
    },
  });
}

/** A set-up of which this run has changed nothing answers for all that was changed for it. */
async function proofOf(
  session: AwsSession,
  request: ProofRequest,
  analyzer: AccessAnalyzerConfig,
  isDryRun: boolean,
): Promise<SetupProof> {
  const { changes, recordedChanges } = request;
  if (recordedChanges && changes.length === 0) {
    return verifyHeld(
      session,
      { ...request, changes: recordedChanges },
      analyzer,
    );
  }
  return isDryRun
    ? verifyPlan(session, request, changes, analyzer)
    : verifySetup(session, request, analyzer);
}
