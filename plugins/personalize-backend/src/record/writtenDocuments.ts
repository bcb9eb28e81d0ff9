import {
  Change,
  documentFingerprint,
  isPolicyDocument,
  OutcomeRequest,
  stateFingerprint,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { databaseClock } from '../dialect';
import { WrittenRow } from './tables';

/**
 * An answer of AWS can't be older than this; anything that looks older was
 * restored by somebody.
 */
const RECENT_MS = 60_000;

/** The answers of AWS that recorded writes of resources made obsolete. */
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
        ageMs: Math.max(0, now - Date.parse(row.at)),
      },
    ]),
  );
}

/**
 * The record of a resource after an outcome.
 *
 * @param last - the record of the resource
 * @param at - when the outcome was recorded; ISO 8601, UTC
 * @returns the record afterwards; `undefined` for nothing
 */
export function writtenAfter(
  last: WrittenRow | undefined,
  change: Change,
  outcome: OutcomeRequest,
  at: string,
): WrittenRow | undefined {
  if (outcome.outcome === 'failed') {
    return last;
  }
  const before = stateFingerprint(change.before);
  const after = stateFingerprint(change.after);
  const seen = fingerprintRead(outcome);
  if (outcome.outcome === 'applied' || seen === after) {
    const isRecent = last && Date.parse(at) - Date.parse(last.at) < RECENT_MS;
    const earlier = isRecent ? [...supersededBy(last), last.written] : [];
    return {
      resource: change.resource,
      written: after,
      superseded: JSON.stringify(
        [...new Set([...earlier, before])].filter(one => one !== after),
      ),
      at,
    };
  }
  // AWS may have either, so neither is obsolete.
  return (
    last && {
      ...last,
      superseded: JSON.stringify(
        supersededBy(last).filter(one => ![before, after, seen].includes(one)),
      ),
    }
  );
}

function supersededBy({
  superseded,
}: Pick<WrittenRow, 'superseded'>): string[] {
  return JSON.parse(superseded);
}

function fingerprintRead(outcome: OutcomeRequest): string | undefined {
  return 'readBack' in outcome && isPolicyDocument(outcome.readBack)
    ? documentFingerprint(outcome.readBack)
    : undefined;
}
