import { JsonObject } from '@backstage/types';
import {
  Change,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { LoggerService } from '@backstage/backend-plugin-api';
import { RequestLog } from './awsCall';

/** A request for exclusive access to a resource. */
export interface TurnRequest {
  /** As in `Change.resource`. */
  resource: string;
  /** For messages, for example `the policy of bucket reco-data`. */
  name: string;
  /** Ends the wait. */
  signal: AbortSignal;
  /** Logs whom the request waits for. */
  logger: LoggerService;
}

/**
 * A session writes through a journal: one run at a time per resource, and every
 * change in AWS is recorded first.
 */
export interface Journal {
  /**
   * Runs work while nobody else is at the resource. Turns aren't nested: a plan's
   * changes are made one after the other, and a run never holds one resource while it
   * waits for another.
   *
   * @throws the signal's reason when the run is cancelled while it waits;
   *   ServiceUnavailableError when the ledger can't be reached or the turn doesn't
   *   come in time
   */
  exclusive<T>(
    request: TurnRequest,
    work: (turn: Turn) => Promise<T>,
  ): Promise<T>;
}

/** Exclusive access to a resource. */
export interface Turn {
  /**
   * What recorded writes of the resource's document have made outdated; undefined if
   * there are none.
   */
  readonly written: WrittenDocument | undefined;
  /**
   * Closes the intents that an abandoned run left open at this resource.
   *
   * @param found - the state in AWS, read in this turn; undefined if there is none or
   *   nobody looked
   */
  settle(found: JsonObject | undefined): Promise<void>;
  /**
   * Records a change before it is made, and makes sure that the turn is still held.
   *
   * @param requests - of the session; those added before the entry is closed belong
   *   to this change
   * @throws ConflictError when the turn was lost, ServiceUnavailableError when the
   *   ledger can't record it; nothing may be written then
   */
  open(change: Change, requests: RequestLog): Promise<Entry>;
}

/** A recorded change in progress; it is closed exactly once. */
export interface Entry {
  /**
   * @param readBack - the state in AWS now, if it was read
   * @throws ServiceUnavailableError when the ledger can't record it; the change was
   *   made all the same
   */
  applied(readBack?: JsonObject): Promise<void>;
  /**
   * Records why the change wasn't made or, if that isn't certain, that its outcome is
   * unknown. If the ledger can't record it, only the log shows that: the reader must
   * see the original error.
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
