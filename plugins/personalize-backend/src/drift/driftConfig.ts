import { Config } from '@backstage/config';
import {
  readDuration,
  refuseUnknownKeys,
} from '@personalize-portal/backstage-plugin-personalize-common';

const ROOT = 'personalize.drift';

const MINUTE_MS = 60_000;
const DEFAULT_CONCURRENCY = 4;
const LONGEST_QUIET_MS = 2 * MINUTE_MS;

/** How the portal checks set-ups by itself. */
export interface DriftConfig {
  /** Each set-up is checked once in this time, in milliseconds. */
  frequencyMs: number;
  /** The number of set-ups checked at a time. */
  concurrency: number;
  /** How long a set-up is left alone after its last change, in milliseconds. */
  quietMs: number;
}

/**
 * Reads `personalize.drift`.
 *
 * @throws Error that names the configuration path and the rule
 */
export function readDriftConfig(config: Config): DriftConfig {
  const section = config.getOptionalConfig(ROOT);
  refuseUnknownKeys(section?.keys() ?? [], ROOT, ['frequency', 'concurrency']);
  const frequencyMs = readDuration(config, `${ROOT}.frequency`, {
    standard: 30 * MINUTE_MS,
    least: 1_000,
  });
  return {
    frequencyMs,
    concurrency: readConcurrency(section),
    quietMs: Math.min(frequencyMs, LONGEST_QUIET_MS),
  };
}

function readConcurrency(section: Config | undefined): number {
  const concurrency =
    section?.getOptionalNumber('concurrency') ?? DEFAULT_CONCURRENCY;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new Error(
      `${ROOT}.concurrency is ${concurrency}, but it must be a whole number of set-ups, at least 1`,
    );
  }
  return concurrency;
}
