import { isDeepStrictEqual } from 'node:util';
import {
  PartName,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { EntryRow } from '../ledger/entryRow';

/**
 * A set-up according to the entries: a row of `setups` without observations.
 */
export interface SetupFacts {
  name_lower: string;
  name: string;
  title: string | null;
  description: string | null;
  owner: string;
  system: string | null;
  account_id: string;
  region: string;
  role_name: string;
  role_name_lower: string;
  role_path: string;
  task_id: string;
  requested_by: string;
  /** JSON. */
  requested: string | null;
  registered_at: string;
  applied_at: string | null;
  pending_since: string | null;
  revoked_at: string | null;
  proved_status: SetupStatus | null;
  /** JSON, and so are the next four. */
  baseline: string;
  accepted: string;
  held: string;
  buckets: string;
  keys: string;
  after_seq: number;
  revoked_seq: number | null;
  search_text: string;
}

/** The owner of a subject (see `claimSubject.ts`), for a role. */
export interface ClaimRow {
  subject: string;
  account_id: string;
  role_name_lower: string;
  owner: string;
  name: string;
  state: 'active' | 'reserved';
  role_id: string | null;
  seq: number;
  at: string;
  /** When something was first started in AWS for it. */
  used_at: string | null;
  /** JSON, of an active claim: see `Reservation`. */
  reservation: string | null;
}

/** The owner that an active claim's subject was reserved for. */
export type Reservation = Pick<ClaimRow, 'owner' | 'name'>;

/** The last request for a part of a role. */
export interface AskedRow {
  account_id: string;
  role_name_lower: string;
  region: string;
  part: PartName;
  /** JSON. */
  access: string;
}

/** The answers of AWS about a document that our last writes made obsolete. */
export interface WrittenRow {
  resource: string;
  written: string;
  /** JSON. */
  superseded: string;
  /** ISO 8601, UTC. */
  at: string;
}

interface Rows {
  setups: SetupFacts;
  claims: ClaimRow;
  asked: AskedRow;
  ledger_written: WrittenRow;
}

export type TableName = keyof Rows;
export type RowOf<T extends TableName> = Rows[T];

/** The columns of each table that entries decide; the key columns first. */
export const COLUMNS: { [T in TableName]: (keyof Rows[T] & string)[] } = {
  setups: [
    'name_lower',
    'name',
    'title',
    'description',
    'owner',
    'system',
    'account_id',
    'region',
    'role_name',
    'role_name_lower',
    'role_path',
    'task_id',
    'requested_by',
    'requested',
    'registered_at',
    'applied_at',
    'pending_since',
    'revoked_at',
    'proved_status',
    'baseline',
    'accepted',
    'held',
    'buckets',
    'keys',
    'after_seq',
    'revoked_seq',
    'search_text',
  ],
  claims: [
    'subject',
    'account_id',
    'role_name_lower',
    'owner',
    'name',
    'state',
    'role_id',
    'seq',
    'at',
    'used_at',
    'reservation',
  ],
  asked: ['account_id', 'role_name_lower', 'region', 'part', 'access'],
  ledger_written: ['resource', 'written', 'superseded', 'at'],
};

/** The number of key columns of each table. */
const KEY_LENGTH: Record<TableName, number> = {
  setups: 1,
  claims: 3,
  asked: 4,
  ledger_written: 1,
};

export const TABLE_NAMES: readonly TableName[] = [
  'setups',
  'claims',
  'asked',
  'ledger_written',
];

/** The columns of a table's key. */
export function keyColumns<T extends TableName>(table: T) {
  return COLUMNS[table].slice(0, KEY_LENGTH[table]);
}

/** Whether a row is about a role, by the role's name in entries. */
export function isOfRole({
  account_id,
  role_name,
}: Pick<EntryRow, 'account_id' | 'role_name'>) {
  return (row: Pick<ClaimRow, 'account_id' | 'role_name_lower'>): boolean =>
    row.account_id === account_id && row.role_name_lower === role_name;
}

/** Rows of one of the tables, by key. */
export class Rowset<T extends TableName> {
  private readonly rows = new Map<string, RowOf<T>>();

  constructor(readonly table: T, rows: Iterable<RowOf<T>> = []) {
    for (const row of rows) {
      this.put(row);
    }
  }

  put(row: RowOf<T>): void {
    // Compares a driver's own object like any other.
    this.rows.set(this.keyOf(row), { ...row });
  }

  drop(row: RowOf<T>): void {
    this.rows.delete(this.keyOf(row));
  }

  /** @param key - the columns of the key */
  get(key: Partial<RowOf<T>>): RowOf<T> | undefined {
    return this.rows.get(this.keyOf(key));
  }

  at(key: string): RowOf<T> | undefined {
    return this.rows.get(key);
  }

  keys(): string[] {
    return [...this.rows.keys()];
  }

  filter(matches: (row: RowOf<T>) => boolean): RowOf<T>[] {
    return [...this.rows.values()].filter(matches);
  }

  copy(): Rowset<T> {
    return new Rowset(this.table, this.rows.values());
  }

  private keyOf(row: Partial<RowOf<T>>): string {
    return keyColumns(this.table)
      .map(column => row[column])
      .join(' ');
  }
}

/** Rows of the tables that are built from the ledger's entries: all, or those that an entry is about. */
export type Tables = { [T in TableName]: Rowset<T> };

/** A row that differs between two of {@link Tables}. */
export interface Difference<T extends TableName> {
  table: T;
  key: string;
  before: RowOf<T> | undefined;
  after: RowOf<T> | undefined;
}

/** @param rows - of each table; none if left out */
export function tablesOf(
  rows: { [T in TableName]?: Iterable<RowOf<T>> } = {},
): Tables {
  return {
    setups: new Rowset('setups', rows.setups),
    claims: new Rowset('claims', rows.claims),
    asked: new Rowset('asked', rows.asked),
    ledger_written: new Rowset('ledger_written', rows.ledger_written),
  };
}

/** A copy of the rows, to change and compare with the original. */
export function copyOf(tables: Tables): Tables {
  return {
    setups: tables.setups.copy(),
    claims: tables.claims.copy(),
    asked: tables.asked.copy(),
    ledger_written: tables.ledger_written.copy(),
  };
}

/** The differences between the rows of a table. */
export function differences<T extends TableName>(
  before: Rowset<T>,
  after: Rowset<T>,
): Difference<T>[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap(key => {
    const [was, is] = [before.at(key), after.at(key)];
    return isDeepStrictEqual(was, is)
      ? []
      : [{ table: before.table, key, before: was, after: is }];
  });
}
