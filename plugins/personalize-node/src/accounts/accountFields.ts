import { Config } from '@backstage/config';
import { refuseUnknownKeys } from '@personalize-portal/backstage-plugin-personalize-common';

/** A role that the portal assumes in an account. */
export interface AssumedRole {
  /** Name with path, without a leading slash. */
  roleName: string;
  externalId?: string;
}

/** How the portal reaches an account. */
export interface AccountEntrance {
  /** 12 digits. */
  accountId: string;
  writer?: AssumedRole;
  reader?: AssumedRole;
  /** Address of a local AWS account. */
  endpoint?: string;
}

/** The configuration keys that {@link readEntrance} reads. */
export const ENTRANCE_KEYS = ['accountId', 'writer', 'reader', 'endpoint'];

/**
 * Reads the account of a configuration entry, and how the portal reaches it.
 *
 * @param path - of the entry in the configuration
 * @throws Error that names the configuration path and the rule
 */
export function readEntrance(config: Config, path: string): AccountEntrance {
  const writer = config.getOptionalConfig('writer');
  const reader = config.getOptionalConfig('reader');
  return {
    accountId: readAccountId(config, path),
    writer: writer && readRole(writer, `${path}.writer`),
    reader: reader && readRole(reader, `${path}.reader`),
    endpoint: readEndpoint(config, path),
  };
}

/**
 * Reads `accountId` of a configuration entry.
 *
 * @throws Error that names the configuration path and the rule
 */
export function readAccountId(config: Config, path: string): string {
  const accountId = config.getString('accountId');
  if (!/^\d{12}$/.test(accountId)) {
    throw new Error(
      `${path}.accountId is "${accountId}", but an account id must be 12 digits in quotes`,
    );
  }
  return accountId;
}

/**
 * Reads `region` of a configuration entry; any AWS Region.
 *
 * @param what - the Region's purpose, for the message
 * @throws Error that names the configuration path and the rule
 */
export function readRegion(config: Config, path: string, what: string): string {
  const region = config.getString('region');
  if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region)) {
    throw new Error(
      `${path}.region is "${region}", but it must be ${what}, for example us-east-1`,
    );
  }
  return region;
}

/**
 * Reads `endpoint` of a configuration entry: the address of a local account.
 *
 * @throws Error that names the configuration path and the rule
 */
export function readEndpoint(config: Config, path: string): string | undefined {
  const endpoint = config.getOptionalString('endpoint');
  if (endpoint !== undefined && !isWebAddress(endpoint)) {
    throw new Error(
      `${path}.endpoint is "${endpoint}", but an endpoint must be a URL that starts with http:// or https://`,
    );
  }
  return endpoint;
}

/** `localhost:5000` is also a URL, with the scheme `localhost`. */
function isWebAddress(text: string): boolean {
  return (
    URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
  );
}

/**
 * Reads a role of the configuration.
 *
 * @param path - of the role in the configuration
 * @throws Error that names the configuration path and the rule
 */
export function readRole(config: Config, path: string): AssumedRole {
  refuseUnknownKeys(config.keys(), path, ['roleName', 'externalId']);
  const roleName = config.getString('roleName');
  if (!/^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/.test(roleName)) {
    throw new Error(
      `${path}.roleName is "${roleName}", but it must be the role's path and name without a leading slash, for example portal/personalize-writer, not its ARN`,
    );
  }
  return { roleName, externalId: config.getOptionalString('externalId') };
}
