import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { JsonObject } from '@backstage/types';
import {
  Change,
  Check,
  describeFinding,
  ForeignPolicyError,
  isAdoptedRole,
  isPassed,
  judgeSetup,
  oneLine,
  personalizeSetupCheckPermission,
  ReportAnswer,
  ReportRequest,
  SETUP_STATUSES,
  SetupProof,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AccessAnalyzerConfig,
  LedgerService,
  planSetup,
  verifyPlan,
  verifySetup,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { ActionEnvironment, ActionRun, inSession } from '../run/actionRun';
import { changeOutputs, outputChanges } from '../run/changeOutputs';
import {
  bucketList,
  keyList,
  looseInput,
  ownerField,
  roleFields,
  settingsFields,
  sourceConditionsField,
  trustFields,
  userList,
  verifyFields,
} from '../run/fields';
import { ownerOf } from '../run/registeredSetup';
import { examples } from './verify.examples';
import { failureMessage, logLine, proofReport } from './verifyReport';
import { ProofRequest, proofRequest } from './verifyRequest';

/** The parts of the portal that the action needs. */
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
 * `personalize:verify`: reads AWS again and proves that a set-up works and that
 * its run opened nothing else. The ledger has the changes of the run. A dry run
 * plans the set-up, applies its changes to the state of AWS, and proves the
 * result. The action writes nothing to AWS; it records the findings for a
 * registered set-up, even if the proof fails.
 *
 * Fails with InputError, NotAllowedError, NotFoundError, AwsOperationError, and
 * ConflictError if a check failed or AWS couldn't be read.
 */
export function createVerifyAction(environment: VerifyEnvironment) {
  return createTemplateAction({
    id: 'personalize:verify',
    description:
      'Prove from AWS that an Amazon Personalize set-up works, and that its run opened nothing else; writes nothing',
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
        ...ownerField,
      }),
      output: zod =>
        zod.object({
          ...changeOutputs(zod),
          passed: zod
            .boolean()
            .describe('Whether no check failed, and AWS could be read'),
          status: zod
            .enum(SETUP_STATUSES)
            .describe('The status of the set-up by the proof'),
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
              'Each check, with the statement that decides and, if it failed, what to do',
            ),
          limits: zod
            .array(zod.string())
            .describe('What the proof does not cover, one sentence each'),
          report: zod
            .string()
            .describe(
              'Checks, limits and what changed in AWS, as Markdown; what failed comes first',
            ),
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
        async actionRun => {
          const { request, rights, run, person, record } = actionRun;
          const { proof, changes, since } = await proofOf(
            environment,
            actionRun,
            ctx.isDryRun ?? false,
          );
          const { findings, roleId, limits } = proof;
          const checksFor = (quotes: boolean) =>
            findings.map(found => describeFinding(found, { quotes }));
          const checks = checksFor(rights.seesForeign);
          // Anyone who is signed in can read the log of a task.
          for (const check of checksFor(false)) {
            ctx.logger[LEVELS[check.outcome]](logLine(check));
          }
          for (const limit of limits) {
            ctx.logger.info(oneLine(`Not checked: ${limit}`));
          }

          const status =
            since !== undefined && request.name !== undefined
              ? await reportProof(environment, request.name, {
                  role: { ...request.role },
                  claimSeq: record.claim?.seq ?? 0,
                  since,
                  run,
                  person,
                  findings,
                  isAdopted: isAdoptedRole(
                    request.role,
                    roleId,
                    record.holdings,
                  ),
                  ...(roleId ? { roleId } : {}),
                }).then(answer => answer.status)
              : statusOf(proof);
          const passed = isPassed(findings);
          outputChanges(ctx, {});
          ctx.output('passed', passed);
          ctx.output('status', status);
          ctx.output('checks', checks);
          ctx.output('limits', limits);
          ctx.output(
            'report',
            proofReport({ checks, limits, changes, isPlan: ctx.isDryRun }),
          );
          if (!passed) {
            throw new ForeignPolicyError(
              failureMessage(checksFor(true)),
              failureMessage(checksFor(false)),
            );
          }
        },
      );
    },
  });
}

/** The status of something that isn't registered. */
function statusOf({ findings }: SetupProof): SetupStatus {
  return judgeSetup(findings, {
    baseline: undefined,
    isRun: true,
    now: new Date(),
  }).status;
}

/** What was proven, with the changes of the run. */
interface ProvenRun {
  proof: SetupProof;
  changes: Change[];
  /** `RunChanges.since`; undefined unless this proves a registered set-up. */
  since?: number;
}

async function proofOf(
  { ledger, guardrails, accessAnalyzer }: VerifyEnvironment,
  { session, request, run, record }: ActionRun<ProofRequest>,
  isDryRun: boolean,
): Promise<ProvenRun> {
  const owner = ownerOf(request, record, isDryRun);
  const subject = {
    // The last write: a later change of `personalize.isolation` is an update.
    expected: { ...request, team: record.asked.users?.team },
    guardrails,
    accessAnalyzer,
    setupStatements: (resources: readonly string[]) =>
      ledger.setupStatements(resources),
  };
  if (isDryRun) {
    const { report, team } = await planSetup(
      session.afresh(),
      { ...request, ...(owner ? { identity: { owner } } : {}) },
      guardrails,
      record,
    );
    const { changes } = report;
    return {
      proof: await verifyPlan(session, {
        ...subject,
        expected: { ...request, team },
        changes,
      }),
      changes,
    };
  }
  const isRecorded =
    request.name !== undefined && record.setup?.name === request.name;
  const { since, ...runChanges } = await ledger.runChanges(
    request.role,
    run.taskId,
  );
  return {
    proof: await verifySetup(session, {
      ...subject,
      ...runChanges,
      ...(isRecorded ? { record } : {}),
    }),
    changes: runChanges.madeBy === 'task' ? runChanges.changes : [],
    ...(isRecorded && { since }),
  };
}

/**
 * Records the findings of the proof of a registered set-up, which decide its
 * status, and reports to the auditor.
 *
 * @throws ServiceUnavailableError if the ledger can't be reached
 */
export async function reportProof(
  { ledger, auditor }: { ledger: LedgerService; auditor: AuditorService },
  name: string,
  report: ReportRequest,
): Promise<ReportAnswer> {
  const { run, person, findings } = report;
  const event = await auditor.createEvent({
    eventId: 'setup-check',
    severityLevel: 'medium',
    meta: {
      person,
      taskUser: run.taskUser,
      taskId: run.taskId,
      stepId: run.stepId,
      setup: name,
      failed: findings
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ id }) => id),
    },
  });
  try {
    const answer = await ledger.reportChecks(name, report);
    await event.success();
    return answer;
  } catch (error) {
    await event.fail({ error: toError(error) });
    throw error;
  }
}
