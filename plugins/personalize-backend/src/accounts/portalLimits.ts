import { RootConfigService } from '@backstage/backend-plugin-api';
import {
  AccountItem,
  forcedBoundary,
  Guardrails,
  Team,
  teamsIn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AccountConfig,
  readAccounts,
  readGuardrails,
  readIdentityCenter,
  readTeams,
  SetupResource,
} from '@personalize-portal/backstage-plugin-personalize-node';

/** The limits of the configuration, for everybody. */
export interface PortalLimits {
  accounts: readonly AccountConfig[];
  guardrails: Guardrails;
  identityCenter: boolean;
  /**
   * Undefined if the configuration gives nobody anything; then only owner tags
   * do.
   */
  teams?: readonly Team[];
}

/**
 * Reads the `personalize` section of the configuration.
 *
 * @throws Error that names the configuration path and the rule
 */
export function readPortalLimits(config: RootConfigService): PortalLimits {
  const accounts = readAccounts(config);
  return {
    accounts,
    guardrails: readGuardrails(config),
    identityCenter: readIdentityCenter(config) !== undefined,
    teams: readTeams(
      config,
      accounts.map(({ accountId }) => accountId),
    ),
  };
}

/**
 * The accounts that a member of some groups can use, with the limits of these
 * groups there. It contains nothing of other groups or accounts, and nothing
 * about how the portal reaches an account.
 *
 * @param groups - entity refs in lower case
 * @param maySee - whether the caller may see the names of an account and Region
 */
export function accountsFor(
  groups: readonly string[],
  { accounts, guardrails, identityCenter, teams }: PortalLimits,
  maySee: (resource: SetupResource) => boolean,
): AccountItem[] {
  return accounts.flatMap(({ accountId, name, regions }) => {
    const visible = regions.filter(region =>
      maySee({ accountId, region, owners: [...groups] }),
    );
    const entries = teamsIn(teams ?? [], groups, accountId);
    return visible.length > 0 && (!teams || entries.length > 0)
      ? [
          {
            accountId,
            name,
            regions: visible,
            limits: {
              guardrails: {
                ...guardrails,
                permissionsBoundary: forcedBoundary({ accountId }, guardrails),
              },
              identityCenter,
              teams: entries.map(({ group, buckets, keys, bucketOwners }) => ({
                team: group,
                buckets: [...buckets],
                keys: [...keys],
                bucketOwners: [...bucketOwners],
              })),
            },
          },
        ]
      : [];
  });
}
