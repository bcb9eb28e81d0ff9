import { Finding } from '@personalize-portal/backstage-plugin-personalize-common';
import { Setup, StoredSetup } from '../../setups/setups';

export const ACCOUNT = '012345678901';
export const OTHER_ACCOUNT = '109876543210';

/** A set-up as its last run left it, never checked. */
export function setupOf(name: string, more: Partial<StoredSetup> = {}): Setup {
  const item: StoredSetup = {
    name,
    entityRef: `resource:default/${name}`,
    owner: 'group:default/reco',
    ownerMissing: false,
    partition: 'aws',
    accountId: ACCOUNT,
    region: 'us-east-1',
    roleName: `personalize-${name}`,
    rolePath: '/personalize/',
    roleArn: `arn:aws:iam::${ACCOUNT}:role/personalize/personalize-${name}`,
    status: 'ok',
    taskId: 'task-1',
    requestedBy: 'user:default/ana',
    registeredAt: '2026-11-01T00:00:00.000Z',
    appliedAt: '2026-11-01T00:00:00.000Z',
    failing: [],
    accepted: 0,
    updateAvailable: false,
    buckets: [],
    keys: [],
    ...more,
  };
  return {
    item,
    findings: [],
    baseline: { broken: [], foreign: [], adopted: [] },
    accepted: [],
    range: { accountId: item.accountId, roleName: item.roleName, after: 0 },
  };
}

export const failedFinding: Finding = {
  id: 'role:exists',
  kind: 'role',
  outcome: 'failed',
  subjects: { roleArn: 'arn:aws:iam::012345678901:role/personalize-shop' },
};
