import {
  ConflictError,
  isError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  Change,
  LeaseAnswer,
  OpenIntent,
  OutcomeRequest,
  retry,
  RoleRef,
  RunRef,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Wait } from '../aws/awsSession';
import { RequestLog } from '../aws/awsCall';
import { Entry, Turn, TurnRequest } from '../aws/journal';
import { AwsOperationError } from '../aws/awsError';
import { IdentityCenterProcessError } from '../aws/identityCenterProcess';
import { LedgerService } from './ledgerService';

/** Keeps a lease while the work under it continues. The timer keeps no process alive. */
class Heartbeat {
  private readonly timer: NodeJS.Timeout;
  private heldUntil: number;
  private isTaken = false;

  /**
   * @param lastsMs - the lease's duration from now, and from each renewal
   * @param renew - fails with ConflictError when the lease was lost
   */
  constructor(
    private readonly lastsMs: number,
    private readonly renew: () => Promise<void>,
  ) {
    this.heldUntil = Date.now() + lastsMs;
    this.timer = setInterval(() => void this.beat(), lastsMs / 3);
    this.timer.unref();
  }

  /** Whether the lease is lost: the ledger says so, or it couldn't be renewed in time. */
  get isLost(): boolean {
    return this.isTaken || Date.now() >= this.heldUntil;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The next beat repeats a renewal that doesn't get through. */
  private async beat(): Promise<void> {
    const asked = Date.now();
    try {
      await this.renew();
      // The answers to renewals may arrive in another order.
      this.heldUntil = Math.max(this.heldUntil, asked + this.lastsMs);
    } catch (error) {
      this.isTaken ||= ConflictError.is(error);
    }
  }
}

/** Whose changes are recorded, and for what. */
export interface RunRecord {
  /** The role that the changes are for. */
  role: RoleRef;
  run: RunRef;
  /** Entity ref of who started this attempt. */
  person: string;
  /** Of the same person. */
  initiator: BackstageCredentials;
  /**
   * `Claim.seq` of the role's claim as the run found or made it, 0 if it found none;
   * no change is recorded under another one.
   */
  claimSeq: number;
}

/** The parts of a turn. */
interface LedgerTurnParts {
  ledger: LedgerService;
  record: RunRecord;
  request: TurnRequest;
  lease: Extract<LeaseAnswer, { granted: true }>;
  wait: Wait;
}

/** Waits between attempts to record the outcome of a change; half a minute in all. */
const CLOSING_PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 16_000];

/** A turn at a resource while its lease is held. */
export class LedgerTurn implements Turn {
  readonly written: WrittenDocument | undefined;
  private orphans: OpenIntent[];
  private readonly heartbeat: Heartbeat;

  constructor(private readonly parts: LedgerTurnParts) {
    const { ledger, lease } = parts;
    this.written = lease.written;
    this.orphans = lease.orphans;
    this.heartbeat = new Heartbeat(lease.lastsMs, () =>
      ledger.renewLease(lease.leaseId),
    );
  }

  async settle(found: JsonObject | undefined): Promise<void> {
    const { ledger, record, request } = this.parts;
    const { orphans } = this;
    this.orphans = [];
    for (const { intentId, person, run } of orphans) {
      await ledger.closeIntent(intentId, {
        outcome: 'unknown',
        requests: [],
        message:
          'The run ended before it recorded the outcome, so it is unknown whether AWS made the change',
        ...(found ? { readBack: found } : {}),
        closedBy: { person: record.person, run: record.run },
      });
      request.logger.warn(
        `The run of ${person} (task ${run.taskId}) ended in the middle of a change of ${request.name}; its outcome is recorded as unknown`,
      );
    }
  }

  async open(change: Change, requests: RequestLog): Promise<Entry> {
    const { ledger, record, lease } = this.parts;
    this.requireHeld();
    const { intentId } = await ledger.openIntent(
      {
        leaseId: lease.leaseId,
        claimSeq: record.claimSeq,
        role: record.role,
        run: record.run,
        change,
      },
      record.initiator,
    );
    const entry = this.entryOf(intentId, change, requests);
    try {
      // The ledger may have been slow, and the write comes next.
      this.requireHeld();
    } catch (error) {
      await entry.failed(error);
      throw error;
    }
    return entry;
  }

  private requireHeld(): void {
    if (this.heartbeat.isLost) {
      throw new ConflictError(
        `The turn at ${this.parts.request.name} was lost because the ledger couldn't be reached for too long. Another run may be changing it, so nothing more was written there. Run again; finished changes stay and aren't repeated.`,
      );
    }
  }

  private entryOf(
    intentId: string,
    change: Change,
    requests: RequestLog,
  ): Entry {
    const { request } = this.parts;
    const start = requests.length;
    return {
      applied: async readBack => {
        try {
          await this.close(intentId, {
            outcome: 'applied',
            requests: requests.since(start),
            ...(readBack ? { readBack } : {}),
          });
        } catch (error) {
          throw new ServiceUnavailableError(
            `AWS has made the change of ${request.name} (${change.operation} ${change.resource}), but the ledger can't record it. Intent ${intentId} stays open there until the next run. Run again once the portal's backend is up; finished changes aren't repeated.`,
            error,
          );
        }
      },
      failed: async error => {
        await this.close(intentId, outcomeOf(error, requests, start)).catch(
          notRecorded => {
            request.logger.warn(
              `The ledger can't record that the change of ${request.name} failed; intent ${intentId} stays open there until the next run: ${notRecorded}`,
            );
          },
        );
      },
    };
  }

  /** Gives the turn back. */
  async end(): Promise<void> {
    const { ledger, request, lease } = this.parts;
    this.heartbeat.stop();
    await ledger.releaseLease(lease.leaseId).catch(error => {
      request.logger.warn(
        `The turn at ${
          request.name
        } couldn't be released and expires by itself in ${Math.ceil(
          lease.lastsMs / 1000,
        )} s: ${error}`,
      );
    });
  }

  /** A change made in AWS must be recorded, even if the run is cancelled meanwhile. */
  private async close(
    intentId: string,
    outcome: OutcomeRequest,
  ): Promise<void> {
    const { ledger, wait } = this.parts;
    const never = new AbortController().signal;
    await retry(
      CLOSING_PAUSES_MS,
      pause => wait(pause, never),
      () => true,
      () => ledger.closeIntent(intentId, outcome),
    );
  }
}

/**
 * The outcome of a change that ended with an error. It is `failed` only if AWS
 * certainly didn't make it: nothing was sent, or AWS refused the last request. If AWS
 * accepted a write and something failed after it, or if a write got no answer, the
 * outcome is unknown.
 *
 * @param start - length of the log before the first write of the change
 */
export function outcomeOf(
  error: unknown,
  requests: RequestLog,
  start: number,
): OutcomeRequest {
  const ends = requests.endsSince(start);
  const last = ends.at(-1);
  const isRefused = last === 'refused' && !ends.includes('unanswered');
  const answered = requests.since(start);
  const message = isError(error) ? error.message : String(error);
  return last === undefined || isRefused || isGivenUpByAws(error)
    ? {
        outcome: 'failed',
        requests: answered,
        error: nameOf(error),
        message,
      }
    : { outcome: 'unknown', requests: answered, message };
}

/** Identity Center accepts a change first, and may report later that it didn't make it. */
function isGivenUpByAws(error: unknown): boolean {
  return (
    error instanceof IdentityCenterProcessError &&
    error.failureReason !== undefined
  );
}

function nameOf(error: unknown): string {
  if (error instanceof AwsOperationError) {
    return error.awsError;
  }
  return isError(error) ? error.name : 'Error';
}
