import {
  AccountItem,
  AccountLimits,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** An account of the team `recommendations`, with the given limits. */
export function accountWith(limits: Partial<AccountLimits> = {}): AccountItem {
  return {
    accountId: '123456789012',
    name: 'data-science',
    regions: ['us-east-1', 'eu-west-1'],
    limits: {
      guardrails: {},
      identityCenter: true,
      teams: [
        {
          team: 'group:default/recommendations',
          buckets: ['reco-*', 'shared-data/reco/*'],
          keys: ['alias/reco-*'],
          bucketOwners: ['123456789012'],
        },
      ],
      ...limits,
    },
  };
}
