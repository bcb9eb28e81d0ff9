import { JsonObject } from '@backstage/types';
import { EntryKind, FullRow } from './entryRow';

/** Turns what an entry says from one format into the next. */
export type Upgrade = (payload: JsonObject, kind: EntryKind) => JsonObject;

/**
 * The first is from format 1 to 2, and so on. What is stored is never rewritten,
 * for its signature would break; it is upgraded each time it is read.
 */
export const UPGRADES: readonly Upgrade[] = [
  // Format 2 has kinds of entries that a version which knows format 1 must not pass over.
  payload => payload,
];

/** The format in which entries are written. */
export const CURRENT_FORMAT = UPGRADES.length + 1;

/** What an entry says, in the format after the last of the upgrades. */
export function upgraded(
  { payload, format, kind }: FullRow,
  upgrades: readonly Upgrade[],
): JsonObject {
  const stored: JsonObject = JSON.parse(payload);
  return upgrades
    .slice(format - 1)
    .reduce((older, upgrade) => upgrade(older, kind), stored);
}
