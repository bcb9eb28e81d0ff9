import { randomUUID } from 'node:crypto';
import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  ChangesResponse,
  Holding,
  IntentAnswer,
  IntentRequest,
  LedgerHead,
  LedgerVerification,
  OpenIntent,
  OutcomeRequest,
  SetupStatements,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { ClaimRow } from '../record/tables';
import { namesGoneWith } from '../record/projection';
import { compareTables, rebuildTables } from '../record/replay';
import {
  claimantsOf,
  DecidingEntries,
  signedClaims,
  walkDeciding,
} from '../record/signedClaims';
import { readWritten } from '../record/writtenDocuments';
import { databaseClock, inSnapshot } from '../dialect';
import { offerAnchor, vouchedByAnchor } from './anchor';
import { AuditorLog } from './auditorLog';
import { appendEntry } from './append';
import {
  lastRevocationOf,
  openIntentRows,
  outcomeIn,
  readRoleIds,
  readSetupStatements,
  recordedChanges,
} from './changeRows';
import {
  EntryKind,
  EntryRange,
  EntryRow,
  isFull,
  roleColumns,
  RoleKey,
  SetupEntry,
} from './entryRow';
import { lockHead, provenHead, readHead } from './head';
import { readHistory } from './history';
import { netHoldings, RoleChange } from './holdings';
import { Keyring } from './keyring';
import { LedgerConfig } from './ledgerConfig';
import {
  intentPayload,
  IntentPayload,
  PrunedPayload,
  readPayload,
  SetupPayload,
} from './payload';
import { Prunable, prunableEntries, PRUNED_AT_ONCE } from './retention';
import { verifyLedger } from './verifyLedger';
import { Witnesses } from '../witness/testimony';

/** These decide who may act; they are rare. */
const CLAIM_KINDS: readonly EntryKind[] = [
  'registered',
  'claimed',
  'transferred',
  'revoked',
  'released',
];

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The durable record of changes in AWS, append-only and chained with a keyed
 * hash, in the plugin's own database. Every method that writes accepts a
 * transaction to run in.
 */
export class DatabaseLedger implements Prunable {
  /** Entries of intact chains, by the transaction in which they were checked. */
  private readonly walked = new WeakMap<
    Knex.Transaction,
    Promise<DecidingEntries>
  >();

  private constructor(
    private readonly database: Knex,
    private readonly keyring: Keyring,
    private readonly auditorLog: AuditorLog,
    private readonly logger: LoggerService,
    private readonly witnesses: Witnesses | undefined,
  ) {}

  /**
   * Opens it. Without a configured key it creates one and logs a warning; see
   * also {@link offerAnchor}.
   */
  static async open(options: {
    database: Knex;
    config: LedgerConfig;
    auditor: AuditorService;
    logger: LoggerService;
    /** Everything that a verification compares with the ledger. */
    witnesses?: Witnesses;
  }): Promise<DatabaseLedger> {
    const { database, config, auditor, logger, witnesses } = options;
    const keyring = await Keyring.open(database, config);
    if (!keyring.isConfigured) {
      logger.warn(
        'personalize.ledger.keys is not configured, so the key of the ledger is in its own database. Anyone who can write there can forge entries, and only the log of the auditor shows it. See docs/ledger.md.',
      );
    }
    await offerAnchor(database, keyring, logger);
    const auditorLog = new AuditorLog(auditor, logger);
    return new DatabaseLedger(
      database,
      await vouchedByAnchor(database, keyring),
      auditorLog,
      logger,
      witnesses,
    );
  }

  /** Records a change before it is made. The caller checks the lease, in the same transaction. */
  async openIntent(
    request: Omit<IntentRequest, 'claimSeq'>,
    person: string,
    trx: Knex.Transaction,
  ): Promise<IntentAnswer> {
    const { role, run, change } = request;
    const intentId = randomUUID();
    const payload: IntentPayload = { person, run, role, change };
    const entry = await appendEntry(trx, this.keyring, {
      kind: 'intent',
      intent_id: intentId,
      ...roleColumns(role),
      resource: change.resource,
      task_id: run.taskId,
      payload,
    });
    const { operation } = change;
    this.auditorLog.afterCommit(trx, entry, { person, operation });
    return { intentId, seq: entry.seq };
  }

  /** Records its outcome; nothing if it is already closed. @throws NotFoundError */
  async closeIntent(intentId: string, outcome: OutcomeRequest): Promise<void> {
    await this.database.transaction(async trx => {
      // Two outcomes at once are recorded one after the other.
      await lockHead(trx, this.keyring);
      const intent = await entryOf(trx, intentId, 'intent');
      if (!intent) {
        throw new NotFoundError(`The ledger has no intent ${intentId}`);
      }
      const closed = await entryOf(trx, intentId, 'outcome');
      if (!isFull(intent) || closed) {
        this.logLate(intent, closed, outcome);
        return;
      }
      const { person, change } = readPayload(intent, intentPayload);
      const entry = await appendEntry(trx, this.keyring, {
        kind: 'outcome',
        intent_id: intentId,
        account_id: intent.account_id,
        role_name: intent.role_name,
        resource: intent.resource,
        task_id: intent.task_id,
        payload: outcome,
      });
      const closedBy = 'closedBy' in outcome ? outcome.closedBy : undefined;
      this.auditorLog.afterCommit(trx, entry, {
        person: closedBy?.person ?? person,
        operation: change.operation,
        outcome: outcome.outcome,
      });
    });
  }

  /**
   * A slow run that lost its turn may report an outcome after another run
   * closed the change. A repeated report is no news.
   */
  private logLate(
    { intent_id: intentId, seq }: EntryRow,
    closed: EntryRow | undefined,
    late: OutcomeRequest,
  ): void {
    const recorded = outcomeIn(closed);
    if (recorded && recorded.outcome !== late.outcome) {
      const requests = late.requests.map(
        ({ operation, requestId }) => `${operation} ${requestId}`,
      );
      this.logger.warn(
        `Intent ${intentId} of the ledger (entry ${seq}) was closed as ${
          recorded.outcome
        }; the late outcome from its run isn't recorded: ${late.outcome} (${
          requests.join(', ') || 'no request ids'
        })`,
      );
    }
  }

  /** Appends an entry about a set-up. @returns its number */
  async append(entry: SetupEntry, trx: Knex.Transaction): Promise<number> {
    const { kind, role, person, run, details } = entry;
    if (CLAIM_KINDS.includes(kind)) {
      await this.walk(trx);
    }
    const payload: SetupPayload = { person, run, details };
    const row = await appendEntry(trx, this.keyring, {
      kind,
      ...(role && roleColumns(role)),
      task_id: run.taskId,
      payload,
    });
    (await this.walked.get(trx))?.note(row);
    this.auditorLog.afterCommit(trx, row, { person });
    return row.seq;
  }

  /** Intents without an outcome: of a role, or at a resource. */
  async openIntents(
    of: { role: RoleKey } | { resource: string },
  ): Promise<OpenIntent[]> {
    const rows = await openIntentRows(
      this.database,
      'role' in of ? roleColumns(of.role) : of,
    );
    return rows.map(row => {
      const { change, person, run } = readPayload(row, intentPayload);
      const { intent_id: intentId, seq, at } = row;
      return { intentId, seq, change, person, run, at };
    });
  }

  /** The changes in a range that weren't pruned, in order, with their outcomes. */
  async roleChanges(
    range: EntryRange,
    trx?: Knex.Transaction,
  ): Promise<RoleChange[]> {
    return recordedChanges(trx ?? this.database, this.keyring, range);
  }

  /** What AWS has because of the changes. */
  async holdings(range: EntryRange): Promise<Holding[]> {
    return netHoldings(await this.roleChanges(range));
  }

  /** The unique ids that AWS gave roles which runs created, by ARN; see `LedgerService.roleIds`. */
  async roleIds(arns: readonly string[]): Promise<Record<string, string>> {
    return readRoleIds(this.database, this.keyring, arns);
  }

  /**
   * The recorded statements of set-ups in the policies of buckets and keys; see
   * `LedgerService.setupStatements`.
   */
  async setupStatements(
    resources: readonly string[],
  ): Promise<SetupStatements> {
    return readSetupStatements(this.database, this.keyring, resources);
  }

  /**
   * The answers of AWS that our last writes made obsolete, by resource; none
   * for a resource never written.
   */
  async writtenDocuments(
    resources: readonly string[],
  ): Promise<Record<string, WrittenDocument>> {
    return readWritten(this.database, resources);
  }

  /** The history of a set-up, newest first, `limit` at a time. Nothing is redacted. */
  async changes(
    range: EntryRange,
    page: { limit: number; cursor?: string },
  ): Promise<ChangesResponse> {
    return readHistory(this.database, range, page);
  }

  /**
   * Blocks all other appends until the transaction ends: what is read after it
   * stays true until then, on all replicas.
   *
   * @throws ServiceUnavailableError if the ledger can't be appended to
   */
  async lock(trx: Knex.Transaction): Promise<void> {
    await lockHead(trx, this.keyring);
  }

  /**
   * The claims on a role and its holders by the ledger's signed entries.
   *
   * @throws ServiceUnavailableError if an entry was altered, or the tables
   * differ
   */
  async claims(role: RoleKey, trx?: Knex.Transaction): Promise<ClaimRow[]> {
    if (!trx) {
      // Another commit between reading the entries and the tables would look
      // like forgery.
      return inSnapshot(this.database, snapshot =>
        signedClaims(snapshot, this.keyring, role),
      );
    }
    const walked = await this.walked.get(trx);
    return signedClaims(trx, this.keyring, role, walked?.seqsOf(role));
  }

  /**
   * The roles for which an entry claims one of some people's roles and permission
   * sets, whether or not it still does.
   *
   * @param subjects - as in `claimSubject.ts`
   */
  async claimantsOf(
    subjects: readonly string[],
    trx: Knex.Transaction,
  ): Promise<RoleKey[]> {
    const walked = await this.walked.get(trx);
    return walked?.claimantsOf(subjects) ?? claimantsOf(trx, subjects);
  }

  /**
   * Whether something was started for a role since it was last removed or
   * released; in a {@link lockForClaims}.
   */
  async isBegun(role: RoleKey, trx: Knex.Transaction): Promise<boolean> {
    return (await this.walk(trx)).isBegun(role);
  }

  /**
   * Like {@link lock}, for decisions about who may act: it checks every entry
   * first, so that {@link claims} in this transaction overlooks none.
   *
   * @throws ServiceUnavailableError also if an entry is altered or missing
   */
  async lockForClaims(trx: Knex.Transaction): Promise<void> {
    await this.lock(trx);
    await this.walk(trx);
  }

  /**
   * Checks the whole chain, once in a transaction. Entries are found by signed
   * columns, but only the found ones are proven: an entry whose columns are
   * edited for a moment is overlooked, and what the portal signs then stays.
   * Starting where the last check ended would be cheaper but miss exactly that,
   * because deciding entries are mostly old. The check takes a second for
   * 50,000 entries, and the entries that need it are rare.
   */
  private walk(trx: Knex.Transaction): Promise<DecidingEntries> {
    const walked = this.walked.get(trx) ?? walkDeciding(trx, this.keyring);
    this.walked.set(trx, walked);
    return walked;
  }

  /** Rebuilds the tables from the ledger; see {@link rebuildTables}. */
  async rebuild(trx: Knex.Transaction): Promise<number> {
    return rebuildTables(trx, this.keyring);
  }

  /** Number of the last entry; 0 for none. */
  async lastSeq(): Promise<number> {
    return (await readHead(this.database))?.seq ?? 0;
  }

  /**
   * The head of the ledger.
   *
   * @throws ServiceUnavailableError if it isn't as the ledger signed it
   */
  async provenHead(): Promise<LedgerHead> {
    return provenHead(this.database, this.keyring);
  }

  /** Number of the last `revoked` entry of a role; 0 for none. */
  async lastRevocation(role: RoleKey, trx?: Knex.Transaction): Promise<number> {
    return lastRevocationOf(trx ?? this.database, this.keyring, role);
  }

  /**
   * Checks every entry.
   *
   * @param known - a head from the auditor's log that the ledger must have
   */
  async verify(known?: LedgerHead): Promise<LedgerVerification> {
    return verifyLedger(this.database, this.keyring, {
      known,
      witnesses: this.witnesses,
      compareProjections: database => compareTables(database, this.keyring),
    });
  }

  /**
   * Removes the content of old entries of removed set-ups. The entries stay,
   * and so does the chain; other entries name them.
   */
  async prune({ olderThanDays }: { olderThanDays: number }): Promise<number> {
    return this.database.transaction(async trx => {
      const now = await databaseClock(trx);
      const before = new Date(now - olderThanDays * DAY_MS).toISOString();
      const { seqs, refusals } = await prunableEntries(
        trx,
        this.keyring,
        before,
      );
      refusals.forEach(refusal => this.logger.error(refusal));
      for (let done = 0; done < seqs.length; done += PRUNED_AT_ONCE) {
        await this.pruneSome(trx, seqs.slice(done, done + PRUNED_AT_ONCE));
      }
      return seqs.length;
    });
  }

  private async pruneSome(
    trx: Knex.Transaction,
    seqs: number[],
  ): Promise<void> {
    const payload: PrunedPayload = {
      seqs,
      names: await namesGoneWith(trx, seqs),
    };
    const entry = await appendEntry(trx, this.keyring, {
      kind: 'pruned',
      payload,
    });
    await trx<EntryRow>('ledger_entries')
      .whereIn('seq', seqs)
      .update({ payload: null });
    this.auditorLog.afterCommit(trx, entry, {});
  }
}

function entryOf(
  trx: Knex.Transaction,
  intentId: string,
  kind: 'intent' | 'outcome',
): Promise<EntryRow | undefined> {
  return trx<EntryRow>('ledger_entries')
    .where({ intent_id: intentId, kind })
    .first();
}
