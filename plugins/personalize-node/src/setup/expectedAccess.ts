import {
  RequestedAccess,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { SetupAccess } from '../parts/shared/part';
import { PARTS } from '../parts/registry';

/**
 * The last request for each part of a set-up, as one request; empty for a part that
 * was never requested.
 */
export function expectedAccess(
  role: RoleTarget,
  asked: RequestedAccess,
): SetupAccess {
  const nothing: SetupAccess = {
    role,
    // For a role that was never requested, only hardened or granted to.
    settings: {
      tags: {},
      servicePolicy: 'scoped',
      cloudWatchMetrics: false,
      adopt: false,
    },
    trust: { regions: [role.region], sourceArns: [] },
    keys: [],
    buckets: [],
    users: [],
    sourceConditions: 'if-present',
  };
  return PARTS.reduce(
    (expected, part) => ({
      ...expected,
      ...part.expectedAccess(asked, nothing),
    }),
    nothing,
  );
}
