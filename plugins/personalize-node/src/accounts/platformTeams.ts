import { Config } from '@backstage/config';
import {
  groupRefRule,
  normaliseGroupRef,
} from '@personalize-portal/backstage-plugin-personalize-common';

const PATH = 'personalize.platformTeams';

/**
 * Reads `personalize.platformTeams`: the groups that run the portal.
 *
 * @returns entity refs in full and in lower case; none where none is configured
 * @throws Error that names the configuration path and the rule
 */
export function readPlatformTeams(config: Config): string[] {
  const refs = config.getOptionalStringArray(PATH) ?? [];
  return refs.map((ref, index) => {
    const flaw = groupRefRule.broken(ref);
    if (flaw) {
      throw new Error(`${PATH}[${index}] is "${ref}", but ${flaw}`);
    }
    return normaliseGroupRef(ref);
  });
}
