import { ConflictError } from '@backstage/errors';
import {
  Change,
  ForeignPolicyError,
  parsePlace,
  PlanReport,
  refuse,
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { readRole } from '../aws/iamReads';
import {
  Blocker,
  Remainder,
  PartPlan,
  PlannedChange,
  RevokeSubject,
  reportOf,
  RevokePlan,
} from '../engine/plan';
import { isManaged } from '../parts/shared/tags';
import { RevocablePart } from '../parts/shared/part';
import { partOf, PARTS_IN_REVOKE } from '../parts/registry';
import { isOnRecord } from '../parts/shared/roleStanding';
import { AwsOperationError } from '../aws/awsError';
import { applyPlan } from '../engine/apply';
import { readUsage } from './usage';

/** What AWS holds of a set-up to revoke. */
export interface Revocation {
  /** No run created the role: removing access from it needs the permission to adopt. */
  isOfOthers: boolean;
  /** In the order of a revoke. */
  parts: RevocablePart[];
  /** What would break in Personalize. */
  usage: Blocker[];
  /** A foreign role in place of the set-up's. */
  elsewhere: Remainder[];
}

/** The plan that revokes a whole set-up, against the current state in AWS. */
export interface RevocationPlan {
  /** In the order in which they are made. */
  plans: PartPlan[];
  report: PlanReport;
  /** What the plan leaves. */
  kept: Remainder[];
  /**
   * What would break, what others added and what is out of reach: nothing is written
   * unless the revoke is forced.
   */
  blockers: Blocker[];
}

/** Reads which of a set-up's additions still exist, and what uses them; writes nothing. */
export async function readRevocation(
  session: AwsSession,
  role: RoleTarget,
  record: Pick<RevokeSubject, 'holdings' | 'asked'>,
): Promise<Revocation> {
  const atName = await readRole(session, role.roleName);
  const found = atName?.arn === roleArn(role) ? atName : undefined;
  const subject: RevokeSubject = {
    role,
    found,
    holdings: record.holdings,
    asked: record.asked,
  };
  const parts = await Promise.all(
    PARTS_IN_REVOKE.map(part => part.readAdded(session, subject)),
  );
  return {
    isOfOthers:
      found !== undefined &&
      // Adopted roles don't get the tag.
      !(isOnRecord(session, found) && isManaged(found.tags)),
    parts,
    usage: await readUsage(session, {
      role,
      keys: parts.flatMap(({ keysLost }) => keysLost),
    }),
    elsewhere:
      atName && !found
        ? [
            {
              resource: atName.arn,
              reason: `Role ${
                atName.arn
              } isn't this set-up's role, which was ${roleArn(
                role,
              )}, so we don't change it`,
            },
          ]
        : [],
  };
}

/**
 * Plans the inverse of a set-up; calls nothing.
 *
 * @throws ConflictError with the faults of all parts
 */
export function planRevocation({
  parts,
  usage,
  elsewhere,
}: Revocation): RevocationPlan {
  const plans = parts.reduce<RevokePlan[]>(
    (earlier, part) => [...earlier, part.planRevoke(earlier)],
    [],
  );
  refuse(plans.flatMap(({ faults }) => faults));
  return {
    plans,
    report: reportOf(...plans),
    kept: [...elsewhere, ...plans.flatMap(({ kept }) => kept)],
    blockers: [...usage, ...plans.flatMap(({ blockers }) => blockers)],
  };
}

/**
 * Stops a revoke that isn't forced.
 *
 * @param name - of the set-up, for the message
 * @throws ForeignPolicyError that names all blockers
 */
export function refuseBlocked(
  name: string,
  blockers: readonly Blocker[],
): void {
  if (blockers.length === 0) {
    return;
  }
  const messageOf = (texts: string[]) =>
    [
      `Set-up "${name}" wasn't removed, and nothing was changed: ${
        texts.length
      } ${texts.length === 1 ? 'thing prevents' : 'things prevent'} it.`,
      ...texts.map(text => `- ${text}`),
      "Resolve these and run again, or set force: true. Then anything that uses the set-up breaks, and what others added to a role or policy and what can't be reached stays.",
    ].join('\n');
  const messages = blockers.map(({ message }) => message);
  const unquoted = blockers.map(blocker => blocker.unquoted ?? blocker.message);
  throw blockers.some(blocker => blocker.unquoted !== undefined)
    ? new ForeignPolicyError(messageOf(messages), messageOf(unquoted))
    : new ConflictError(messageOf(messages));
}

/**
 * Makes the changes of a revocation, in order. If AWS doesn't let the portal write
 * the policy of a key or bucket, a forced revoke skips it and continues. Otherwise
 * the run stops there, and the next one finishes it.
 *
 * @returns the changes as they were made, and what stays besides what the plan says
 * @throws AwsOperationError when AWS refuses a call, the signal's reason when
 *   cancelled
 */
export async function applyRevocation(
  session: AwsSession,
  plans: readonly PartPlan[],
  isForced: boolean,
): Promise<{ changes: Change[]; kept: Remainder[] }> {
  const changes: Change[] = [];
  const kept: Remainder[] = [];
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
    parsePlace(change.resource).kind === 'whole' &&
    error instanceof AwsOperationError &&
    (error.failure === 'refused' ||
      error.awsError === 'KMSInvalidStateException')
  );
}
