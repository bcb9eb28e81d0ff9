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

/** The services that find the reach of a task. */
interface Environment {
  ledger: Pick<LedgerService, 'runChanges'>;
  /** `personalize.teams`; undefined unless it is configured. */
  teams?: readonly Team[];
}

/**
 * Finds what the steps of a task may write. One step alone knows too little:
 * with the registered request and the task's changes so far, all its steps find
 * the same. In a template that registers nothing, each step adds what it
 * requests.
 *
 * @param session - only reads
 * @param attempt.teams - the entries of `personalize.teams` for the owner of
 * the request; undefined if it requests nothing, then those of the role's owner
 * @throws AwsOperationError; ServiceUnavailableError if the ledger can't be
 * reached
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

/**
 * An older version may have registered a request that this one refuses; a
 * revoke must not fail for that.
 */
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
