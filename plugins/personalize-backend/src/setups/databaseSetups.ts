import { isDeepStrictEqual } from 'node:util';
import { Entity } from '@backstage/catalog-model';
import { ConflictError } from '@backstage/errors';
import { PolicyDecision } from '@backstage/plugin-permission-common';
import {
  AccessRecordRequest,
  Acceptance,
  Claim,
  ClaimRequest,
  IntentAnswer,
  IntentRequest,
  RegisterRequest,
  ReportAnswer,
  ReportRequest,
  RevocationRequest,
  RoleRecord,
  RunChanges,
  setupEntityRef,
  SetupFilter,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { roleColumns, RoleKey } from '../ledger/entryRow';
import { DatabaseLedger } from '../ledger/databaseLedger';
import { SetupRow, statusColumns } from '../record/storage';
import { ClaimRow, isOfRole } from '../record/tables';
import {
  claim,
  ClaimContext,
  ownOf,
  requireClaim,
  requireClaimFor,
} from './claims';
import { recordProof, storeJudgement } from './judgements';
import { register } from './registration';
import { lapsedRoles, release, releaseLapsed } from './release';
import { readRoleRecord, readRunChanges } from './roleRecord';
import { listSetups } from './setupList';
import {
  CheckResult,
  Lapses,
  OwnedSetup,
  RecordedCheck,
  Setup,
  StoredSetup,
  StoredSetups,
} from './setups';
import {
  itemOf,
  lockedRow,
  noSuchSetup,
  readRequestedAccess,
  rowOf,
  rowOfRole,
  setupOf,
} from './setupTable';

/** How long a claim lasts if nothing starts in AWS. */
const LAPSES_AFTER_MS = 24 * 60 * 60 * 1000;

/** The parts of the portal that the set-ups need. */
export interface SetupsOptions {
  database: Knex;
  ledger: DatabaseLedger;
  /** Looks up an entity of the catalog by its ref. */
  findEntity(entityRef: string): Promise<Entity | undefined>;
  /** How long the catalog shows the entity of a removed set-up, in milliseconds. */
  keepRevokedMs: number;
  /**
   * Called after each commit that changed the displayed data of a set-up,
   * except for the time of its last check.
   */
  onChanged(name: string): void;
}

/** Rolls back a dry run. */
class DryRunEnd extends Error {}

/**
 * The registered set-ups and their statuses, as rows: one for each name. Reads
 * the grants of a role from the ledger, outside any transaction: the ledger
 * reads on its own connections.
 */
export class DatabaseSetups {
  private readonly database: Knex;
  private readonly ledger: DatabaseLedger;

  constructor(private readonly options: SetupsOptions) {
    this.database = options.database;
    this.ledger = options.ledger;
  }

  async byName(name: string): Promise<Setup | undefined> {
    const row = await rowOf(this.database, name);
    return row && setupOf(row);
  }

  /** The active set-up of a role. */
  async byRole(role: RoleKey): Promise<Setup | undefined> {
    const row = await rowOfRole(this.database, role);
    return row && setupOf(row);
  }

  /**
   * A page of the matches, drifted first, then by name.
   *
   * @param decision - of the permission personalize.setup.read: limits the
   * matches
   */
  async list(
    filter: SetupFilter,
    decision: PolicyDecision,
    page: { limit: number; cursor?: string },
  ): Promise<StoredSetups> {
    return listSetups(this.database, filter, decision, page);
  }

  /**
   * Records a change before it is made.
   *
   * @param requireLease - fails if the run has lost its lease on the resource
   * @throws ConflictError if the role's claim isn't the one that the run found,
   * or people's roles and permission sets aren't claimed for its owner
   */
  async openIntent(
    request: IntentRequest,
    person: string,
    requireLease: (trx: Knex.Transaction) => Promise<void>,
  ): Promise<IntentAnswer> {
    const { role } = request;
    const [answer, changed] = await this.withLock(async ({ trx, ledger }) => {
      await requireLease(trx);
      await requireClaimFor({ trx, ledger }, request);
      const before = await rowOfRole(trx, role);
      const opened = await ledger.openIntent(request, person, trx);
      const isPendingNow = before?.pending_since === null;
      return [opened, isPendingNow ? before.name : undefined] as const;
    });
    if (changed !== undefined) {
      this.options.onChanged(changed);
    }
    return answer;
  }

  /**
   * Records the request.
   *
   * @throws ConflictError if the role's claim isn't the one that the run found
   */
  async recordRequestedAccess(request: AccessRecordRequest): Promise<void> {
    const { role, run, person, roleId } = request;
    const asked: JsonObject = JSON.parse(JSON.stringify(request.asked));
    await this.withLock(async ({ trx, ledger }) => {
      const { own } = await requireClaim({ trx, ledger }, request);
      const before: JsonObject = JSON.parse(
        JSON.stringify(await readRequestedAccess(trx, role)),
      );
      const news = Object.entries(asked).filter(
        ([part, access]) => !isDeepStrictEqual(access, before[part]),
      );
      const isKnown = roleId === undefined || own.role_id === roleId;
      if (news.length > 0 || !isKnown) {
        const details = {
          region: role.region,
          asked: Object.fromEntries(news),
          ...(roleId !== undefined && { roleId }),
        };
        await ledger.append({ kind: 'asked', role, person, run, details }, trx);
      }
    });
    const setup = await this.byRole(role);
    if (setup) {
      this.options.onChanged(setup.item.name);
    }
  }

  /**
   * Claims a role for a person if nobody has, and people's holders for the
   * role's owner.
   *
   * @throws NotFoundError if nobody has claimed the role, and it isn't to be
   * claimed; ConflictError that names another owner; a dry run writes nothing
   */
  async claim(request: ClaimRequest, person: string): Promise<Claim> {
    return this.withClaimLock(
      context => claim(context, request, person),
      request.dryRun,
    );
  }

  /**
   * @returns the set-up, and whether the registration says anything new
   * @throws ConflictError as `LedgerService.register` says; a dry run writes
   * nothing
   */
  async register(
    request: RegisterRequest,
    person: string,
  ): Promise<{ item: StoredSetup; changed: boolean }> {
    const { name, dryRun } = request;
    const { keepRevokedMs, onChanged, findEntity } = this.options;
    const entity = await findEntity(setupEntityRef(name));
    const registration = { request, person, entity, keepRevokedMs };
    const { row, changed } = await this.withClaimLock(
      context => register(context, registration),
      dryRun,
    );
    if (!dryRun) {
      onChanged(row.name);
    }
    return { item: itemOf(row), changed };
  }

  /**
   * Discards a set-up for which nothing was started in AWS; its name is free at
   * once.
   *
   * @throws NotFoundError if there is none; ConflictError if something was
   * started, or it belongs to another owner
   */
  async discard(setup: OwnedSetup, person: string): Promise<void> {
    await this.withClaimLock(async context => {
      const { own } = await ownedRow(context, setup);
      await release(context, own, person, 'discard');
    });
    this.options.onChanged(setup.name);
  }

  /** Releases all claims for which nothing started for a day. */
  async releaseLapsed(now = new Date()): Promise<Lapses> {
    const before = new Date(now.getTime() - LAPSES_AFTER_MS).toISOString();
    const lapses: Lapses = { names: [], failures: [] };
    for (const role of await lapsedRoles(this.database, before)) {
      try {
        const name = await this.withClaimLock(context =>
          releaseLapsed(context, role, before),
        );
        if (name !== undefined) {
          lapses.names.push(name);
          this.options.onChanged(name);
        }
      } catch (error) {
        // The others still expire.
        lapses.failures.push(
          `The claim on role ${role.roleName} in account ${role.accountId} wasn't released: ${error}`,
        );
      }
    }
    return lapses;
  }

  /**
   * Accepts a finding of a set-up, replacing an earlier acceptance of it.
   *
   * @throws NotFoundError if there is no such set-up, or it was removed;
   * ConflictError if it belongs to another owner
   */
  async accept(
    { name, owner }: OwnedSetup,
    finding: Omit<Acceptance, 'person' | 'acceptedAt'>,
    person: string,
  ): Promise<void> {
    await this.withLock(async ({ trx, ledger }) => {
      const { row } = await ownedRow({ trx, ledger }, { name, owner });
      await ledger.append(
        {
          kind: 'accepted',
          role: setupOf(row).range,
          person,
          run: { taskId: 'accept' },
          details: { name: row.name, ...finding },
        },
        trx,
      );
      await storeJudgement(trx, name, setupOf(row).findings);
    });
    this.options.onChanged(name);
  }

  /**
   * Records the result of a run's proof: the status of the set-up, and the new
   * baseline.
   *
   * @throws NotFoundError if the role has no such set-up; ConflictError if its
   * claim isn't the one that the run found, or another run changed it in the
   * meantime
   */
  async report(name: string, request: ReportRequest): Promise<ReportAnswer> {
    const proven = await this.withLock(context =>
      recordProof(context, name, request),
    );
    this.options.onChanged(proven.name);
    return { status: proven.status };
  }

  /** Records the result of a check. @returns the status, and the one before */
  async recordCheck(
    name: string,
    { status, ...checks }: CheckResult,
  ): Promise<RecordedCheck> {
    const checkedAt = new Date().toISOString();
    const [before, after] = await this.database.transaction(async trx => {
      const row = await lockedRow(trx, name);
      if (row.revoked_at !== null) {
        return [row, row];
      }
      const seen: Partial<SetupRow> = {
        // Only a proof ends it: a check doesn't know what the run was about to
        // do.
        ...(row.pending_since === null && statusColumns(status)),
        checks: JSON.stringify(checks),
        checked_at: checkedAt,
      };
      await trx<SetupRow>('setups')
        .where({ name_lower: row.name_lower })
        .update(seen);
      return [row, { ...row, ...seen }];
    });
    if (!isDeepStrictEqual(shownOf(before), shownOf(after))) {
      this.options.onChanged(before.name);
    }
    return {
      status: after.status,
      findings: checks.findings,
      checkedAt,
      before: before.status,
    };
  }

  /**
   * Records that a set-up, or a role that was claimed without one, was removed.
   *
   * @throws NotFoundError if the role has none of that name; ConflictError if
   * its claim isn't the one that the run found
   */
  async recordRevocation(
    name: string,
    { role, claimSeq, run, kept }: RevocationRequest,
    person: string,
  ): Promise<void> {
    const revoked = await this.withClaimLock(async ({ trx, ledger }) => {
      const row = await rowOf(trx, name);
      const there = ownOf(role, await ledger.claims(role, trx));
      if (
        row?.revoked_at &&
        isOfRole(roleColumns(role))(row) &&
        there?.state !== 'active'
      ) {
        return undefined;
      }
      const { own } = await requireClaim({ trx, ledger }, { role, claimSeq });
      if (own.name.toLowerCase() !== name.toLowerCase()) {
        throw noSuchSetup(name);
      }
      await ledger.append(
        {
          kind: 'revoked',
          role,
          person,
          run,
          details: { name: own.name, kept },
        },
        trx,
      );
      return row?.name;
    });
    if (revoked) {
      this.options.onChanged(revoked);
    }
  }

  /** Everything that the ledger knows of a role; see `RoleRecord`. */
  async roleRecord(role: RoleKey & { region: string }): Promise<RoleRecord> {
    return readRoleRecord(this.database, this.ledger, role);
  }

  /**
   * The active set-ups, the longest unchecked first.
   *
   * @param exceptAccountIds - accounts whose set-ups are left out
   */
  async dueForCheck(
    limit: number,
    exceptAccountIds: readonly string[] = [],
  ): Promise<Setup[]> {
    const rows = await this.database<SetupRow>('setups')
      .whereNull('revoked_at')
      .whereNotIn('account_id', exceptAccountIds)
      .orderByRaw('checked_at is not null, checked_at, name_lower')
      .limit(limit);
    return rows.map(setupOf);
  }

  async setOwnerMissing(name: string, missing: boolean): Promise<void> {
    const row = await rowOf(this.database, name);
    const changed = await this.database<SetupRow>('setups')
      .where({ name_lower: name.toLowerCase(), owner_missing: !missing })
      .update({ owner_missing: missing });
    if (row && changed > 0) {
      this.options.onChanged(row.name);
    }
  }

  /**
   * What a task changed for a role, in all its attempts. For a task that
   * changed nothing, and for the portal's own check, returns all changes of the
   * set-up.
   */
  async runChanges(role: RoleKey, taskId?: string): Promise<RunChanges> {
    return readRunChanges(this.ledger, role, taskId);
  }

  /**
   * Claims the notice to the owner if the set-up has this status and the owner
   * knows another one. If several callers claim it at once, one of them gets
   * it, on any replica.
   *
   * @returns what the owner was last notified of, `ok` for nothing yet;
   * `undefined` if there is nothing to notify
   */
  async claimNotification(
    name: string,
    status: SetupStatus,
  ): Promise<SetupStatus | undefined> {
    return this.database.transaction(async trx => {
      const untold = await trx<SetupRow>('setups')
        .where({ name_lower: name.toLowerCase(), status })
        .whereNot({ notified_status: status })
        .forUpdate()
        .first();
      if (untold) {
        await trx<SetupRow>('setups')
          .where({ name_lower: untold.name_lower })
          .update({ notified_status: status });
      }
      return untold?.notified_status;
    });
  }

  /** Records that the owner couldn't be notified, and still knows the status before. */
  async releaseNotification(
    name: string,
    status: SetupStatus,
    before: SetupStatus,
  ): Promise<void> {
    await this.database<SetupRow>('setups')
      .where({ name_lower: name.toLowerCase(), notified_status: status })
      .update({ notified_status: before });
  }

  /** Like {@link withLock}, for decisions about who may act. */
  private async withClaimLock<T>(
    work: (context: ClaimContext) => Promise<T>,
    isDryRun = false,
  ): Promise<T> {
    return this.withLock(async context => {
      await context.ledger.lockForClaims(context.trx);
      return work(context);
    }, isDryRun);
  }

  /**
   * Works while nobody else can append, so that nothing changes in the
   * meantime.
   *
   * @param isDryRun - rolls everything back
   */
  private async withLock<T>(
    work: (context: ClaimContext) => Promise<T>,
    isDryRun = false,
  ): Promise<T> {
    const { database, ledger } = this;
    const done: { result: T }[] = [];
    try {
      await database.transaction(async trx => {
        await ledger.lock(trx);
        done.push({ result: await work({ trx, ledger }) });
        if (isDryRun) {
          throw new DryRunEnd();
        }
      });
    } catch (error) {
      if (!(error instanceof DryRunEnd)) {
        throw error;
      }
    }
    return done[0].result;
  }
}

/**
 * The set-up on which somebody may act as its owner, and its claim. The row
 * alone proves nothing: nobody signed it, and it may have been different when
 * the person's permission was checked.
 *
 * @throws NotFoundError if there is none, or it was removed; ConflictError if
 * the signed claim belongs to another owner
 */
async function ownedRow(
  { trx, ledger }: ClaimContext,
  { name, owner }: OwnedSetup,
): Promise<{ row: SetupRow; own: ClaimRow }> {
  const row = await rowOf(trx, name);
  if (!row || row.revoked_at !== null) {
    throw noSuchSetup(name);
  }
  const role = setupOf(row).range;
  const own = ownOf(role, await ledger.claims(role, trx));
  if (own?.state !== 'active' || own.owner !== owner) {
    throw new ConflictError(
      `name: set-up "${row.name}" no longer belongs to ${owner}; look at it again`,
    );
  }
  return { row, own };
}

/** The displayed data of a set-up, except for the time of its last check, which always changes. */
function shownOf(row: SetupRow): StoredSetup {
  return itemOf({ ...row, checked_at: null });
}
