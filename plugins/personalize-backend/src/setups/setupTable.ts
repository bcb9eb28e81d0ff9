import { NotFoundError } from '@backstage/errors';
import {
  Acceptance,
  RequestedAccess,
  describeFinding,
  Finding,
  partitionOf,
  roleArn,
  setupEntityRef,
  SetupItem,
  SetupJudgement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { roleColumns, RoleKey } from '../ledger/entryRow';
import { requestedAccessOf } from '../record/setupRules';
import { loadRows, SetupRow } from '../record/storage';
import { Setup, StoredSetup } from './setups';

/** The set-up with a name, in any case, even if it was removed. */
export async function rowOf(
  database: Knex,
  name: string,
): Promise<SetupRow | undefined> {
  return database<SetupRow>('setups')
    .where({ name_lower: name.toLowerCase() })
    .first();
}

/**
 * Like {@link rowOf}, but locks the row until the transaction ends.
 *
 * @throws NotFoundError if there is none
 */
export async function lockedRow(
  trx: Knex.Transaction,
  name: string,
): Promise<SetupRow> {
  const row = await trx<SetupRow>('setups')
    .where({ name_lower: name.toLowerCase() })
    .forUpdate()
    .first();
  if (!row) {
    throw noSuchSetup(name);
  }
  return row;
}

/** The active set-up of a role. */
export async function rowOfRole(
  database: Knex,
  { accountId, roleName }: RoleKey,
): Promise<SetupRow | undefined> {
  return database<SetupRow>('setups')
    .where({ account_id: accountId, role_name_lower: roleName.toLowerCase() })
    .whereNull('revoked_at')
    .first();
}

/** The owners of the set-ups in an account and Region, sorted. */
export async function readNeighbours(
  database: Knex,
  { accountId, region }: Pick<RoleKey, 'accountId'> & { region: string },
): Promise<string[]> {
  return database<SetupRow>('setups')
    .where({ account_id: accountId, region })
    .whereNull('revoked_at')
    .distinct()
    .orderBy('owner')
    .pluck('owner');
}

/** The last request of each part of a role in a Region. */
export async function readRequestedAccess(
  database: Knex,
  role: RoleKey & { region: string },
): Promise<RequestedAccess> {
  const columns = roleColumns(role);
  const tables = await loadRows(database, { roles: [columns], resources: [] });
  return requestedAccessOf(tables, {
    account_id: columns.account_id,
    role_name_lower: columns.role_name,
    region: role.region,
  });
}

/** The error for a name that no set-up has. */
export function noSuchSetup(name: string): NotFoundError {
  return new NotFoundError(
    `There is no set-up "${name}". Register it first, or look the name up in the list of set-ups.`,
  );
}

/** The set-up of a row, as lists show it. */
export function itemOf(row: SetupRow): StoredSetup {
  const partition = partitionOf(row.region);
  const { failing, accepted, updateAvailable } = checksOf(row);
  return {
    name: row.name,
    entityRef: setupEntityRef(row.name),
    ...(row.title !== null && { title: row.title }),
    ...(row.description !== null && { description: row.description }),
    owner: row.owner,
    ownerMissing: Boolean(row.owner_missing),
    ...(row.system !== null && { system: row.system }),
    partition,
    accountId: row.account_id,
    region: row.region,
    roleName: row.role_name,
    rolePath: row.role_path,
    roleArn: roleArn({
      partition,
      accountId: row.account_id,
      roleName: row.role_name,
      rolePath: row.role_path,
    }),
    status: row.status,
    taskId: row.task_id,
    requestedBy: row.requested_by,
    registeredAt: row.registered_at,
    ...(row.applied_at !== null && { appliedAt: row.applied_at }),
    ...(row.checked_at !== null && { checkedAt: row.checked_at }),
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
    failing,
    accepted,
    updateAvailable,
    buckets: JSON.parse(row.buckets),
    keys: JSON.parse(row.keys),
  };
}

/**
 * The content of the column `checks`: what the last check found, and what
 * decides the status.
 */
export type StoredChecks = Omit<SetupJudgement, 'status'> & {
  findings: Finding[];
};

/** A former version stored a list there; the next check replaces it. */
function checksOf({ checks }: Pick<SetupRow, 'checks'>): StoredChecks {
  const stored: StoredChecks | unknown[] = JSON.parse(checks);
  return Array.isArray(stored)
    ? { findings: [], failing: [], accepted: 0, updateAvailable: false }
    : stored;
}

/** The set-up of a row, with the fields that lists don't show. */
export function setupOf(row: SetupRow): Setup {
  const accepted: Acceptance[] = JSON.parse(row.accepted);
  return {
    item: itemOf(row),
    findings: checksOf(row).findings,
    ...(row.baseline !== '{}' && { baseline: JSON.parse(row.baseline) }),
    accepted: accepted.filter(({ until }) => Date.parse(until) > Date.now()),
    ...(row.pending_since !== null && { pendingSince: row.pending_since }),
    ...(row.requested !== null && { requested: JSON.parse(row.requested) }),
    range: {
      accountId: row.account_id,
      roleName: row.role_name,
      after: row.after_seq,
      ...(row.revoked_seq !== null && { upTo: row.revoked_seq }),
    },
  };
}

/**
 * A set-up as the backend returns it.
 *
 * @param quotes - whether the reader may see what others wrote in policies
 */
export function shownSetup(
  item: StoredSetup,
  reader: { quotes: boolean },
): SetupItem {
  return {
    ...item,
    failing: item.failing.map(found => describeFinding(found, reader)),
  };
}
