import { RunReach } from '../portalRole/sessionPolicy';
import { ACCOUNT } from './fakeAws';

/** What a run for the role `reco` may write. */
export const REACH: RunReach = {
  role: {
    partition: 'aws',
    accountId: ACCOUNT,
    region: 'us-east-1',
    roleName: 'reco',
    rolePath: '/personalize/',
  },
  peopleRoles: [],
  groups: [],
  users: [],
  keys: [],
  buckets: ['reco.data'],
  bucketPatterns: ['reco.*'],
};

/** Of a run whose reach isn't what is looked at. */
export const reach = async () => REACH;
