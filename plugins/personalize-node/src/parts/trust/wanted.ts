import {
  RoleTarget,
  TrustSettings,
  TrustTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** Whom the role's trust policy should let in. */
export interface TrustWanted {
  role: RoleTarget;
  trust: TrustSettings;
}

/** The account, Regions and resources that Personalize may act for. */
export function trustTarget({ role, trust }: TrustWanted): TrustTarget {
  return {
    partition: role.partition,
    accountId: role.accountId,
    regions: trust.regions,
    sourceArns: trust.sourceArns,
  };
}
