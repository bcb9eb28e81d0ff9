import { LoggerService } from '@backstage/backend-plugin-api';
import {
  InvalidRequestError,
  parseSetupRequest,
  RoleRecord,
  SetupRequest,
  Team,
  teamsIn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AwsSession,
  JudgedRequest,
  LedgerService,
  readRunReach,
  RunReach,
} from '@personalize-portal/backstage-plugin-personalize-node';

/** What the reach of a task is looked up with. */
interface Environment {
  ledger: Pick<LedgerService, 'runChanges'>;
  /** `personalize.teams`; undefined unless it is configured. */
  teams?: readonly Team[];
}

/**
 * Finds what the steps of a task may write. A step alone knows too little: the
 * request as it was registered and what the task has changed so far make all its
 * steps find the same. In a template that registers nothing, each step adds what it
 * asks for itself.
 *
 * @param session - reads alone
 * @param attempt.teams - the entries of `personalize.teams` that hold for whom the
 * step asks; undefined where it asks for nothing, then those of the role's owner
 * @throws AwsOperationError; ServiceUnavailableError where the ledger can't be reached
 */
export async function taskReach(
  { ledger, teams = [] }: Environment,
  session: AwsSession,
  attempt: {
    request: JudgedRequest;
    record: RoleRecord;
    taskId: string;
    teams: readonly Team[] | undefined;
  },
): Promise<RunReach> {
  const { request, record, taskId } = attempt;
  const { role } = request;
  const { madeBy, changes } = await ledger.runChanges(role, taskId);
  const registered = registeredRequest(record, session.logger);
  return readRunReach(session, {
    role,
    requests: registered ? [request, registered] : [request],
    record,
    changes: madeBy === 'task' ? changes : [],
    teams:
      attempt.teams ??
      teamsIn(teams, record.claim ? [record.claim.owner] : [], role.accountId),
  });
}

/** An older version may have registered what this one doesn't take; a revoke must not fail for that. */
function registeredRequest(
  { requested }: RoleRecord,
  logger: LoggerService,
): SetupRequest | undefined {
  try {
    return requested && parseSetupRequest(requested);
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) {
      throw error;
    }
    logger.info(
      `The registered request of the set-up can no longer be read, so the AWS session of this run can change only what the run requests and what is on record. ${error.message}`,
    );
    return undefined;
  }
}
