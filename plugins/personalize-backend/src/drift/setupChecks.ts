import { isDeepStrictEqual } from 'node:util';
import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { assertError, ConflictError } from '@backstage/errors';
import {
  Finding,
  Guardrails,
  HistoryItem,
  isOfUpgrade,
  isServiceRegion,
  judgeSetup,
  obstacleFinding,
  partitionOf,
  READABLE,
  RoleTarget,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AccessAnalyzerConfig,
  AwsOperationError,
  AwsSessions,
  checkSetup,
  rolesOnRecord,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { withAuditEvent } from '../auditEvent';
import { DatabaseLedger } from '../ledger/databaseLedger';
import { DatabaseSetups } from '../setups/databaseSetups';
import {
  CheckResult,
  RecordedCheck,
  Setup,
  StoredSetup,
} from '../setups/setups';
import { SetupNotices } from './setupNotices';

/** The parts of the portal that checks need. */
export interface SetupChecksOptions {
  setups: Pick<
    DatabaseSetups,
    'byName' | 'roleRecord' | 'runChanges' | 'recordCheck'
  >;
  ledger: Pick<DatabaseLedger, 'changes' | 'roleIds' | 'setupStatements'>;
  sessions: Pick<AwsSessions, 'open'>;
  guardrails: Guardrails;
  accessAnalyzer: AccessAnalyzerConfig;
  /** A run with a younger last entry may still be active; in milliseconds. */
  quietMs: number;
  notices: Pick<SetupNotices, 'tell'>;
  auditor: AuditorService;
  logger: LoggerService;
}

/** The requester of a check. */
export interface CheckBy {
  /** Entity ref; undefined if the portal checks by itself. */
  person?: string;
  /** Ends the check; then nothing is recorded. */
  signal?: AbortSignal;
  /** Receives the set-up if people need a notice, instead of sending it at once. */
  onNews?(item: StoredSetup): void;
}

/** A check in progress. */
interface RunningCheck {
  answer: Promise<RecordedCheck>;
  /** The person who asked for it; for the portal's own check, a person who joined it. */
  by: CheckBy;
  /** Whether the portal started it by itself. */
  isScheduled: boolean;
}

/** The name of the portal's own checks for AWS and the auditor. */
const SCHEDULED = 'scheduled';

/**
 * A younger open change is in progress: Identity Center takes five minutes for
 * some.
 */
const LONGEST_CHANGE_MS = 10 * 60_000;

/** A run left a set-up unfinished if it is pending for longer. */
const LONGEST_RUN_MS = 60 * 60_000;

/** Checks set-ups in AWS, and records their status. */
export class SetupChecks {
  /** Checks in progress, by the name of the set-up. */
  private readonly running = new Map<string, RunningCheck>();

  constructor(private readonly options: SetupChecksOptions) {}

  /**
   * Checks a set-up with the reader role of its account, records its status,
   * and notifies its owner of changes. Requests during a check share its
   * result. A set-up that can't be read is `unknown`.
   *
   * @throws ConflictError if the set-up was removed, or a run changed it or is
   * changing it; ServiceUnavailableError if AWS throttles the account; the
   * signal's reason. Then nothing is recorded
   */
  async check(setup: Setup, by: CheckBy = {}): Promise<RecordedCheck> {
    const { name, accountId, roleName } = setup.item;
    const person = by.person ?? SCHEDULED;
    return withAuditEvent(
      this.options.auditor,
      {
        eventId: 'setup-check',
        // Without configuration, a portal doesn't log lower severities.
        severityLevel: 'medium',
        meta: { person, setup: name, accountId, roleName },
      },
      () => this.joinOrBegin(setup, by),
      ({ status }) => ({ status }),
    );
  }

  /**
   * Whatever ends or delays the portal's own check doesn't affect a person;
   * once a person joins the check, it is theirs.
   */
  private joinOrBegin(setup: Setup, by: CheckBy): Promise<RecordedCheck> {
    const running = this.running.get(setup.item.name);
    if (!running) {
      return this.begin(setup, by);
    }
    if (!by.person || !running.isScheduled) {
      return running.answer;
    }
    running.by.person ??= by.person;
    return running.answer.catch(() => this.joinOrBegin(setup, by));
  }

  private begin(setup: Setup, asked: CheckBy): Promise<RecordedCheck> {
    const { name } = setup.item;
    const by = { ...asked };
    const answer = this.run(setup, by).finally(() => this.running.delete(name));
    this.running.set(name, { answer, by, isScheduled: !by.person });
    return answer;
  }

  private async run(setup: Setup, by: CheckBy): Promise<RecordedCheck> {
    const { setups, notices } = this.options;
    const { name } = setup.item;
    const last = await this.refuseOutdated(setup, by);
    const result = await this.find(setup, by);
    const now = await this.refuseOutdated(setup, by);
    if (!isDeepStrictEqual(now, last)) {
      throw changeConflict(name);
    }
    const answer = await setups.recordCheck(name, result);
    const recorded = await setups.byName(name);
    if (recorded && isNews(recorded, answer.before, by)) {
      if (by.onNews && !by.person) {
        by.onNews(recorded.item);
      } else {
        await notices.tell([recorded.item]);
      }
    }
    return answer;
  }

  private async find(setup: Setup, by: CheckBy): Promise<CheckResult> {
    const { logger } = this.options;
    try {
      const role = roleTargetOf(setup.item);
      return judge(setup, await this.findingsOf(role, by));
    } catch (error) {
      by.signal?.throwIfAborted();
      assertError(error);
      logger.warn(
        `Set-up ${setup.item.name} can't be checked: ${error.name}: ${error.message}`,
      );
      return judge(setup, [obstacleOf(error)]);
    }
  }

  private async findingsOf(
    role: RoleTarget,
    { person, signal }: CheckBy,
  ): Promise<Finding[]> {
    const { setups, ledger, guardrails, accessAnalyzer } = this.options;
    const [record, runChanges] = await Promise.all([
      setups.roleRecord(role),
      setups.runChanges(role),
    ]);
    const { asked, holdings, claim, written } = record;
    const session = await this.options.sessions.open({
      accountId: role.accountId,
      region: role.region,
      access: 'read',
      identity: { taskId: 'check', person: person ?? SCHEDULED },
      logger: this.options.logger,
      signal,
      written,
      rolesOnRecord: await rolesOnRecord(
        role,
        record,
        asked.users?.users ?? [],
        arns => ledger.roleIds(arns),
      ),
    });
    const { findings } = await checkSetup(session, {
      role,
      asked,
      holdings,
      claim,
      ...runChanges,
      guardrails,
      accessAnalyzer,
      setupStatements: resources => ledger.setupStatements(resources),
    });
    return findings;
  }

  /**
   * A run that ended during the check has proven more than this check knew, and
   * an unfinished run looks like drift.
   *
   * @returns the last entry of the set-up's history
   */
  private async refuseOutdated(
    { item, baseline, range }: Setup,
    { person }: CheckBy,
  ): Promise<HistoryItem | undefined> {
    const { setups, ledger, quietMs } = this.options;
    const now = await setups.byName(item.name);
    if (!now || now.item.status === 'revoked') {
      throw new ConflictError(
        `Set-up ${item.name} was removed, so there is nothing to check.`,
      );
    }
    if (
      now.item.appliedAt !== item.appliedAt ||
      !isDeepStrictEqual(now.baseline, baseline)
    ) {
      throw changeConflict(item.name);
    }
    const {
      items: [last],
    } = await ledger.changes(range, { limit: 1 });
    const isOpen = last?.outcome === 'open';
    if (isOpen && ageOf(last) < LONGEST_CHANGE_MS) {
      throw new ConflictError(
        `A run is changing set-up ${item.name}. Check it again once the run has ended.`,
      );
    }
    if (person === undefined && last && ageOf(last) < quietMs) {
      throw new ConflictError(
        `A run may be changing set-up ${item.name}: its last change was just now.`,
      );
    }
    return last;
  }
}

/**
 * Two checks in a row must agree before the portal notifies people of its own
 * findings, so that passing errors notify nobody. A finding that a person sees
 * is notified at once. A run has an hour to finish what it started.
 *
 * @param before - the status of the set-up after the check before
 */
function isNews(
  { item: { status, failing }, pendingSince, baseline }: Setup,
  before: SetupStatus,
  { person }: CheckBy,
): boolean {
  if (status === 'pending') {
    return (
      pendingSince !== undefined &&
      Date.now() - Date.parse(pendingSince) >= LONGEST_RUN_MS
    );
  }
  return (
    (person !== undefined || status === before) &&
    !isOfUpgrade(failing, baseline)
  );
}

function changeConflict(name: string): ConflictError {
  return new ConflictError(
    `Set-up ${name} was changed by a run during the check. Run the check again.`,
  );
}

function ageOf({ at, closedAt = at }: HistoryItem): number {
  return Date.now() - Date.parse(closedAt);
}

/** @throws Error for a set-up in a Region where Personalize no longer exists */
function roleTargetOf({
  accountId,
  region,
  roleName,
  rolePath,
}: StoredSetup): RoleTarget {
  if (!isServiceRegion(region)) {
    throw new Error(
      `the set-up is in ${region}, where Amazon Personalize doesn't exist`,
    );
  }
  return {
    partition: partitionOf(region),
    accountId,
    region,
    roleName,
    rolePath,
  };
}

function judge(
  { baseline, accepted: acceptances }: Setup,
  findings: Finding[],
): CheckResult {
  const now = new Date();
  return { ...judgeSetup(findings, { baseline, acceptances, now }), findings };
}

function obstacleOf(error: Error): Finding {
  const isOfAws = error instanceof AwsOperationError;
  return obstacleFinding(READABLE, {
    outcome: 'unknown',
    message: isOfAws
      ? `AWS can't be read: ${error.operation} on ${
          error.resource
        } failed with ${error.awsError} (request id ${
          error.requestId ?? 'none, no answer came'
        })`
      : `The set-up can't be read: ${error.message}`,
    ...(isOfAws ? { cause: error.failure } : {}),
    remedy: isOfAws
      ? error.nextStep
      : "Ask the team that runs the portal whether the account is still under personalize.accounts, and to check the backend's log.",
  });
}
