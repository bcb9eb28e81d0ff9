import {
  Check,
  SetupItem,
  SetupResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';

export const FAILED_CHECK: Check = {
  id: 's3-import',
  title: 'Personalize can read reco-data/input/',
  outcome: 'failed',
  statement: { document: 'arn:aws:s3:::reco-data', sid: 'DenyAll', index: 2 },
  remedy: 'Take Personalize out of the statement, or ask who wrote it.',
};

export const PASSED_CHECK: Check = {
  id: 'trust',
  title: 'Only Personalize can assume the role',
  outcome: 'passed',
};

/** A set-up in a list, with status `ok` unless overridden. */
export function setupItem(item: Partial<SetupItem> = {}): SetupItem {
  const name = item.name ?? 'shop';
  return {
    name,
    entityRef: `resource:default/${name}`,
    owner: 'group:default/recommendations',
    ownerMissing: false,
    partition: 'aws',
    accountId: '123456789012',
    region: 'us-east-1',
    roleName: `personalize-${name}`,
    rolePath: '/personalize/',
    roleArn: `arn:aws:iam::123456789012:role/personalize/personalize-${name}`,
    status: 'ok',
    taskId: '7d9f2c1e-0000-4000-8000-000000000000',
    requestedBy: 'user:default/ana',
    registeredAt: '2026-11-20T08:00:00.000Z',
    appliedAt: '2026-11-20T08:00:00.000Z',
    checkedAt: '2026-11-25T09:30:00.000Z',
    failing: [],
    accepted: 0,
    updateAvailable: false,
    buckets: ['arn:aws:s3:::reco-data'],
    keys: [],
    ...item,
  };
}

/** The same with all results of its last check. */
export function setupWith(setup: Partial<SetupResponse> = {}): SetupResponse {
  return { ...setupItem(setup), checks: [PASSED_CHECK], ...setup };
}
