import { JsonObject, JsonValue } from '@backstage/types';

/** What stayed when a set-up was taken back, and why. */
export interface Kept {
  resource: string;
  reason: string;
}

/** Reads it from the details of the entry; see `RevokedRequest`. */
export function keptIn(details: JsonObject | undefined): Kept[] {
  const kept = details?.kept;
  return Array.isArray(kept) ? kept.flatMap(one => readKept(one) ?? []) : [];
}

function readKept(value: JsonValue | undefined): Kept | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  const { resource, reason } = value;
  return typeof resource === 'string' && typeof reason === 'string'
    ? { resource, reason }
    : undefined;
}
