import { Config } from '@backstage/config';
import { isPersonalizeRegion } from '@personalize-portal/backstage-plugin-personalize-common';

/** A role that the portal assumes in an account. */
export interface AssumedRole {
  /** Name with path, without a leading slash. */
  roleName: string;
  externalId?: string;
}

/** An AWS account that the portal may touch. */
export interface AccountConfig {
  /** 12 digits. */
  accountId: string;
  name: string;
  regions: string[];
  writer?: AssumedRole;
  reader?: AssumedRole;
  /** Address of a local AWS account. */
  endpoint?: string;
}

/**
 * Reads `personalize.accounts`.
 *
 * @throws Error that names the configuration path and the rule, so that a wrong
 * configuration stops the start and not a run at night.
 */
export function readAccounts(config: Config): AccountConfig[] {
  const accounts = (
    config.getOptionalConfigArray('personalize.accounts') ?? []
  ).map((account, index) =>
    readAccount(account, `personalize.accounts[${index}]`),
  );
  const ids = accounts.map(account => account.accountId);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated) {
    throw new Error(
      `personalize.accounts names account ${repeated} twice; give it one entry with all its Regions`,
    );
  }
  return accounts;
}

function readAccount(config: Config, path: string): AccountConfig {
  const accountId = config.getString('accountId');
  if (!/^\d{12}$/.test(accountId)) {
    throw new Error(
      `${path}.accountId is "${accountId}", but an account id is 12 digits in quotes`,
    );
  }
  const regions = config.getStringArray('regions');
  if (regions.length === 0) {
    throw new Error(`${path}.regions is empty; name at least one Region`);
  }
  const wrong = regions.find(region => !isPersonalizeRegion(region));
  if (wrong) {
    throw new Error(
      `${path}.regions names "${wrong}", where Amazon Personalize doesn't exist`,
    );
  }
  const endpoint = config.getOptionalString('endpoint');
  if (endpoint !== undefined && !isWebAddress(endpoint)) {
    throw new Error(
      `${path}.endpoint is "${endpoint}", but an endpoint is a URL that starts with http:// or https://`,
    );
  }
  return {
    accountId,
    name: config.getOptionalString('name') ?? accountId,
    regions,
    writer: readRole(config.getOptionalConfig('writer'), `${path}.writer`),
    reader: readRole(config.getOptionalConfig('reader'), `${path}.reader`),
    endpoint,
  };
}

/** `localhost:5000` is a URL too, of the scheme `localhost`. */
function isWebAddress(text: string): boolean {
  return (
    URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
  );
}

function readRole(
  config: Config | undefined,
  path: string,
): AssumedRole | undefined {
  if (!config) {
    return undefined;
  }
  const roleName = config.getString('roleName');
  if (!/^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/.test(roleName)) {
    throw new Error(
      `${path}.roleName is "${roleName}", but a role is named by its path and name without a leading slash, for example portal/personalize-writer, and not by its ARN`,
    );
  }
  return { roleName, externalId: config.getOptionalString('externalId') };
}
