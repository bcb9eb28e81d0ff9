import { LoggerService } from '@backstage/backend-plugin-api';
import { AppConfig, Config } from '@backstage/config';
import { ConfigSources } from '@backstage/config-loader';

/** The keys under `personalize` that limit people. */
const LIMITS = ['guardrails', 'isolation'];

/** Stands for a variable that isn't set. */
const UNSET = '\u0000';

/**
 * Refuses guardrails and an isolation that are written but not in force.
 * Backstage drops a key without a value, and a value with an unset environment
 * variable, and the configuration doesn't show that it was there. So this reads
 * its files once more.
 *
 * @param config - as it is in force
 * @param readWritten - reads each source of it, with the given text in place of
 * each unset variable
 * @throws Error that names what was dropped
 */
export async function refuseDroppedGuardrails(
  config: Config,
  logger: LoggerService,
  readWritten: (
    unset: string,
  ) => Promise<Pick<AppConfig, 'data'>[]> = readSources,
): Promise<void> {
  let sources;
  try {
    sources = await readWritten(UNSET);
  } catch (error) {
    logger.warn(
      `The configuration couldn't be read again, so the portal can't tell whether a value under personalize.guardrails, or personalize.isolation, is empty or needs a variable that isn't set: ${error}`,
    );
    return;
  }
  const dropped = sources.flatMap(({ data }) =>
    LIMITS.flatMap(key =>
      droppedIn(
        `personalize.${key}`,
        Object(data.personalize)[key],
        config.getOptional(`personalize.${key}`),
      ),
    ),
  );
  if (dropped.length > 0) {
    throw new Error(
      `${[...new Set(dropped)].join(
        ', ',
      )} is empty, or needs an environment variable that isn't set. Backstage drops such a value, so it would limit nothing. Set a value, or remove the key.`,
    );
  }
}

/** Paths of the values and lists that lost something, unless another source sets them. */
function droppedIn(path: string, written: unknown, inForce: unknown): string[] {
  if (Array.isArray(written)) {
    const there = Array.isArray(inForce) ? inForce.length : 0;
    return there < written.length && written.some(isNothing) ? [path] : [];
  }
  if (typeof written !== 'object' || written === null) {
    return inForce === undefined && isNothing(written) ? [path] : [];
  }
  const known = new Map(Object.entries(Object(inForce)));
  return Object.entries(written).flatMap(([key, value]) =>
    droppedIn(`${path}.${key}`, value, known.get(key)),
  );
}

function isNothing(written: unknown): boolean {
  return (
    written === null || (typeof written === 'string' && written.includes(UNSET))
  );
}

async function readSources(unset: string): Promise<AppConfig[]> {
  const source = ConfigSources.default({
    watch: false,
    substitutionFunc: async name => process.env[name]?.trim() ?? unset,
  });
  for await (const { configs } of source.readConfigData()) {
    return configs;
  }
  return [];
}
