import { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { ReportRequest } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  isFailed,
  LedgerService,
} from '@personalize-portal/backstage-plugin-personalize-node';

/**
 * Records what the proof of a registered set-up came to, which decides how the
 * set-up stands, and tells the auditor.
 *
 * @throws ServiceUnavailableError where the ledger can't be reached
 */
export async function reportProof(
  { ledger, auditor }: { ledger: LedgerService; auditor: AuditorService },
  name: string,
  report: ReportRequest,
): Promise<void> {
  const { run, person, checks } = report;
  const event = await auditor.createEvent({
    eventId: 'setup-check',
    severityLevel: 'medium',
    meta: {
      person,
      taskUser: run.taskUser,
      taskId: run.taskId,
      stepId: run.stepId,
      setup: name,
      failed: checks.filter(isFailed).map(({ id }) => id),
    },
  });
  try {
    await ledger.reportChecks(name, report);
  } catch (error) {
    await event.fail({ error: toError(error) });
    throw error;
  }
  await event.success();
}
