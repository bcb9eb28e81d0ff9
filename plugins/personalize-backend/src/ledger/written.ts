import {
  Change,
  documentFingerprint,
  isPolicyDocument,
  OutcomeRequest,
  stateFingerprint,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { databaseClock } from '../leases/databaseClock';

interface WrittenRow {
  resource: string;
  written: string;
  /** JSON. */
  superseded: string;
  /** Milliseconds since 1970; PostgreSQL gives it as text. */
  at: number | string;
}

/** An answer of AWS isn't older than this; what looks so was put back by somebody. */
const RECENT_MS = 60_000;

/** What recorded writes of resources made old answers, by resource. */
export async function readWritten(
  database: Knex,
  resources: readonly string[],
): Promise<Record<string, WrittenDocument>> {
  const rows = await database<WrittenRow>('ledger_written').whereIn(
    'resource',
    resources,
  );
  const now = await databaseClock(database);
  return Object.fromEntries(
    rows.map(row => [
      row.resource,
      {
        written: row.written,
        superseded: supersededBy(row),
        ageMs: Math.max(0, now - Number(row.at)),
      },
    ]),
  );
}

/** Notes what an outcome tells of what AWS holds. */
export async function noteWritten(
  trx: Knex.Transaction,
  change: Change,
  outcome: OutcomeRequest,
): Promise<void> {
  if (outcome.outcome === 'failed') {
    return;
  }
  const before = stateFingerprint(change.before);
  const after = stateFingerprint(change.after);
  const seen = seenBy(outcome);
  if (outcome.outcome === 'applied' || seen === after) {
    await noteWrite(trx, change.resource, before, after);
  } else {
    // AWS may hold the one or the other, so neither is an old answer.
    await forget(trx, change.resource, [before, after, seen]);
  }
}

async function noteWrite(
  trx: Knex.Transaction,
  resource: string,
  before: string,
  after: string,
): Promise<void> {
  const now = await databaseClock(trx);
  const last = await rowOf(trx, resource);
  const earlier =
    last && now - Number(last.at) < RECENT_MS
      ? [...supersededBy(last), last.written]
      : [];
  const superseded = [...new Set([...earlier, before])].filter(
    document => document !== after,
  );
  await trx<WrittenRow>('ledger_written')
    .insert({
      resource,
      written: after,
      superseded: JSON.stringify(superseded),
      at: now,
    })
    .onConflict('resource')
    .merge();
}

async function forget(
  trx: Knex.Transaction,
  resource: string,
  documents: readonly (string | undefined)[],
): Promise<void> {
  const last = await rowOf(trx, resource);
  if (last) {
    const left = supersededBy(last).filter(
      document => !documents.includes(document),
    );
    await trx<WrittenRow>('ledger_written')
      .where({ resource })
      .update({ superseded: JSON.stringify(left) });
  }
}

function rowOf(
  trx: Knex.Transaction,
  resource: string,
): Promise<WrittenRow | undefined> {
  return trx<WrittenRow>('ledger_written').where({ resource }).first();
}

function supersededBy({ superseded }: WrittenRow): string[] {
  return JSON.parse(superseded);
}

function seenBy(outcome: OutcomeRequest): string | undefined {
  return 'readBack' in outcome && isPolicyDocument(outcome.readBack)
    ? documentFingerprint(outcome.readBack)
    : undefined;
}
