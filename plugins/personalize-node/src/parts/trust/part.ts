import { roleArn } from '@personalize-portal/backstage-plugin-personalize-common';
import { Part } from '../shared/part';
import { heldInIam } from '../shared/heldInIam';
import { planTrust } from './plan';
import { readTrustState, TrustState } from './read';
import { AddedTrust, planTrustRevoke, readAddedTrust } from './revoke';
import { TrustWanted } from './wanted';

/** The trust policy: who may assume the role. */
export const trustPart: Part<TrustWanted, TrustWanted, TrustState, AddedTrust> =
  {
    name: 'trust',

    wanted: ({ role, trust }) => ({ role, trust }),

    read: readTrustState,

    plan: planTrust,

    outputs: ({ role }) => ({ roleArn: roleArn(role) }),

    requestedAccess: ({ trust }) => ({ trust: { trust } }),

    expectedAccess: ({ trust }) => (trust ? { trust: trust.trust } : {}),

    heldNow: heldInIam,

    readAdded: readAddedTrust,
    planRevoke: planTrustRevoke,
  };
