import {
  RequestedAccess,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { SetupAccess } from '../parts/shared/part';
import { PARTS } from '../parts/registry';

/** What was asked for last of each part of a set-up, as one request; a part that was never asked for asks for nothing. */
export function expectedAccess(
  role: RoleTarget,
  asked: RequestedAccess,
): SetupAccess {
  const nothing: SetupAccess = {
    role,
    // Of a role that was never asked for, only hardened or granted to.
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
