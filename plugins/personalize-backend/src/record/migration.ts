import { JsonObject } from '@backstage/types';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  RequestedAccess,
  HolderRef,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { DatabaseLedger } from '../ledger/databaseLedger';
import { EntryRow, isFull, RoleKey } from '../ledger/entryRow';
import { RoleChange } from '../ledger/holdings';
import { readPayload, setupPayload } from '../ledger/payload';
import { permissionSetIn, roleIn, roleSubject } from './claimSubject';
import { ClaimedDetails } from './entryDetails';
import { requestedAccessOf } from './setupRules';
import { loadTables, SetupRow, statusColumns } from './storage';
import { isOfRole, SetupFacts, Tables } from './tables';

/** An ARN, also of something within a resource (see `Change.resource`). */
const ARN = 'arn:[^:]*:[^:]+:[^:]*:[^:]*:[^:]+';

/**
 * The forms of the ids of findings in the old version. It also had one id
 * ("users:others") for all other holders of a preset. We omit that, because
 * anybody could have put it into the table for their own holder.
 */
const FORMS = [
  'role:(exists|boundary|service-policy|metrics)',
  'trust:(personalize-assumes:[a-z0-9-]+|only-this-account)',
  's3:(usable|default-key):[^:/]+',
  's3:(service|role):[^:/]+/.*',
  `kms:(usable|service|role):(${ARN}|alias/[^:]+|[0-9a-f-]+)`,
  'users:(usable|attached|assigned|allows|pass-role|trust):[^:]+:[^:/]+/[^:]+',
  `users:others:${ARN}`,
  // A change that a run would have made.
  `(role|trust|kms|s3|users):(create|update|delete):${ARN}.*`,
  `(stands|opened):${ARN}`,
  `(opened|deny-gone|elsewhere):${ARN}:.+`,
  'access-analyzer:valid',
  `access-analyzer:[^:]+:${ARN}.*`,
].map(form => new RegExp(`^${form}$`));

/** Whether the old version used this id for a finding. */
function isFormerFindingId(id: string): boolean {
  return FORMS.some(form => form.test(id));
}

/**
 * The table into which the database migration puts the set-ups of the old
 * version.
 */
const FORMER = 'former_setups';

/** A row of the old version's set-ups. */
interface FormerRow {
  name_lower: string;
  name: string;
  owner: string;
  owner_missing: boolean | number;
  account_id: string;
  role_name: string;
  role_name_lower: string;
  status: SetupStatus;
  requested_by: string;
  applied_at: string;
  checked_at: string | null;
  revoked_at: string | null;
  checks: string;
  baseline: string;
  notified_status: SetupStatus;
}

/** The parts of the portal that the migration needs. */
export interface MigrationOptions {
  database: Knex;
  ledger: DatabaseLedger;
  /** `<account id>/<Region>` of the home of Identity Center, if configured. */
  permissionSetHome?: string;
  logger: LoggerService;
}

/** In entries of the upgrade, these replace a person and a task. */
const BY = { person: 'plugin:personalize', run: { taskId: 'upgrade' } };

async function isOfFormerVersion(trx: Knex.Transaction): Promise<boolean> {
  const entry = (of: Partial<EntryRow>) =>
    trx<EntryRow>('ledger_entries').where(of).first('seq');
  return (
    (await entry({ format: 1 })) !== undefined &&
    (await entry({ kind: 'migrated' })) === undefined
  );
}

/** Takes over the old version's data, in one transaction. */
class Takeover {
  constructor(
    private readonly options: MigrationOptions,
    private readonly trx: Knex.Transaction,
  ) {}

  async run(former: readonly FormerRow[]): Promise<void> {
    const { trx } = this;
    const tables = await loadTables(trx);
    const backed = former.filter(row => this.isBacked(row, tables));
    for (const setup of tables.setups.filter(one => one.revoked_at === null)) {
      const row = backed.find(one => one.name_lower === setup.name_lower);
      await this.takeSetup(setup, row, requestedAccessOf(tables, setup));
    }
    await this.takeUnregistered(tables);
    await this.options.ledger.append(
      {
        ...BY,
        kind: 'migrated',
        details: {
          roleNames: Object.fromEntries(
            backed.flatMap(row =>
              row.revoked_at === null ? [] : [[row.name_lower, row.role_name]],
            ),
          ),
        },
      },
      trx,
    );
    for (const row of backed) {
      await this.takeObservations(row);
    }
  }

  /** Anybody could have written a row that no signed entry confirms. */
  private isBacked(row: FormerRow, { setups }: Tables): boolean {
    const setup = setups.get({ name_lower: row.name_lower });
    const isBacked =
      setup !== undefined &&
      setup.account_id === row.account_id &&
      setup.role_name_lower === row.role_name.toLowerCase() &&
      setup.owner === row.owner &&
      (setup.revoked_at === null) === (row.revoked_at === null);
    if (!isBacked) {
      this.options.logger.warn(
        `The old table of set-ups had "${row.name}" of ${row.owner} for role ${
          row.role_name
        } in account ${row.account_id}, which the ledger ${
          setup ? `has otherwise, of ${setup.owner}` : "doesn't have"
        }. Only the ledger's version was migrated. Find out who wrote the database.`,
      );
    }
    return isBacked;
  }

  private async takeSetup(
    setup: SetupFacts,
    row: FormerRow | undefined,
    asked: RequestedAccess,
  ): Promise<void> {
    const { trx } = this;
    const { ledger } = this.options;
    const role = {
      accountId: setup.account_id,
      roleName: row?.role_name ?? setup.role_name,
    };
    const changes = await this.changesOf(role, setup.after_seq);
    const details: ClaimedDetails = {
      owner: setup.owner,
      name: setup.name,
      roleName: role.roleName,
      holders: this.holdersOf(role, changes, asked),
      migrated: { requestedBy: row?.requested_by ?? setup.requested_by },
    };
    await ledger.append({ ...BY, kind: 'claimed', role, details }, trx);
    const stored: JsonObject = JSON.parse(row?.baseline ?? '{}');
    // Nobody signed it, and a shortened id would silence many findings.
    const outcomes = Object.fromEntries(
      Object.entries(stored).filter(([id]) => isFormerFindingId(id)),
    );
    if (row && Object.keys(outcomes).length > 0) {
      const proof = { name: setup.name, outcomes, appliedAt: row.applied_at };
      await ledger.append({ ...BY, kind: 'proved', role, details: proof }, trx);
    }
  }

  /** Roles for which somebody started or requested something, and which nobody registered. */
  private async takeUnregistered(tables: Tables): Promise<void> {
    const { trx } = this;
    const { ledger } = this.options;
    const roles = await trx<EntryRow>('ledger_entries')
      .whereIn('kind', ['intent', 'asked'])
      .groupBy('account_id', 'role_name')
      .select('account_id', 'role_name');
    for (const role of roles) {
      const { account_id, role_name } = role;
      const isRegistered = tables.setups
        .filter(isOfRole(role))
        .some(one => one.revoked_at === null);
      if (account_id === null || role_name === null || isRegistered) {
        continue;
      }
      const key = { accountId: account_id, roleName: role_name };
      const after = await ledger.lastRevocation(key, trx);
      const changes = (await this.changesOf(key, after)).filter(
        ({ outcome }) => outcome !== 'failed',
      );
      const asked = tables.asked.filter(isOfRole(role));
      const owner = await this.firstPerson(key, after);
      if (owner && (changes.length > 0 || asked.length > 0)) {
        const roleName = changes[0]?.role.roleName ?? role_name;
        const details: ClaimedDetails = {
          owner,
          name: `${roleName}-${account_id}`,
          roleName,
          holders: this.holdersOf(
            key,
            changes,
            ...asked.map(row => requestedAccessOf(tables, row)),
          ),
        };
        await ledger.append(
          { ...BY, kind: 'claimed', role: key, details },
          trx,
        );
      }
    }
  }

  private changesOf(role: RoleKey, after: number): Promise<RoleChange[]> {
    return this.options.ledger.roleChanges({ ...role, after }, this.trx);
  }

  /** The person who started it. */
  private async firstPerson(
    { accountId: account_id, roleName }: RoleKey,
    after: number,
  ): Promise<string | undefined> {
    const rows = await this.trx<EntryRow>('ledger_entries')
      .where({ account_id, role_name: roleName.toLowerCase() })
      .whereIn('kind', ['intent', 'asked'])
      .andWhere('seq', '>', after)
      .whereNotNull('payload')
      .orderBy('seq')
      .limit(1);
    const [first] = rows.filter(isFull);
    return (
      first && readPayload(first, setupPayload.pick({ person: true })).person
    );
  }

  /** People's roles and permission sets, by changes and requests. */
  private holdersOf(
    role: RoleKey,
    changes: readonly RoleChange[],
    ...asked: RequestedAccess[]
  ): HolderRef[] {
    const resources = changes.flatMap(({ change, outcome }) =>
      change.part === 'users' && outcome !== 'failed' ? [change.resource] : [],
    );
    const principals = asked.flatMap(({ users }) =>
      (users?.users ?? []).flatMap(one => one.principals),
    );
    const roles: HolderRef[] = [
      ...resources.flatMap(resource => roleIn(resource) ?? []),
      ...principals.flatMap(principal =>
        'roleName' in principal
          ? [{ accountId: role.accountId, roleName: principal.roleName }]
          : [],
      ),
    ]
      .filter(one => roleSubject(one) !== roleSubject(role))
      .map(({ accountId, roleName: name }) => ({
        kind: 'role',
        accountId,
        name,
      }));
    const sets: HolderRef[] = [
      ...resources.flatMap(resource => permissionSetIn(resource) ?? []),
      ...principals.flatMap(principal =>
        principal.type === 'permission-set' ? [principal.name] : [],
      ),
    ].flatMap(name =>
      this.options.permissionSetHome === undefined
        ? []
        : [
            {
              kind: 'permission-set',
              instance: this.options.permissionSetHome,
              name,
            },
          ],
    );
    return [...roles, ...sets];
  }

  /**
   * The last check's findings, and the last notified status: nobody needs a
   * notice of an upgrade.
   */
  private async takeObservations(row: FormerRow): Promise<void> {
    const setup = this.trx<SetupRow>('setups').where({
      name_lower: row.name_lower,
    });
    const { status } = (await setup.clone().first()) ?? row;
    const isDecided = status === 'pending' || status === 'revoked';
    await setup.update({
      ...(!isDecided && statusColumns(row.status)),
      owner_missing: row.owner_missing,
      checked_at: row.checked_at,
      checks: row.checks,
      notified_status: status === 'pending' ? status : row.notified_status,
    });
  }
}

/**
 * Gives the ledger of an old version the entries that it lacks: claims on roles
 * and on people's roles and permission sets, and the last proof of each set-up.
 * It runs once, on one of several replicas. It takes only what a signed entry
 * confirms from the old tables. What two owners share stays shared and gets
 * nothing new.
 *
 * @throws ServiceUnavailableError if the head of the ledger is invalid; then
 * nothing was changed
 */
export async function migrateRecord(options: MigrationOptions): Promise<void> {
  const { database, ledger } = options;
  if (!(await database.schema.hasTable(FORMER))) {
    return;
  }
  await database.transaction(async trx => {
    await ledger.lock(trx);
    if (!(await trx.schema.hasTable(FORMER))) {
      // Another replica did it.
      return;
    }
    // A signature is permanent, so its basis must be intact.
    await ledger.lockForClaims(trx);
    await ledger.rebuild(trx);
    if (await isOfFormerVersion(trx)) {
      await new Takeover(options, trx).run(await trx<FormerRow>(FORMER));
    }
    await trx.schema.dropTable(FORMER);
  });
}
