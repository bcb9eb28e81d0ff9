import { Config } from '@backstage/config';
import { refuseUnknownKeys } from '@personalize-portal/backstage-plugin-personalize-common';

/** A role that the portal assumes in an account. */
export interface AssumedRole {
  /** Name with path, without a leading slash. */
  roleName: string;
  externalId?: string;
}

/** How an account is reached. */
export interface AccountEntrance {
  /** 12 digits. */
  accountId: string;
  writer?: AssumedRole;
  reader?: AssumedRole;
  /** Address of a local AWS account. */
  endpoint?: string;
}

/** The keys of the configuration that {@link readEntrance} reads. */
export const ENTRANCE_KEYS = ['accountId', 'writer', 'reader', 'endpoint'];

/**
 * Reads which account an entry of the configuration is about, and how it is
 * reached.
 *
 * @param path - of the entry in the configuration
 * @throws Error that names the configuration path and the rule
 */
export function readEntrance(config: Config, path: string): AccountEntrance {
  const accountId = config.getString('accountId');
  if (!/^\d{12}$/.test(accountId)) {
    throw new Error(
      `${path}.accountId is "${accountId}", but an account id is 12 digits in quotes`,
    );
  }
  const endpoint = config.getOptionalString('endpoint');
  if (endpoint !== undefined && !isWebAddress(endpoint)) {
    throw new Error(
      `${path}.endpoint is "${endpoint}", but an endpoint is a URL that starts with http:// or https://`,
    );
  }
  return {
    accountId,
    writer: readRole(config.getOptionalConfig('writer'), `${path}.writer`),
    reader: readRole(config.getOptionalConfig('reader'), `${path}.reader`),
    endpoint,
  };
}

/** `localhost:5000` is a URL too, of the scheme `localhost`. */
function isWebAddress(text: string): boolean {
  return (
    URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
  );
}

function readRole(
  config: Config | undefined,
  path: string,
): AssumedRole | undefined {
  if (!config) {
    return undefined;
  }
  refuseUnknownKeys(config.keys(), path, ['roleName', 'externalId']);
  const roleName = config.getString('roleName');
  if (!/^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/.test(roleName)) {
    throw new Error(
      `${path}.roleName is "${roleName}", but a role is named by its path and name without a leading slash, for example portal/personalize-writer, and not by its ARN`,
    );
  }
  return { roleName, externalId: config.getOptionalString('externalId') };
}
