import { isDeepStrictEqual } from 'node:util';
import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { ConflictError } from '@backstage/errors';
import { PolicyDecision } from '@backstage/plugin-permission-common';
import {
  AskedAccess,
  AskedRequest,
  baselineOf,
  Finding,
  judgeSetup,
  RegisterRequest,
  ReportAnswer,
  ReportRequest,
  RevokedRequest,
  RoleRecord,
  RunChanges,
  setupEntityRef,
  SetupFilter,
  SetupItem,
  SetupsResponse,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { EntryRange, Ledger, RoleKey } from '../ledger/ledger';
import { AskedOf, clearAsked, readAsked, writeAsked } from './askedTable';
import { grantedBy } from './granted';
import { madeChanges } from './madeChanges';
import { register } from './registration';
import { listSetups } from './setupList';
import { itemOf, setupOf, SetupRow, statusColumns } from './setupRow';
import { CheckResult, RecordedCheck, Setup, Setups } from './setups';
import { shownSetup } from './shownSetup';
import { lockedRow, noSuchSetup, rowOf, rowOfRole } from './setupTable';

/** What the set-ups need. */
export interface SetupsOptions {
  database: Knex;
  ledger: Ledger;
  /** Looks an entity of the catalog up by its ref. */
  findEntity(entityRef: string): Promise<Entity | undefined>;
  /** How long the catalog shows the entity of a set-up that was taken back, in milliseconds. */
  keepRevokedMs: number;
  /** Told after each commit that changed what is shown of a set-up, except for the time of its last check. */
  onChanged(name: string): void;
}

/**
 * Set-ups as rows, one for each name. What a role was granted is looked up in the
 * ledger, outside of any transaction: the ledger reads on connections of its own.
 */
export class DatabaseSetups implements Setups {
  private readonly database: Knex;
  private readonly ledger: Ledger;

  constructor(private readonly options: SetupsOptions) {
    this.database = options.database;
    this.ledger = options.ledger;
  }

  async byName(name: string): Promise<Setup | undefined> {
    const row = await rowOf(this.database, name);
    return row && setupOf(row);
  }

  async byRole(role: RoleKey): Promise<Setup | undefined> {
    const row = await rowOfRole(this.database, role);
    return row && setupOf(row);
  }

  async list(
    filter: SetupFilter,
    decision: PolicyDecision,
    page: { limit: number; cursor?: string },
  ): Promise<SetupsResponse<Finding>> {
    return listSetups(this.database, filter, decision, page);
  }

  async asked(of: AskedOf): Promise<AskedAccess> {
    return readAsked(this.database, of);
  }

  async recordAsked(request: AskedRequest): Promise<void> {
    const { role, run, person, asked } = request;
    await this.database.transaction(async trx => {
      const news = await writeAsked(trx, role, asked);
      if (news) {
        await this.ledger.append(
          {
            kind: 'asked',
            role,
            person,
            run,
            details: { region: role.region, asked: news },
          },
          trx,
        );
      }
    });
  }

  async register(
    request: RegisterRequest,
    person: string,
  ): Promise<SetupItem<Finding>> {
    const { role, name, dryRun } = request;
    const after = await this.ledger.lastRevocation(role);
    const [entity, { granted }] = await Promise.all([
      this.options.findEntity(setupEntityRef(name)),
      this.access(role, { ...keyOf(role), after }),
    ]);
    const { keepRevokedMs, onChanged } = this.options;
    const registration = { request, person, granted, entity, keepRevokedMs };
    const registerOnce = () =>
      this.database.transaction(trx =>
        register(trx, this.ledger, registration),
      );
    const row = await registerOnce().catch(error => {
      if (!isDatabaseConflictError(error)) {
        throw error;
      }
      // Another run registered that name or role meanwhile; now its row is seen.
      return registerOnce();
    });
    if (!dryRun) {
      onChanged(row.name);
    }
    return itemOf(row);
  }

  async report(name: string, proved: ReportRequest): Promise<ReportAnswer> {
    const setup = await this.byName(name);
    const { findings } = proved;
    const baseline = baselineOf(proved, setup?.baseline);
    const judged = judgeSetup(findings, {
      baseline,
      isRun: true,
      now: new Date(),
    });
    const before = await this.recordStanding(
      name,
      { ...judged, findings },
      { baseline: JSON.stringify(baseline) },
    );
    if (before.status === 'revoked') {
      throw new ConflictError(
        `The set-up "${before.name}" was taken back meanwhile, so what its proof came to isn't recorded. Run the template again to set it up anew.`,
      );
    }
    return { status: judged.status };
  }

  async recordCheck(name: string, result: CheckResult): Promise<RecordedCheck> {
    const checkedAt = new Date().toISOString();
    const before = await this.recordStanding(name, result, {
      checked_at: checkedAt,
    });
    return {
      status: before.status === 'revoked' ? 'revoked' : result.status,
      findings: result.findings,
      checkedAt,
      before: before.status,
    };
  }

  async recordRevoked(
    name: string,
    { run, kept }: RevokedRequest,
    person: string,
  ): Promise<void> {
    const revoked = await this.database.transaction(async trx => {
      const row = await lockedRow(trx, name);
      if (row.revoked_at) {
        return undefined;
      }
      const role = setupOf(row).range;
      await clearAsked(trx, role);
      const seq = await this.ledger.append(
        {
          kind: 'revoked',
          role,
          person,
          run,
          details: { name: row.name, kept },
        },
        trx,
      );
      await trx<SetupRow>('setups')
        .where({ name_lower: row.name_lower })
        .update({
          ...statusColumns('revoked'),
          revoked_at: new Date().toISOString(),
          revoked_seq: seq,
          checks: '[]',
          baseline: '{}',
          buckets: '[]',
          keys: '[]',
        });
      return row.name;
    });
    if (revoked) {
      this.options.onChanged(revoked);
    }
  }

  async roleRecord(role: AskedOf): Promise<RoleRecord> {
    const setup = await this.byRole(role);
    const range = setup?.range ?? {
      ...keyOf(role),
      after: await this.ledger.lastRevocation(role),
    };
    const [{ holdings, asked, granted }, openIntents] = await Promise.all([
      this.access(role, range),
      this.ledger.openIntents({ role }),
    ]);
    const resources = [
      ...holdings.map(({ resource }) => resource),
      ...openIntents.map(({ change }) => change.resource),
      ...granted.buckets,
      ...granted.keys,
    ];
    return {
      ...(setup ? { setup: shownSetup(setup.item, { quotes: false }) } : {}),
      holdings,
      asked,
      openIntents,
      written: await this.ledger.written([...new Set(resources)]),
    };
  }

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

  async runChanges(role: RoleKey, taskId?: string): Promise<RunChanges> {
    const setup = await this.byRole(role);
    const range = setup?.range ?? {
      ...keyOf(role),
      after: await this.ledger.lastRevocation(role),
    };
    const made = taskId ? await madeChanges(this.ledger, range, taskId) : [];
    return made.length > 0
      ? { madeBy: 'task', changes: made }
      : { madeBy: 'setup', changes: await madeChanges(this.ledger, range) };
  }

  async claimNotification(
    name: string,
    status: SetupStatus,
  ): Promise<SetupStatus | undefined> {
    return this.database.transaction(async trx => {
      const { notified_status: told } = await lockedRow(trx, name);
      const claimed = await trx<SetupRow>('setups')
        .where({ name_lower: name.toLowerCase(), status })
        .whereNot({ notified_status: status })
        .update({ notified_status: status });
      return claimed > 0 ? told : undefined;
    });
  }

  async releaseNotification(
    name: string,
    status: SetupStatus,
    before: SetupStatus,
  ): Promise<void> {
    await this.database<SetupRow>('setups')
      .where({ name_lower: name.toLowerCase(), notified_status: status })
      .update({ notified_status: before });
  }

  /** What a role was given, by the ledger and by what was asked for. */
  private async access(role: AskedOf, range: EntryRange) {
    const [holdings, asked] = await Promise.all([
      this.ledger.holdings(range),
      this.asked(role),
    ]);
    return { holdings, asked, granted: grantedBy(role, holdings, asked) };
  }

  /**
   * Records how a set-up stands, unless it was taken back meanwhile.
   *
   * @returns the set-up as it was before
   * @throws NotFoundError where there is none
   */
  private async recordStanding(
    name: string,
    { status, ...checks }: CheckResult,
    more: Partial<SetupRow>,
  ): Promise<SetupItem<Finding>> {
    const setup = await this.byName(name);
    if (!setup) {
      throw noSuchSetup(name);
    }
    const { granted } = await this.access(setup.item, setup.range);
    const { before, after } = await this.database.transaction(async trx => {
      const found = await lockedRow(trx, name);
      if (found.revoked_at) {
        return { before: found, after: found };
      }
      const columns: Partial<SetupRow> = {
        ...statusColumns(status),
        checks: JSON.stringify(checks),
        checked_at: new Date().toISOString(),
        buckets: JSON.stringify(granted.buckets),
        keys: JSON.stringify(granted.keys),
        ...more,
      };
      await trx<SetupRow>('setups')
        .where({ name_lower: found.name_lower })
        .update(columns);
      return { before: found, after: { ...found, ...columns } };
    });
    if (!isDeepStrictEqual(shownOf(before), shownOf(after))) {
      this.options.onChanged(before.name);
    }
    return itemOf(before);
  }
}

/** What is shown of a set-up, except for the time of its last check, which is new each time. */
function shownOf(row: SetupRow): SetupItem<Finding> {
  return itemOf({ ...row, checked_at: null });
}

function keyOf({ accountId, roleName }: RoleKey): RoleKey {
  return { accountId, roleName };
}
