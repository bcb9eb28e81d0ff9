import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  Change,
  LeaseAnswer,
  OpenIntent,
  OutcomeRequest,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { retry, Wait } from '../accounts/wait';
import { RequestLog } from '../aws/requestLog';
import { Entry, Turn, TurnRequest } from '../engine/journal';
import { outcomeOf } from '../engine/outcome';
import { Heartbeat } from './heartbeat';
import type { RecordedRun } from './ledgerJournal';
import { LedgerService } from './ledgerService';

/** What a turn is made of. */
interface LedgerTurnParts {
  ledger: LedgerService;
  recorded: RecordedRun;
  request: TurnRequest;
  lease: Extract<LeaseAnswer, { granted: true }>;
  wait: Wait;
}

/** Waits between attempts to record what came of a change; in all half a minute. */
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
    const { ledger, recorded, request } = this.parts;
    const { orphans } = this;
    this.orphans = [];
    for (const { intentId, person, run } of orphans) {
      await ledger.closeIntent(intentId, {
        outcome: 'unknown',
        requests: [],
        message:
          'The run ended before it told what came of the change, so nobody knows whether AWS made it',
        ...(found ? { readBack: found } : {}),
        closedBy: { person: recorded.person, run: recorded.run },
      });
      request.logger.warn(
        `The run of ${person} (task ${run.taskId}) ended in the middle of a change of ${request.name}; its outcome is recorded as unknown`,
      );
    }
  }

  async open(change: Change, requests: RequestLog): Promise<Entry> {
    const { ledger, recorded, lease } = this.parts;
    this.requireHeld();
    const { intentId } = await ledger.openIntent(
      {
        leaseId: lease.leaseId,
        claimSeq: recorded.claimSeq,
        role: recorded.role,
        run: recorded.run,
        change,
      },
      recorded.initiator,
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
        `The turn at ${this.parts.request.name} was lost, for the ledger couldn't be reached for too long, and another run may be changing it; nothing more was written there. Run again; what was done stays and is not done twice.`,
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
            `AWS has made the change of ${request.name} (${change.operation} ${change.resource}), but the ledger can't record that it did. It stays open there, as intent ${intentId}, until the next run at it. Run again once the portal's backend is up; what was done is not done twice.`,
            error,
          );
        }
      },
      failed: async error => {
        await this.close(intentId, outcomeOf(error, requests, start)).catch(
          notRecorded => {
            request.logger.warn(
              `The ledger can't record that the change of ${request.name} failed; it stays open there, as intent ${intentId}, until the next run at it: ${notRecorded}`,
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
        } couldn't be given back and ends by itself in ${Math.ceil(
          lease.lastsMs / 1000,
        )} s: ${error}`,
      );
    });
  }

  /** What AWS has done must be recorded, also where the run is cancelled meanwhile. */
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
