import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

const DEFAULT_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Reads `personalize.catalog.keepRevoked`: how long the catalog shows the entity
 * of a set-up that was taken back, in milliseconds.
 *
 * @throws Error that names the configuration path and the rule
 */
export function readKeepRevoked(config: Config): number {
  const section = config.getOptionalConfig('personalize.catalog');
  return section?.has('keepRevoked')
    ? durationToMilliseconds(
        readDurationFromConfig(section, { key: 'keepRevoked' }),
      )
    : DEFAULT_MS;
}
