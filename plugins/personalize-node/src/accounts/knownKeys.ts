import { Config } from '@backstage/config';
import { refuseUnknownKeys } from '@personalize-portal/backstage-plugin-personalize-common';

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
