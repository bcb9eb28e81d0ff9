import { Config } from '@backstage/config';
import {
  isServiceRegion,
  refuseUnknownKeys,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccountEntrance, ENTRANCE_KEYS, readEntrance } from './accountFields';

const SECTIONS = [
  'accounts',
  'identityCenter',
  'teams',
  'platformTeams',
  'guardrails',
  'isolation',
  'accessAnalyzer',
  'ledger',
  'drift',
  'catalog',
];

/**
 * Refuses sections of `personalize` that mean nothing.
 *
 * @throws Error as `refuseUnknownKeys` does
 */
export function refuseUnknownSections(config: Config): void {
  const sections = config.getOptionalConfig('personalize')?.keys() ?? [];
  refuseUnknownKeys(sections, 'personalize', SECTIONS);
}

/** An AWS account that the portal may change. */
export interface AccountConfig extends AccountEntrance {
  name: string;
  regions: string[];
}

/**
 * Reads `personalize.accounts`.
 *
 * @throws Error that names the configuration path and the rule, so that a wrong
 *   configuration stops the start and not a later run
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
      `personalize.accounts names account ${repeated} twice; keep one entry with all its Regions`,
    );
  }
  return accounts;
}

function readAccount(config: Config, path: string): AccountConfig {
  refuseUnknownKeys(config.keys(), path, ['name', 'regions', ...ENTRANCE_KEYS]);
  const entrance = readEntrance(config, path);
  const regions = config.getStringArray('regions');
  if (regions.length === 0) {
    throw new Error(`${path}.regions is empty; name at least one Region`);
  }
  const wrong = regions.find(region => !isServiceRegion(region));
  if (wrong) {
    throw new Error(
      `${path}.regions names "${wrong}", where Amazon Personalize doesn't exist`,
    );
  }
  return {
    ...entrance,
    name: config.getOptionalString('name') ?? entrance.accountId,
    regions,
  };
}
