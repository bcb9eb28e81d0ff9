import {
  AskedAccess,
  ExpectedAccess,
  RoleSettings,
  RoleTarget,
  SetupRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** Of a role that was never asked for, only hardened or granted to. */
const NO_SETTINGS: RoleSettings = {
  tags: {},
  servicePolicy: 'scoped',
  cloudWatchMetrics: false,
  adopt: false,
};

/** What was asked for last of each part of a set-up, as one request; a part that was never asked for asks for nothing. */
export function askedToExpected(
  role: RoleTarget,
  asked: AskedAccess,
): Omit<SetupRequest, 'identity'> & ExpectedAccess {
  return {
    role,
    // What was adopted stays so; another role in its place is adopted by a request alone.
    settings: { ...NO_SETTINGS, ...asked.role?.settings, adopt: false },
    trust: asked.trust?.trust ?? { regions: [role.region], sourceArns: [] },
    keys: asked.kms?.keys ?? [],
    buckets: asked.s3?.buckets ?? [],
    users: asked.users?.users ?? [],
    team: asked.users?.team,
    sourceConditions: asked.s3?.sourceConditions ?? 'if-present',
    keySourceConditions: asked.kms?.sourceConditions,
  };
}
