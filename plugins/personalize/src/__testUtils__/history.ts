import { HistoryItem } from '@personalize-portal/backstage-plugin-personalize-common';

export const PARTNER_STATEMENT = {
  Sid: 'Partner',
  Effect: 'Allow',
  Principal: { AWS: '999999999999' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::reco-data/*',
};

export const OWN_STATEMENT = {
  Sid: 'PersonalizeS3abc',
  Effect: 'Allow',
  Principal: { Service: 'personalize.amazonaws.com' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::reco-data/input/*',
};

/** A finished change of a bucket policy, unless overridden. */
export function historyItem(item: Partial<HistoryItem> = {}): HistoryItem {
  return {
    seq: 7,
    kind: 'change',
    at: '2026-11-25T09:30:00.000Z',
    person: 'user:default/ana',
    taskId: '7d9f2c1e-0000-4000-8000-000000000000',
    stepId: 'grant-s3',
    change: {
      part: 's3',
      resource: 'arn:aws:s3:::reco-data',
      operation: 'update',
      before: { Version: '2012-10-17', Statement: [PARTNER_STATEMENT] },
      after: {
        Version: '2012-10-17',
        Statement: [PARTNER_STATEMENT, OWN_STATEMENT],
      },
    },
    outcome: 'applied',
    closedAt: '2026-11-25T09:30:02.000Z',
    requests: [{ operation: 's3:PutBucketPolicy', requestId: 'Q3V5X0EXAMPLE' }],
    ...item,
  };
}
