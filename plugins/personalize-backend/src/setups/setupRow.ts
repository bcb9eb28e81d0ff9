import {
  Baseline,
  Finding,
  partitionOf,
  roleArn,
  setupEntityRef,
  SetupItem,
  SetupJudgement,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Setup } from './setups';

/** A row of the table `setups`. Numbers of the ledger come as text from PostgreSQL. */
export interface SetupRow {
  name_lower: string;
  name: string;
  title: string | null;
  description: string | null;
  owner: string;
  owner_missing: boolean | number;
  system: string | null;
  account_id: string;
  region: string;
  role_name: string;
  role_name_lower: string;
  role_path: string;
  status: SetupStatus;
  status_rank: number;
  task_id: string;
  requested_by: string;
  registered_at: string;
  applied_at: string;
  checked_at: string | null;
  revoked_at: string | null;
  checks: string;
  baseline: string;
  /** What the owner was told last; `ok` for nothing yet. */
  notified_status: SetupStatus;
  buckets: string;
  keys: string;
  after_seq: number | string;
  revoked_seq: number | string | null;
  search_text: string;
}

/** The order of lists: what somebody must look at comes first. */
const RANKS: Record<SetupStatus, number> = {
  drifted: 0,
  failed: 1,
  unknown: 2,
  attention: 3,
  pending: 4,
  ok: 5,
  revoked: 6,
};

/** The columns of a status. */
export function statusColumns(
  status: SetupStatus,
): Pick<SetupRow, 'status' | 'status_rank'> {
  return { status, status_rank: RANKS[status] };
}

/** The column that a search looks at. */
export function searchColumn(
  row: Pick<SetupRow, 'name' | 'title' | 'role_name' | 'account_id' | 'owner'>,
): Pick<SetupRow, 'search_text'> {
  return {
    search_text: [
      row.name,
      row.title ?? '',
      row.role_name,
      row.account_id,
      row.owner,
    ]
      .join('\n')
      .toLowerCase(),
  };
}

/** The set-up of a row, as a list shows it. */
export function itemOf(row: SetupRow): SetupItem<Finding> {
  const partition = partitionOf(row.region);
  const { failing, accepted, updateAvailable } = checksOf(row);
  return {
    name: row.name,
    entityRef: setupEntityRef(row.name),
    ...(row.title !== null ? { title: row.title } : {}),
    ...(row.description !== null ? { description: row.description } : {}),
    owner: row.owner,
    ownerMissing: Boolean(row.owner_missing),
    ...(row.system !== null ? { system: row.system } : {}),
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
    appliedAt: row.applied_at,
    ...(row.checked_at !== null ? { checkedAt: row.checked_at } : {}),
    ...(row.revoked_at !== null ? { revokedAt: row.revoked_at } : {}),
    failing,
    accepted,
    updateAvailable,
    buckets: JSON.parse(row.buckets),
    keys: JSON.parse(row.keys),
  };
}

/** What the column `checks` holds: what the last look found, and what gives the status. */
export type StoredChecks = Omit<SetupJudgement, 'status'> & {
  findings: Finding[];
};

/** A former version stored a list there; the next look replaces it. */
function checksOf({ checks }: Pick<SetupRow, 'checks'>): StoredChecks {
  const stored: StoredChecks | unknown[] = JSON.parse(checks);
  return Array.isArray(stored)
    ? { findings: [], failing: [], accepted: 0, updateAvailable: false }
    : stored;
}

/** Empty while no run has proven the set-up. */
function baselineIn({
  baseline,
}: Pick<SetupRow, 'baseline'>): Pick<Setup, 'baseline'> {
  const stored: Baseline | Record<string, string> = JSON.parse(baseline);
  if (isBaseline(stored)) {
    return { baseline: stored };
  }
  return Object.keys(stored).length > 0
    ? { baseline: formerBaseline(stored) }
    : {};
}

function isBaseline(
  stored: Baseline | Record<string, string>,
): stored is Baseline {
  return Array.isArray(stored.broken);
}

/** A former version stored outcomes by id. */
function formerBaseline(outcomes: Record<string, string>): Baseline {
  const having = (outcome: string) =>
    Object.keys(outcomes).filter(id => outcomes[id] === outcome);
  return {
    broken: having('failed'),
    foreign: [],
    adopted: [],
    former: having('warning'),
  };
}

/** The set-up of a row with what isn't shown in lists. */
export function setupOf(row: SetupRow): Setup {
  return {
    item: itemOf(row),
    findings: checksOf(row).findings,
    ...baselineIn(row),
    range: {
      accountId: row.account_id,
      roleName: row.role_name,
      after: Number(row.after_seq),
      ...(row.revoked_seq !== null ? { upTo: Number(row.revoked_seq) } : {}),
    },
  };
}
