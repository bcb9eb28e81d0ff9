import { InvalidRequestError, refuse } from '../errors';
import { RoleTarget } from '../service/role';
import { TrustSettings } from '../setup/access';

/** One entry of `personalize.accounts` in the configuration. */
export interface AllowedAccount {
  /** 12 digits. */
  accountId: string;
  /** The Regions of the account in which the portal may act. */
  regions: readonly string[];
}

/**
 * Refuses accounts and Regions outside `personalize.accounts`. The portal never
 * touches any others.
 *
 * @param trust - given if the request includes the trust policy, which would let
 * Personalize in from another Region
 * @throws InvalidRequestError that names the path in the configuration and what is
 * allowed
 */
export function refuseOutsideAccounts(
  { accountId, region }: Pick<RoleTarget, 'accountId' | 'region'>,
  accounts: readonly AllowedAccount[],
  trust?: Pick<TrustSettings, 'regions'>,
): void {
  const index = accounts.findIndex(account => account.accountId === accountId);
  if (index === -1) {
    throw new InvalidRequestError([
      {
        field: 'accountId',
        value: accountId,
        rule: `the configuration personalize.accounts allows ${listOf(
          accounts.map(account => account.accountId),
        )}`,
      },
    ]);
  }
  const { regions } = accounts[index];
  const rule = `the configuration personalize.accounts[${index}].regions allows ${listOf(
    regions,
  )} in account ${accountId}`;
  refuse(
    [
      { field: 'region', value: region },
      ...(trust?.regions ?? [])
        .filter(trusted => trusted !== region)
        .map(trusted => ({ field: 'regions', value: trusted })),
    ]
      .filter(({ value }) => !regions.includes(value))
      .map(problem => ({ ...problem, rule })),
  );
}

function listOf(items: readonly string[]): string {
  return items.length > 0 ? items.join(', ') : 'none';
}
