import {
  Check,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Setup } from '../../setups/setups';

export const ACCOUNT = '012345678901';
export const OTHER_ACCOUNT = '109876543210';

/** A set-up as its last run left it; checked never. */
export function setupOf(name: string, more: Partial<SetupItem> = {}): Setup {
  const item: SetupItem = {
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
    checks: [],
    baseline: { 'role:exists': 'passed' },
    accepted: [],
    range: { accountId: item.accountId, roleName: item.roleName, after: 0 },
  };
}

export const failedCheck: Check = {
  id: 's3:service:reco-data/',
  title: "Personalize itself can't read bucket reco-data",
  outcome: 'failed',
  remedy: 'Run the template of the set-up again.',
};
