import { ConflictError } from '@backstage/errors';
import {
  Change,
  refuse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { PartPlan } from './plan';

const done: Record<Change['operation'], string> = {
  create: 'Created',
  update: 'Updated',
  delete: 'Deleted',
};

/**
 * Makes the changes of a plan, in order, and nothing else. Records each in the
 * session's journal. A cancelled run stops between two changes; its changes stay, and
 * the next run finishes it.
 *
 * @returns the changes as they were made
 * @throws InvalidRequestError or ConflictError for a plan with faults, ConflictError
 *   if the plan is for a role that doesn't exist yet, AwsOperationError when AWS
 *   refuses a call, ServiceUnavailableError when the ledger can't record a change,
 *   Error for a change in a session that only reads, the signal's reason when
 *   cancelled
 */
export async function applyPlan(
  session: AwsSession,
  plan: PartPlan,
): Promise<Change[]> {
  refuse(plan.faults);
  if (plan.waitsFor) {
    throw new ConflictError(plan.waitsFor);
  }
  const made: Change[] = [];
  for (const planned of plan.changes) {
    session.signal.throwIfAborted();
    const change = await planned.apply(session);
    if (change) {
      made.push(change);
      session.logger.info(`${done[change.operation]} ${change.resource}`);
    }
  }
  return made;
}
