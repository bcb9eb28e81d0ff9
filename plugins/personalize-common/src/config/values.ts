import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

/** The rules for a duration in the configuration, in milliseconds. */
export interface DurationRule {
  /** Used if nothing is configured. */
  standard: number;
  least: number;
}

/**
 * Reads a duration from the configuration: `{ minutes: 30 }`, `30m` or `PT30M`.
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
 * Refuses unknown keys of the configuration: a misspelled guardrail would have no
 * effect.
 *
 * @param found - the keys found
 * @param path - of the object that holds the keys
 * @throws Error that names the path of the first unknown key, and the known keys
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
