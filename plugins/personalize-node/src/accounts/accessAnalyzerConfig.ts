import { Config } from '@backstage/config';
import { refuseUnknownKeys } from '@personalize-portal/backstage-plugin-personalize-common';

const ROOT = 'personalize.accessAnalyzer';

/** What IAM Access Analyzer may be asked. */
export interface AccessAnalyzerConfig {
  /** Whether changes are compared by it, which costs money for each document. */
  checkNoNewAccess: boolean;
}

/**
 * Reads `personalize.accessAnalyzer`.
 *
 * @throws Error that names the configuration path and the rule
 */
export function readAccessAnalyzer(config: Config): AccessAnalyzerConfig {
  const section = config.getOptionalConfig(ROOT);
  refuseUnknownKeys(section?.keys() ?? [], ROOT, ['checkNoNewAccess']);
  return {
    checkNoNewAccess: section?.getOptionalBoolean('checkNoNewAccess') ?? false,
  };
}
