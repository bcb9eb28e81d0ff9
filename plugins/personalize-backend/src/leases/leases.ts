import {
  LeaseAnswer,
  LeaseRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';

/** The answer of the leases alone; what a granted one says of intents is the ledger's. */
export type Lease =
  | { granted: true; leaseId: string; lastsMs: number }
  | Extract<LeaseAnswer, { granted: false }>;

/**
 * One lease for each resource, as rows with a heartbeat and an expiry, shared by
 * all processes on one database. Who asked first is served first; one who hasn't
 * asked again for some seconds is gone. Nothing waits in a transaction.
 */
export interface Leases {
  /** Grants the lease, or tells the place in the queue. Asked again with the same waiterId until granted. */
  request(request: LeaseRequest): Promise<Lease>;
  /** @throws ConflictError when the lease was lost */
  renew(leaseId: string): Promise<void>;
  /** Gives a lease back, or a place in the queue. One that isn't known is gone already. */
  release(leaseIdOrWaiterId: string): Promise<void>;
  /**
   * Makes sure, in the transaction that records a change, that the lease is
   * held for the resource, and prolongs it.
   *
   * @throws ConflictError when it isn't
   */
  requireHeld(
    leaseId: string,
    resource: string,
    trx: Knex.Transaction,
  ): Promise<void>;
}
