import { Change } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { AwsOperationError } from '../aws/awsError';
import { applyPlan } from '../engine/apply';
import { PartPlan, PlannedChange } from '../engine/plan';
import { Kept } from '../engine/revokePlan';
import { partOf } from '../parts/registry';

/**
 * Makes the changes of a revocation, in order. Where it is forced, a key or
 * bucket whose policy AWS doesn't let the portal write stays, and the rest goes
 * on; else the run stops there, and the next finishes it.
 *
 * @returns the changes as they were made, and what stays beside what the plan says
 * @throws AwsOperationError when AWS refuses a call, the signal's reason when
 * cancelled
 */
export async function applyRevocation(
  session: AwsSession,
  plans: readonly PartPlan[],
  isForced: boolean,
): Promise<{ changes: Change[]; kept: Kept[] }> {
  const changes: Change[] = [];
  const kept: Kept[] = [];
  for (const plan of plans) {
    for (const planned of plan.changes) {
      try {
        changes.push(
          ...(await applyPlan(session, { ...plan, changes: [planned] })),
        );
      } catch (error) {
        if (!isForced || !isOutOfReach(planned, error)) {
          throw error;
        }
        session.logger.warn(error.message);
        kept.push({ resource: planned.change.resource, reason: error.message });
      }
    }
  }
  return { changes, kept };
}

function isOutOfReach(
  { change }: PlannedChange,
  error: unknown,
): error is AwsOperationError {
  return (
    partOf(change).hasOwners === true &&
    !change.resource.includes('#') &&
    error instanceof AwsOperationError &&
    (error.failure === 'refused' ||
      error.awsError === 'KMSInvalidStateException')
  );
}
