import { JsonObject } from '@backstage/types';
import { RunRef } from '@personalize-portal/backstage-plugin-personalize-common';

/** What an entry records. */
const ENTRY_KINDS = [
  'intent',
  'outcome',
  'registered',
  'transferred',
  'revoked',
  'asked',
  'pruned',
  'sealed',
  'claimed',
  'released',
  'proved',
  'accepted',
  'migrated',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** The largest number of an entry. */
export const MAX_SEQ = 2_147_483_647;

/** An entry as in the table `ledger_entries`. */
export interface EntryRow {
  seq: number;
  kind: EntryKind;
  intent_id: string | null;
  account_id: string | null;
  /** In lower case. */
  role_name: string | null;
  /** As in `Change.resource`. */
  resource: string | null;
  task_id: string | null;
  /** ISO 8601, UTC. */
  at: string;
  format: number;
  /** JSON, exactly as signed; undefined once it was pruned. */
  payload: string | null;
  payload_hash: string;
  previous_hash: string;
  hash: string;
  key_id: string;
}

/** An entry with its content. */
export type FullRow = EntryRow & { payload: string };

/** Whether an entry still has its content. */
export function isFull(row: EntryRow): row is FullRow {
  return row.payload !== null;
}

/** The columns by which a role's entries are found. */
export interface RoleKey {
  /** 12 digits. */
  accountId: string;
  /** Compared ignoring case. */
  roleName: string;
}

/** The name of the role in the table. */
export function roleColumns({ accountId, roleName }: RoleKey) {
  return { account_id: accountId, role_name: roleName.toLowerCase() };
}

/** The entries of a set-up: those of its role between two entries of the ledger. */
export interface EntryRange extends RoleKey {
  /** Entries after this number. */
  after: number;
  /** Up to and including this number; undefined while the set-up is active. */
  upTo?: number;
}

/** An entry about a set-up itself. */
export interface SetupEntry {
  kind: Exclude<EntryKind, 'intent' | 'outcome' | 'pruned' | 'sealed'>;
  /** Undefined if it is about no role. */
  role?: RoleKey;
  person: string;
  run: RunRef;
  details: JsonObject;
}
