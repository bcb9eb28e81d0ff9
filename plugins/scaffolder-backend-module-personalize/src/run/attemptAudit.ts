import {
  AuditorService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  RoleTarget,
  setupNameIn,
  withoutQuotes,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** An attempt, as in the auditor's log. */
export interface AttemptSummary {
  /** Id of the action. */
  action: string;
  input: unknown;
  /** Entity ref of the person who started the attempt. */
  credentials: BackstageCredentials;
  /** Entity ref of the owner of the task. */
  taskUser?: string;
  taskId: string;
  stepId?: string;
  isDryRun: boolean;
}

/** The limit of a role name of AWS, in characters. */
const LONGEST_NAME = 64;

/** Sets the role that an attempt turned out to be for. */
export type TellRole = (role: RoleTarget) => void;

/**
 * Reports an attempt and its end to the auditor, even a refusal, but nothing of
 * what others wrote in policies. Without a report there is no attempt.
 */
export async function auditAttempt(
  auditor: AuditorService,
  attempt: AttemptSummary,
  work: (tell: TellRole) => Promise<void>,
): Promise<void> {
  let role = roleIn(attempt.input);
  const meta = {
    person: personOf(attempt.credentials),
    taskUser: attempt.taskUser,
    taskId: attempt.taskId,
    stepId: attempt.stepId,
    action: attempt.action,
    setup: setupNameIn(attempt.input),
    dryRun: attempt.isDryRun,
  };
  const event = await auditor.createEvent({
    eventId: 'action',
    severityLevel: 'medium',
    meta: { ...meta, ...role },
  });
  try {
    await work(({ accountId, roleName }) => {
      role = { accountId, roleName };
    });
  } catch (error) {
    await event.fail({ error: toError(withoutQuotes(error)), meta: role });
    throw error;
  }
  await event.success({ meta: role });
}

/** Undefined for a service. */
function personOf({ principal }: BackstageCredentials): string | undefined {
  const { userEntityRef } = Object(principal);
  return typeof userEntityRef === 'string' ? userEntityRef : undefined;
}

/** As written in the input: any text of any length. */
function roleIn(input: unknown): { accountId?: string; roleName?: string } {
  const { accountId, roleName } = Object(input);
  return {
    ...(typeof accountId === 'string' && {
      accountId: accountId.slice(0, LONGEST_NAME),
    }),
    ...(typeof roleName === 'string' && {
      roleName: roleName.slice(0, LONGEST_NAME),
    }),
  };
}
