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

/** An attempt, as the auditor's log tells of it. */
export interface AttemptSummary {
  /** Id of the action. */
  action: string;
  input: unknown;
  /** Of who started the attempt. */
  credentials: BackstageCredentials;
  /** Entity ref of the person whose task it is. */
  taskUser?: string;
  taskId: string;
  stepId?: string;
  isDryRun: boolean;
}

/** Of a role of AWS, in characters. */
const LONGEST_NAME = 64;

/** Tells which role an attempt turned out to be for. */
export type TellRole = (role: RoleTarget) => void;

/**
 * Tells the auditor of an attempt and how it ended, a refusal as well, but nothing
 * of what others wrote in policies. An attempt of which the auditor can't be told
 * isn't made.
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

/** Absent for a service. */
function personOf({ principal }: BackstageCredentials): string | undefined {
  const { userEntityRef } = Object(principal);
  return typeof userEntityRef === 'string' ? userEntityRef : undefined;
}

/** As somebody wrote it, which may be anything of any length. */
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
