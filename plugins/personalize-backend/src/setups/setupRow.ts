import {
  Acceptance,
  Finding,
  partitionOf,
  roleArn,
  setupEntityRef,
  SetupJudgement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { SetupRow } from '../record/storage';
import { Setup, StoredSetup } from './setups';

/** The set-up of a row, as a list shows it. */
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

/** The set-up of a row with what isn't shown in lists. */
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
