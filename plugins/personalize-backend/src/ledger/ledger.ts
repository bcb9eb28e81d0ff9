import { JsonObject } from '@backstage/types';
import {
  ChangesResponse,
  IntentAnswer,
  IntentRequest,
  LedgerHead,
  LedgerVerification,
  OpenIntent,
  OutcomeRequest,
  RunRef,
  Holding,
  SetupStatements,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { ClaimRow } from '../record/tables';
import { EntryKind } from './entryRow';
import { RoleChange } from './holdings';

/** A role, as entries are found by it. */
export interface RoleKey {
  /** 12 digits. */
  accountId: string;
  /** Compared without regard to case. */
  roleName: string;
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

/**
 * The durable record of what was changed in AWS, append-only and chained with a
 * keyed hash. Every method that writes takes the transaction in which it is to
 * happen, where one is given.
 */
export interface Ledger {
  /** Records a change that is about to be made. The lease is checked by the caller, in the same transaction. */
  openIntent(
    request: Omit<IntentRequest, 'claimSeq'>,
    person: string,
    trx: Knex.Transaction,
  ): Promise<IntentAnswer>;
  /** Records what came of it; nothing where it is closed already. @throws NotFoundError */
  closeIntent(intentId: string, outcome: OutcomeRequest): Promise<void>;
  /** Appends an entry about a set-up. @returns its number */
  append(entry: SetupEntry, trx: Knex.Transaction): Promise<number>;
  /** Intents without an outcome: of a role, or at a resource. */
  openIntents(
    of: { role: RoleKey } | { resource: string },
  ): Promise<OpenIntent[]>;
  /** The changes in a range that weren't pruned, in order, with what came of each. */
  recorded(range: EntryRange): Promise<RoleChange[]>;
  /** What AWS holds because of them. */
  holdings(range: EntryRange): Promise<Holding[]>;
  /** The unique ids that AWS gave roles which runs created, by ARN; see `LedgerService.roleIds`. */
  roleIds(arns: readonly string[]): Promise<Record<string, string>>;
  /** What set-ups have on record in the policies of buckets and keys; see `LedgerService.setupStatements`. */
  setupStatements(resources: readonly string[]): Promise<SetupStatements>;
  /** What our last writes of resources made old answers, by resource; none for a resource never written. */
  written(
    resources: readonly string[],
  ): Promise<Record<string, WrittenDocument>>;
  /** The history of a set-up, newest first, `limit` at a time. Nothing is redacted. */
  changes(
    range: EntryRange,
    page: { limit: number; cursor?: string },
  ): Promise<ChangesResponse>;
  /**
   * Lets nobody else append until the transaction ends: what is read after it stays
   * true until then, on all replicas.
   *
   * @throws ServiceUnavailableError where the ledger can't be appended to
   */
  lock(trx: Knex.Transaction): Promise<void>;
  /**
   * As {@link Ledger.lock}, for what decides who may act: looks at every entry
   * first, so that {@link Ledger.claims} in this transaction overlooks none.
   *
   * @throws ServiceUnavailableError also where an entry is altered or gone
   */
  lockForClaims(trx: Knex.Transaction): Promise<void>;
  /**
   * The claims that the ledger's signed entries give on a role and its holders.
   *
   * @throws ServiceUnavailableError where an entry was altered, or the tables say otherwise
   */
  claims(role: RoleKey, trx?: Knex.Transaction): Promise<ClaimRow[]>;
  /**
   * The roles for which an entry claims one of some people's roles and permission
   * sets, whether or not it still does.
   *
   * @param subjects - as in `claimSubject.ts`
   */
  claimantsOf(
    subjects: readonly string[],
    trx: Knex.Transaction,
  ): Promise<RoleKey[]>;
  /** Whether something was begun for a role since it was taken back or given up last; in a {@link Ledger.lockForClaims}. */
  isBegun(role: RoleKey, trx: Knex.Transaction): Promise<boolean>;
  /** Number of the last entry; 0 for none. */
  lastSeq(): Promise<number>;
  /** Number of the last `revoked` entry of a role; 0 for none. */
  lastRevocation(role: RoleKey, trx?: Knex.Transaction): Promise<number>;
  /**
   * Looks at every entry.
   *
   * @param known - a head that the auditor's log names: the ledger must hold it
   */
  verify(known?: LedgerHead): Promise<LedgerVerification>;
}
