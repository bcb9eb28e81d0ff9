import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import {
  RegisterRequest,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { Ledger } from '../ledger/ledger';
import { refuseCollisions } from './collisions';
import { Granted } from './granted';
import { searchColumn, SetupRow, statusColumns } from './setupRow';
import { takenRows } from './setupTable';

/** A registration, with what was looked up for it. */
export interface Registration {
  request: RegisterRequest;
  person: string;
  granted: Granted;
  /** What the catalog has under the name. */
  entity?: Entity;
  /** How long the name of a set-up that was taken back stays with its owner, in milliseconds. */
  keepRevokedMs: number;
}

/**
 * Registers a set-up and records that, or, in a dry run, only tells what it would
 * be.
 *
 * @throws ConflictError as `refuseCollisions` says
 */
export async function register(
  trx: Knex.Transaction,
  ledger: Ledger,
  registration: Registration,
): Promise<SetupRow> {
  const { request, entity, keepRevokedMs } = registration;
  const { role } = request;
  const now = new Date();
  const { byName, byRole } = await takenRows(trx, request.name, role);
  refuseCollisions(request, { byName, byRole, entity }, { now, keepRevokedMs });
  const row = registeredRow(registration, {
    now,
    registered: byRole,
    afterSeq: await ledger.lastRevocation(role, trx),
  });
  if (!request.dryRun) {
    const table = trx<SetupRow>('setups');
    await (byName
      ? table.where({ name_lower: row.name_lower }).update(row)
      : table.insert(row));
    await recordRegistration(trx, ledger, registration, row, byRole);
  }
  return row;
}

async function recordRegistration(
  trx: Knex.Transaction,
  ledger: Ledger,
  { request: { role, run }, person }: Registration,
  row: SetupRow,
  registered: SetupRow | undefined,
): Promise<void> {
  const common = { role, person, run };
  if (registered && registered.owner !== row.owner) {
    await ledger.append(
      {
        ...common,
        kind: 'transferred',
        details: { name: row.name, from: registered.owner, to: row.owner },
      },
      trx,
    );
  }
  if (isNews(row, registered)) {
    await ledger.append(
      { ...common, kind: 'registered', details: registrationDetails(row) },
      trx,
    );
  }
}

/**
 * The row of a set-up once it is registered. One that is registered already
 * keeps its name's spelling, how it stands and its history; of a new one nothing
 * was checked yet.
 */
function registeredRow(
  { request, person, granted }: Registration,
  {
    now,
    registered,
    afterSeq,
  }: { now: Date; registered?: SetupRow; afterSeq: number },
): SetupRow {
  const { role, run } = request;
  const row = {
    ...(registered ?? newColumns(request.name, afterSeq)),
    name_lower: request.name.toLowerCase(),
    title: request.title ?? null,
    description: request.description ?? null,
    owner: request.owner,
    owner_missing: false,
    system: request.system ?? null,
    account_id: role.accountId,
    region: role.region,
    role_name: role.roleName,
    role_name_lower: role.roleName.toLowerCase(),
    role_path: role.rolePath,
    task_id: run.taskId,
    requested_by: person,
    registered_at: registered?.registered_at ?? now.toISOString(),
    applied_at: now.toISOString(),
    buckets: JSON.stringify(granted.buckets),
    keys: JSON.stringify(granted.keys),
  };
  return { ...row, ...searchColumn(row) };
}

/** The columns of a set-up that wasn't registered before, as far as a registration doesn't tell them. */
function newColumns(name: string, afterSeq: number) {
  const neverTold: SetupStatus = 'ok';
  return {
    ...statusColumns('unknown'),
    name,
    checked_at: null,
    revoked_at: null,
    checks: '[]',
    baseline: '{}',
    notified_status: neverTold,
    after_seq: afterSeq,
    revoked_seq: null,
  };
}

/** The columns whose change is worth an entry in the history; another task is one as well. */
const TOLD: readonly (keyof SetupRow)[] = [
  'title',
  'description',
  'owner',
  'system',
  'role_path',
  'task_id',
];

/** Tells whether a registration says anything that the last one didn't. */
function isNews(row: SetupRow, registered: SetupRow | undefined): boolean {
  return (
    registered === undefined ||
    TOLD.some(column => row[column] !== registered[column])
  );
}

/** What the history tells of a registration. */
function registrationDetails(row: SetupRow): JsonObject {
  return {
    name: row.name,
    ...(row.title !== null ? { title: row.title } : {}),
    ...(row.description !== null ? { description: row.description } : {}),
    owner: row.owner,
    ...(row.system !== null ? { system: row.system } : {}),
    region: row.region,
    rolePath: row.role_path,
  };
}
