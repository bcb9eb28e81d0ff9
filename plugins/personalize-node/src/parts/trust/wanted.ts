import {
  RoleTarget,
  TrustSettings,
  TrustTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** Whom the role's trust policy shall let in. */
export interface TrustWanted {
  role: RoleTarget;
  trust: TrustSettings;
}

/** For whom Personalize may act. */
export function trustTarget({ role, trust }: TrustWanted): TrustTarget {
  return {
    partition: role.partition,
    accountId: role.accountId,
    regions: trust.regions,
    sourceArns: trust.sourceArns,
  };
}
