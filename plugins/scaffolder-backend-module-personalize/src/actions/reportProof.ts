import { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  ReportAnswer,
  ReportRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { LedgerService } from '@personalize-portal/backstage-plugin-personalize-node';

/**
 * Records what the proof of a registered set-up found, which decides how the
 * set-up stands, and tells the auditor.
 *
 * @throws ServiceUnavailableError where the ledger can't be reached
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
