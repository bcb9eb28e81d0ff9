import { CustomErrorBase } from '@backstage/errors';
import { RequestHandler, Router } from 'express';
import { IncrementResponse, rateLimit, Store } from 'express-rate-limit';
import { Knex } from 'knex';
import { databaseClock } from '../dialect';
import { Callers } from './callers';
import { routeOf } from './routes';

const WINDOW_MS = 60_000;

/** Limits of slow requests per minute. */
export const RATE_LIMITS = {
  plan: { operations: ['createPlan'], limit: 60, called: 'plans' },
  check: { operations: ['checkSetup'], limit: 120, called: 'checks' },
  lookUp: {
    operations: ['getBuckets', 'getKeys', 'getRoles', 'getPolicies'],
    limit: 300,
    called: 'look-ups in accounts',
  },
  verify: {
    operations: ['verifyLedger'],
    limit: 60,
    called: 'verifications of the ledger',
  },
} as const;

/** Too many requests; the header `Retry-After` of the answer has the seconds to wait. */
export class TooManyRequestsError extends CustomErrorBase {
  name = 'TooManyRequestsError' as const;

  /** Backstage answers with this status. */
  get statusCode(): number {
    return 429;
  }
}

/** The counts in the plugin's database. */
export class RequestCounts implements Store {
  constructor(private readonly database: Knex) {}

  async increment(subject: string): Promise<IncrementResponse> {
    const now = await databaseClock(this.database);
    const over = now - WINDOW_MS;
    const [row] = await this.database('request_counts')
      .insert({ subject, since: now, hits: 1 })
      .onConflict('subject')
      .merge({
        hits: this.database.raw(
          'case when request_counts.since <= ? then 1 else request_counts.hits + 1 end',
          [over],
        ),
        since: this.database.raw(
          'case when request_counts.since <= ? then excluded.since else request_counts.since end',
          [over],
        ),
      })
      .returning(['hits', 'since']);
    return {
      totalHits: row.hits,
      resetTime: new Date(Number(row.since) + WINDOW_MS),
    };
  }

  async decrement(subject: string): Promise<void> {
    await this.database('request_counts')
      .where({ subject })
      .decrement('hits', 1);
  }

  async resetKey(subject: string): Promise<void> {
    await this.database('request_counts').where({ subject }).delete();
  }
}

/**
 * Counts slow requests by person, over all replicas. Backstage's own limits
 * count by address, within one process.
 */
export function addRateLimits(
  router: Router,
  { database, callers }: { database: Knex; callers: Callers },
): void {
  for (const [kind, { operations, ...rest }] of Object.entries(RATE_LIMITS)) {
    const limited = limiter(kind, rest, database, callers);
    for (const operation of operations) {
      const { method, path } = routeOf(operation);
      router[method](path, limited);
    }
  }
}

function limiter(
  kind: string,
  { limit, called }: { limit: number; called: string },
  database: Knex,
  callers: Callers,
): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    // These headers describe Backstage's limits by address.
    validate: false,
    store: new RequestCounts(database),
    keyGenerator: async req => `${kind} ${await callers.nameOf(req)}`,
    handler(_req, res, next) {
      next(
        new TooManyRequestsError(
          `The portal allows ${limit} ${called} a minute for each person; try again in ${res.getHeader(
            'Retry-After',
          )} seconds.`,
        ),
      );
    },
  });
}
