import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

/** What a duration of the configuration is held to, in milliseconds. */
export interface DurationRule {
  /** Stands where nothing is configured. */
  standard: number;
  least: number;
}

/**
 * Reads a duration of the configuration: `{ minutes: 30 }`, `30m` or `PT30M`.
 *
 * @param path - of the duration, from the root
 * @returns milliseconds
 * @throws Error that names the configuration path and the rule
 */
export function readDuration(
  config: Config,
  path: string,
  { standard, least }: DurationRule,
): number {
  if (!config.has(path)) {
    return standard;
  }
  const duration = durationToMilliseconds(
    readDurationFromConfig(config, { key: path }),
  );
  if (duration < least) {
    throw new Error(
      `${path} is ${duration} ms, but it must be at least ${least} ms; write, for example, { minutes: 30 }`,
    );
  }
  return duration;
}

/**
 * Refuses keys of the configuration that mean nothing: a guardrail that is
 * spelled wrong would be none.
 *
 * @param found - the keys that are there
 * @param path - of what holds them
 * @throws Error that names the path of the first such key and the known ones
 */
export function refuseUnknownKeys(
  found: readonly string[],
  path: string,
  known: readonly string[],
): void {
  const unknown = found.find(key => !known.includes(key));
  if (unknown !== undefined) {
    throw new Error(
      `${path}.${unknown} is an unknown key; known under ${path}: ${known.join(
        ', ',
      )}`,
    );
  }
}
