import { isDeepStrictEqual } from 'node:util';
import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import {
  assertError,
  ConflictError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  Check,
  CheckResponse,
  Guardrails,
  HistoryItem,
  isPersonalizeRegion,
  partitionOf,
  RoleTarget,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AccessAnalyzerConfig,
  AwsOperationError,
  AwsSession,
  AwsSessions,
  checkSetup,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { Ledger } from '../ledger/ledger';
import { CheckResult, Setup, Setups } from '../setups/setups';
import { judgeStatus } from './judgeStatus';
import { OwnerNotices } from './ownerNotices';

/** What checks need of the portal. */
export interface SetupChecksOptions {
  setups: Pick<Setups, 'byName' | 'roleRecord' | 'madeChanges' | 'recordCheck'>;
  ledger: Pick<Ledger, 'changes'>;
  sessions: Pick<AwsSessions, 'open'>;
  guardrails: Guardrails;
  accessAnalyzer: AccessAnalyzerConfig;
  /** A run whose last entry is younger may still be at work; in milliseconds. */
  quietMs: number;
  notices: Pick<OwnerNotices, 'tell'>;
  auditor: AuditorService;
  logger: LoggerService;
}

/** Who asks for a check. */
export interface CheckBy {
  /** Entity ref; absent where the portal checks by itself. */
  person?: string;
  /** Ends the check; nothing is recorded then. */
  signal?: AbortSignal;
}

/** How a check that the portal makes by itself is named to AWS and the auditor. */
const SCHEDULED = 'scheduled';

/** Id of the check that tells why AWS can't be read. */
const READABLE = 'aws:readable';

/** Checks set-ups on what AWS holds, and records how each stands. */
export class SetupChecks {
  /** Those at work, by the name of the set-up. */
  private readonly running = new Map<string, Promise<CheckResponse>>();

  constructor(private readonly options: SetupChecksOptions) {}

  /**
   * Checks a set-up with the reader role of its account, records how it stands,
   * and tells its owner where that changed. Who asks while it is being checked
   * gets that check. A set-up that can't be read is `unknown`.
   *
   * @throws ConflictError where the set-up was taken back or a run changed it
   * meanwhile, and for a check that the portal makes by itself where a run is at
   * work; ServiceUnavailableError where AWS throttles the account; the signal's
   * reason. Nothing is recorded then
   */
  async check(setup: Setup, by: CheckBy = {}): Promise<CheckResponse> {
    const { name, accountId, roleName } = setup.item;
    const event = await this.options.auditor.createEvent({
      eventId: 'setup-check',
      // What is less severe isn't in the log of a portal that nobody configured for it.
      severityLevel: 'medium',
      meta: {
        person: by.person ?? SCHEDULED,
        setup: name,
        accountId,
        roleName,
      },
    });
    try {
      const { status, checks, checkedAt } = await this.joined(setup, by);
      await event.success({ meta: { status } });
      return { status, checks, checkedAt };
    } catch (error) {
      assertError(error);
      await event.fail({ error });
      throw error;
    }
  }

  private joined(setup: Setup, by: CheckBy): Promise<CheckResponse> {
    const { name } = setup.item;
    const running =
      this.running.get(name) ??
      this.checked(setup, by).finally(() => this.running.delete(name));
    this.running.set(name, running);
    return running;
  }

  private async checked(setup: Setup, by: CheckBy): Promise<CheckResponse> {
    const { setups, notices } = this.options;
    const { name } = setup.item;
    await this.refuseOutdated(setup, by);
    const result = await this.find(setup, by);
    await this.refuseOutdated(setup, by);
    const answer = await setups.recordCheck(name, result);
    const recorded = await setups.byName(name);
    if (recorded) {
      await notices.tell(recorded.item);
    }
    return answer;
  }

  private async find(setup: Setup, by: CheckBy): Promise<CheckResult> {
    const { logger } = this.options;
    try {
      const role = roleTargetOf(setup.item);
      const checks = await this.checksOf(setup, role, by);
      return { status: judgeStatus(checks, setup.baseline), checks };
    } catch (error) {
      by.signal?.throwIfAborted();
      assertError(error);
      if (error instanceof AwsOperationError && error.isThrottled) {
        throw new ServiceUnavailableError(error.message, error);
      }
      logger.warn(
        `Set-up ${setup.item.name} can't be checked: ${error.name}: ${error.message}`,
      );
      return { status: 'unknown', checks: [unreadable(error)] };
    }
  }

  private async checksOf(
    setup: Setup,
    role: RoleTarget,
    { person, signal }: CheckBy,
  ): Promise<Check[]> {
    const { setups, guardrails, accessAnalyzer } = this.options;
    const [session, { asked, holdings }, changes] = await Promise.all([
      this.sessionFor(role, person, signal),
      setups.roleRecord(role),
      setups.madeChanges(setup),
    ]);
    return checkSetup(session, {
      role,
      asked,
      holdings,
      changes,
      guardrails,
      accessAnalyzer,
    });
  }

  private async sessionFor(
    { accountId, region }: RoleTarget,
    person: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<AwsSession> {
    return this.options.sessions.open({
      accountId,
      region,
      access: 'read',
      identity: { taskId: 'check', person: person ?? SCHEDULED },
      logger: this.options.logger,
      signal,
    });
  }

  /**
   * A run that ended meanwhile has proven more than this check knew of, and half
   * a run looks like drift.
   */
  private async refuseOutdated(
    { item, baseline, range }: Setup,
    { person }: CheckBy,
  ): Promise<void> {
    const { setups, ledger, quietMs } = this.options;
    const now = await setups.byName(item.name);
    if (!now || now.item.status === 'revoked') {
      throw new ConflictError(
        `Set-up ${item.name} was taken back, so there is nothing to check.`,
      );
    }
    if (
      now.item.appliedAt !== item.appliedAt ||
      !isDeepStrictEqual(now.baseline, baseline)
    ) {
      throw new ConflictError(
        `Set-up ${item.name} was changed by a run while it was checked. Check it again.`,
      );
    }
    if (person === undefined) {
      const { items } = await ledger.changes(range, { limit: 1 });
      if (items.some(entry => ageOf(entry) < quietMs)) {
        throw new ConflictError(
          `A run may be at work at set-up ${item.name}, for its last change was made just now.`,
        );
      }
    }
  }
}

function ageOf({ at, closedAt = at }: HistoryItem): number {
  return Date.now() - Date.parse(closedAt);
}

/** @throws Error for a set-up of a Region where Personalize doesn't exist any more */
function roleTargetOf({
  accountId,
  region,
  roleName,
  rolePath,
}: SetupItem): RoleTarget {
  if (!isPersonalizeRegion(region)) {
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

function unreadable(error: Error): Check {
  const isOfAws = error instanceof AwsOperationError;
  return {
    id: READABLE,
    title: isOfAws
      ? `AWS can't be read: ${error.operation} on ${
          error.resource
        } failed with ${error.awsError} (request id ${
          error.requestId ?? 'none, no answer came'
        })`
      : `The set-up can't be read: ${error.message}`,
    outcome: 'unknown',
    remedy: isOfAws
      ? error.nextStep
      : 'Have the team that runs the portal see whether the account is still under personalize.accounts, and look into the log of the backend.',
  };
}
