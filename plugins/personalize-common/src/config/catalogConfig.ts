import { Config } from '@backstage/config';
import { readDuration, refuseUnknownKeys } from './values';

const ROOT = 'personalize.catalog';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How the catalog shows set-ups. All values are milliseconds. */
export interface CatalogConfig {
  /** How long the entity of a removed set-up stays. */
  keepRevokedMs: number;
  /** How often all entities are refreshed from the register. */
  frequencyMs: number;
}

/**
 * Reads `personalize.catalog`.
 *
 * @throws Error that names the configuration path and the rule
 */
export function readCatalogConfig(config: Config): CatalogConfig {
  const section = config.getOptionalConfig(ROOT);
  refuseUnknownKeys(section?.keys() ?? [], ROOT, ['keepRevoked', 'frequency']);
  return {
    keepRevokedMs: readDuration(config, `${ROOT}.keepRevoked`, {
      standard: 30 * DAY_MS,
      least: 0,
    }),
    frequencyMs: readDuration(config, `${ROOT}.frequency`, {
      standard: 10 * MINUTE_MS,
      least: 1_000,
    }),
  };
}
