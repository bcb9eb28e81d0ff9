import {
  Check,
  partitionOf,
  roleArn,
  setupEntityRef,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { SetupRow } from '../record/storage';
import { Acceptance, Setup } from './setups';

/** The set-up of a row, as a list shows it. */
export function itemOf(row: SetupRow): SetupItem {
  const partition = partitionOf(row.region);
  const checks: Check[] = JSON.parse(row.checks);
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
    failing: checks.filter(
      ({ outcome }) => outcome === 'failed' || outcome === 'unknown',
    ),
    accepted: 0,
    updateAvailable: false,
    buckets: JSON.parse(row.buckets),
    keys: JSON.parse(row.keys),
  };
}

/** The set-up of a row with what isn't shown in lists. */
export function setupOf(row: SetupRow): Setup {
  const accepted: Acceptance[] = JSON.parse(row.accepted);
  return {
    item: itemOf(row),
    checks: JSON.parse(row.checks),
    baseline: JSON.parse(row.baseline),
    accepted: accepted.filter(({ until }) => Date.parse(until) > Date.now()),
    ...(row.requested !== null && { requested: JSON.parse(row.requested) }),
    range: {
      accountId: row.account_id,
      roleName: row.role_name,
      after: row.after_seq,
      ...(row.revoked_seq !== null && { upTo: row.revoked_seq }),
    },
  };
}
