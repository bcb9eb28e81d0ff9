import { JsonObject } from '@backstage/types';
import {
  Change,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { LoggerService } from '@backstage/backend-plugin-api';
import { RequestLog } from './awsCall';

/** What somebody wants to be alone at. */
export interface TurnRequest {
  /** As in `Change.resource`. */
  resource: string;
  /** For messages, for example `the policy of bucket reco-data`. */
  name: string;
  /** Ends the wait. */
  signal: AbortSignal;
  /** Told for whom one waits. */
  logger: LoggerService;
}

/**
 * What a session writes through: one run at a time at a resource, and nothing is
 * changed in AWS that isn't recorded first.
 */
export interface Journal {
  /**
   * Runs work while nobody else is at the resource. Turns aren't nested: a plan's
   * changes are made one after the other, and a run never waits with another
   * resource in its hands.
   *
   * @throws the signal's reason when the run is cancelled while it waits;
   * ServiceUnavailableError when the ledger can't be reached or the turn doesn't
   * come in time
   */
  exclusive<T>(
    request: TurnRequest,
    work: (turn: Turn) => Promise<T>,
  ): Promise<T>;
}

/** A turn at a resource. */
export interface Turn {
  /** What the recorded writes of the resource's document made an old answer; undefined if there are none. */
  readonly written: WrittenDocument | undefined;
  /**
   * Closes the intents that a run which is gone left open at this resource.
   *
   * @param found - what AWS holds, read in this turn; undefined if it holds
   * nothing or nobody looked
   */
  settle(found: JsonObject | undefined): Promise<void>;
  /**
   * Records a change before it is made, and makes sure that the turn is still
   * held.
   *
   * @param requests - of the session; what it holds more when the entry is
   * closed belongs to this change
   * @throws ConflictError when the turn was lost, ServiceUnavailableError when
   * the ledger can't record it; nothing may be written then
   */
  open(change: Change, requests: RequestLog): Promise<Entry>;
}

/** A recorded change that is being made; it is closed exactly once. */
export interface Entry {
  /**
   * @param readBack - what AWS holds now, where it was read
   * @throws ServiceUnavailableError when the ledger can't record it; the change
   * was made all the same
   */
  applied(readBack?: JsonObject): Promise<void>;
  /**
   * Records why it wasn't made, or, where that isn't sure, that nobody knows.
   * Where the ledger can't record it, only the log tells: the error is what the
   * reader has to see.
   */
  failed(error: unknown): Promise<void>;
}

/** The journal of a session that only reads: nothing can be recorded, so nothing is written. */
export const READ_ONLY: Journal = {
  async exclusive({ name }) {
    throw new Error(
      `This session only reads, so ${name} wasn't changed. Open a session with a journal to write.`,
    );
  },
};
