import { randomUUID } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import {
  LeaseAnswer,
  LeaseRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { databaseClock, isPostgres } from '../dialect';

/** Only the answer of the leases; the ledger adds the intents of a granted one. */
export type Lease =
  | { granted: true; leaseId: string; lastsMs: number }
  | Extract<LeaseAnswer, { granted: false }>;

/**
 * When a place in the queue is cleared if nobody returns to it, in
 * milliseconds.
 */
const FORGOTTEN_MS = 10 * 60_000;

/**
 * The first waiter asks again soon, so that little time is lost between two
 * turns; those behind ask rarely.
 */
const retryAfterMs = (position: number) => Math.min(2_000, 50 + 100 * position);

interface LeaseRow {
  resource: string;
  lease_id: string;
  waiter_id: string;
  person: string;
  task_id: string;
  /** Milliseconds since 1970; PostgreSQL gives them as text. */
  acquired_at: number | string;
  expires_at: number | string;
}

interface WaiterRow {
  ticket: number | string;
  resource: string;
  waiter_id: string;
  person: string;
  task_id: string;
  seen_until: number | string;
}

/**
 * One lease for each resource, as rows with a heartbeat and an expiry, shared
 * by all processes on one database. Serves waiters in the order of asking;
 * skips one that hasn't asked again for some seconds. A request is one short
 * transaction. Two at one resource run one after the other, also from two
 * processes. The primary key of the table makes sure that a resource has at
 * most one lease.
 *
 * An expired lease is lost once somebody else asks for the resource; until then
 * its holder may renew it, because nobody else worked there. A late waiter is
 * skipped, but keeps its place for its return.
 */
export class DatabaseLeases {
  constructor(
    private readonly database: Knex,
    /**
     * How long an ended run makes others wait, in milliseconds: the time that a
     * lease lasts without renewal, and the time to wait for a waiter that
     * should ask again.
     */
    private readonly leaseMs: number,
  ) {}

  /**
   * Grants the lease, or returns the place in the queue. Repeat the call with
   * the same waiterId until the lease is granted.
   */
  async request(request: LeaseRequest): Promise<Lease> {
    return this.database.transaction(async trx => {
      await oneAtATime(trx, request.resource);
      const now = await databaseClock(trx);
      await dropGone(trx, request.resource, now);
      const lease = await trx<LeaseRow>('leases')
        .where({ resource: request.resource })
        .first();
      return lease?.waiter_id === request.waiterId
        ? this.grantAgain(trx, lease, now)
        : this.grantOrQueue(trx, request, lease, now);
    });
  }

  /** @throws ConflictError when the lease was lost */
  async renew(leaseId: string): Promise<void> {
    const now = await databaseClock(this.database);
    const renewed = await this.database<LeaseRow>('leases')
      .where({ lease_id: leaseId })
      .update({ expires_at: now + this.leaseMs });
    if (renewed === 0) {
      throw lostLease();
    }
  }

  /** Releases a lease, or a place in the queue. An unknown one is already gone. */
  async release(leaseIdOrWaiterId: string): Promise<void> {
    await this.database<LeaseRow>('leases')
      .where({ lease_id: leaseIdOrWaiterId })
      .orWhere({ waiter_id: leaseIdOrWaiterId })
      .delete();
    await this.database<WaiterRow>('lease_waiters')
      .where({ waiter_id: leaseIdOrWaiterId })
      .delete();
  }

  /**
   * Makes sure, in the transaction that records a change, that the lease on the
   * resource is held, and extends it.
   *
   * @throws ConflictError if it isn't
   */
  async requireHeld(
    leaseId: string,
    resource: string,
    trx: Knex.Transaction,
  ): Promise<void> {
    const now = await databaseClock(trx);
    // Locks the row: cleaning up expired leases waits for this transaction.
    const held = await trx<LeaseRow>('leases')
      .where({ lease_id: leaseId, resource })
      .update({ expires_at: now + this.leaseMs });
    if (held === 0) {
      throw lostLease(resource);
    }
  }

  /** The response was lost, or the request came twice. */
  private async grantAgain(
    trx: Knex.Transaction,
    { resource, lease_id: leaseId }: LeaseRow,
    now: number,
  ): Promise<Lease> {
    await trx<LeaseRow>('leases')
      .where({ resource })
      .update({ expires_at: now + this.leaseMs });
    return { granted: true, leaseId, lastsMs: this.leaseMs };
  }

  private async grantOrQueue(
    trx: Knex.Transaction,
    request: LeaseRequest,
    lease: LeaseRow | undefined,
    now: number,
  ): Promise<Lease> {
    const { resource, waiterId } = request;
    const waiters = await trx<WaiterRow>('lease_waiters')
      .where({ resource })
      .andWhere(row =>
        row.where('seen_until', '>', now).orWhere({ waiter_id: waiterId }),
      )
      .orderBy('ticket');
    const found = waiters.findIndex(waiter => waiter.waiter_id === waiterId);
    const ahead = found < 0 ? waiters.length : found;
    if (!lease && ahead === 0) {
      return this.grant(trx, request, now);
    }
    const before = lease ?? waiters[0];
    const position = ahead + 1;
    const answer = {
      granted: false as const,
      position,
      waitsFor: { person: before.person, taskId: before.task_id },
      retryAfterMs: retryAfterMs(position),
    };
    const seenUntil = now + answer.retryAfterMs + this.leaseMs;
    await keepPlace(trx, request, seenUntil);
    return answer;
  }

  private async grant(
    trx: Knex.Transaction,
    { resource, waiterId, person, run }: LeaseRequest,
    now: number,
  ): Promise<Lease> {
    const leaseId = randomUUID();
    await trx<WaiterRow>('lease_waiters')
      .where({ resource, waiter_id: waiterId })
      .delete();
    await trx<LeaseRow>('leases').insert({
      resource,
      lease_id: leaseId,
      waiter_id: waiterId,
      person,
      task_id: run.taskId,
      acquired_at: now,
      expires_at: now + this.leaseMs,
    });
    return { granted: true, leaseId, lastsMs: this.leaseMs };
  }
}

/**
 * Waits until no other request at a resource is in progress; a SQLite database
 * has one connection, so none is.
 */
async function oneAtATime(
  trx: Knex.Transaction,
  resource: string,
): Promise<void> {
  if (isPostgres(trx)) {
    await trx.raw(
      "select pg_advisory_xact_lock(hashtextextended('lease ' || ?, 0))",
      [resource],
    );
  }
}

/** Drops the lease of an ended holder, and waiters that will not return. */
async function dropGone(
  trx: Knex.Transaction,
  resource: string,
  now: number,
): Promise<void> {
  await trx<WaiterRow>('lease_waiters')
    .where({ resource })
    .andWhere('seen_until', '<=', now - FORGOTTEN_MS)
    .delete();
  await trx<LeaseRow>('leases')
    .where({ resource })
    .andWhere('expires_at', '<=', now)
    .delete();
}

/** Records until when a waiter keeps its place; a new one goes to the end. */
async function keepPlace(
  trx: Knex.Transaction,
  { resource, waiterId, person, run }: LeaseRequest,
  seenUntil: number,
): Promise<void> {
  const kept = await trx<WaiterRow>('lease_waiters')
    .where({ resource, waiter_id: waiterId })
    .update({ seen_until: seenUntil });
  if (kept === 0) {
    await trx<WaiterRow>('lease_waiters').insert({
      resource,
      waiter_id: waiterId,
      person,
      task_id: run.taskId,
      seen_until: seenUntil,
    });
  }
}

function lostLease(resource?: string): ConflictError {
  return new ConflictError(
    `The turn${
      resource ? ` at ${resource}` : ''
    } was lost: it wasn't renewed in time, and another run may have it. Nothing more is written. Run again.`,
  );
}
