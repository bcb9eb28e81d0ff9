import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';

/** A set-up as the backend tells it. */
export function setupItem(
  name: string,
  more: Partial<SetupItem> = {},
): SetupItem {
  return {
    name,
    entityRef: `resource:default/${name}`,
    owner: 'group:default/reco',
    ownerMissing: false,
    partition: 'aws',
    accountId: '123456789012',
    region: 'us-east-1',
    roleName: `personalize-${name}`,
    rolePath: '/personalize/',
    roleArn: `arn:aws:iam::123456789012:role/personalize/personalize-${name}`,
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
}
