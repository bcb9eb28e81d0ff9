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

/** As large as a number of an entry gets. */
export const MAX_SEQ = 2_147_483_647;

/** An entry as the table `ledger_entries` holds it. */
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
  /** JSON, to the letter as it was signed; absent once it was pruned. */
  payload: string | null;
  payload_hash: string;
  previous_hash: string;
  hash: string;
  key_id: string;
}

/** An entry with what it says. */
export type FullRow = EntryRow & { payload: string };

/** Tells whether an entry still has what it says. */
export function isFull(row: EntryRow): row is FullRow {
  return row.payload !== null;
}

/** A role, as entries are found by it. */
export interface RoleKey {
  /** 12 digits. */
  accountId: string;
  /** Compared without regard to case. */
  roleName: string;
}

/** How a role is named in the table. */
export function roleColumns({ accountId, roleName }: RoleKey) {
  return { account_id: accountId, role_name: roleName.toLowerCase() };
}

/** The entries of a set-up: those of its role between two entries of the ledger. */
export interface EntryRange extends RoleKey {
  /** Entries after this number. */
  after: number;
  /** Up to and with this number; absent while the set-up isn't taken back. */
  upTo?: number;
}

/** An entry about a set-up itself. */
export interface SetupEntry {
  kind: Exclude<EntryKind, 'intent' | 'outcome' | 'pruned' | 'sealed'>;
  /** Absent where it is about no role. */
  role?: RoleKey;
  person: string;
  run: RunRef;
  details: JsonObject;
}
