import { randomUUID } from 'node:crypto';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  Claim,
  LeaseAnswer,
  LeaseRequest,
  poll,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Wait, waitByClock } from '../aws/awsSession';
import { Journal, Turn, TurnRequest } from '../aws/journal';
import { LedgerService } from './ledgerService';
import { LedgerTurn, RunRecord } from './ledgerTurn';

type LeaseGrant = Extract<LeaseAnswer, { granted: true }>;
type QueuePlace = Extract<LeaseAnswer, { granted: false }>;

/**
 * The longest wait for a turn. A turn takes some seconds, so this means a queue of a
 * hundred runs, or a hanging run.
 */
const PATIENCE_MS = 10 * 60_000;

/** The journal of a run: its turns and records are in the ledger, which all replicas share. */
export class LedgerJournal implements Journal {
  private readonly ledger: LedgerService;
  private record: RunRecord;
  private readonly wait: Wait;

  /** @param more.wait - waits, or ends with an error when the signal aborts */
  constructor(
    ledger: LedgerService,
    record: RunRecord,
    { wait = waitByClock }: { wait?: Wait } = {},
  ) {
    this.ledger = ledger;
    this.record = record;
    this.wait = wait;
  }

  /** Records further changes under a claim that the run has made. */
  claimed({ seq }: Pick<Claim, 'seq'>): void {
    this.record = { ...this.record, claimSeq: seq };
  }

  async exclusive<T>(
    request: TurnRequest,
    work: (turn: Turn) => Promise<T>,
  ): Promise<T> {
    const lease = await this.leaseOf(request);
    const turn = new LedgerTurn({
      ledger: this.ledger,
      record: this.record,
      request,
      lease,
      wait: this.wait,
    });
    try {
      return await work(turn);
    } finally {
      await turn.end();
    }
  }

  /**
   * A waiter that leaves the queue gives its place back; otherwise all behind it
   * would wait until it expires.
   */
  private async leaseOf(request: TurnRequest): Promise<LeaseGrant> {
    request.signal.throwIfAborted();
    const waiterId = randomUUID();
    try {
      return await this.waitForLease(request, {
        resource: request.resource,
        waiterId,
        run: this.record.run,
        person: this.record.person,
      });
    } catch (error) {
      await this.ledger.releaseLease(waiterId).catch(notGivenBack => {
        request.logger.warn(
          `The place in the queue for ${request.name} couldn't be released and expires by itself: ${notGivenBack}`,
        );
      });
      request.signal.throwIfAborted();
      throw error;
    }
  }

  private async waitForLease(
    { name, signal, logger }: TurnRequest,
    ask: LeaseRequest,
  ): Promise<LeaseGrant> {
    let waited = 0;
    let lastHolder = '';
    const request = () => this.ledger.requestLease(ask);
    const judge = (answer: LeaseAnswer) => {
      if (answer.granted) {
        return { result: answer };
      }
      const holder = holderOf(answer);
      if (waited >= PATIENCE_MS) {
        throw new ServiceUnavailableError(
          `Waited ${
            PATIENCE_MS / 60_000
          } minutes for the run of ${holder} that is changing ${name}, and gave up; nothing was written there. Check that task, then run again.`,
        );
      }
      if (holder !== lastHolder) {
        logger.info(
          `Waiting for the run of ${holder} that is changing ${name}`,
        );
        lastHolder = holder;
      }
      waited += answer.retryAfterMs;
      return { pause: answer.retryAfterMs };
    };
    return poll<LeaseAnswer, LeaseGrant>(
      await request(),
      judge,
      pause => this.wait(pause, signal),
      request,
    );
  }
}

function holderOf({ waitsFor: { person, taskId } }: QueuePlace): string {
  return `${person} (task ${taskId})`;
}
