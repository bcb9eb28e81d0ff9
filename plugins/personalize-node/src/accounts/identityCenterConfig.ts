import { Config } from '@backstage/config';
import { refuseUnknownKeys } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AccountEntrance,
  ENTRANCE_KEYS,
  readEntrance,
  readRegion,
} from './accountFields';

const ROOT = 'personalize.identityCenter';

/** Where the organisation's Identity Center is, and how the portal reaches it. */
export interface IdentityCenterConfig extends AccountEntrance {
  /** The instance's home Region; any AWS Region. */
  region: string;
  /** Undefined if the Region has one instance, which is then looked up. */
  instanceArn?: string;
}

/**
 * Reads `personalize.identityCenter`.
 *
 * @returns `undefined` unless it is configured; permission sets are refused then
 * @throws Error that names the configuration path and the rule
 */
export function readIdentityCenter(
  config: Config,
): IdentityCenterConfig | undefined {
  const section = config.getOptionalConfig(ROOT);
  refuseUnknownKeys(section?.keys() ?? [], ROOT, [
    'region',
    'instanceArn',
    ...ENTRANCE_KEYS,
  ]);
  return (
    section && {
      ...readEntrance(section, ROOT),
      region: readRegion(section, ROOT, 'the home Region of Identity Center'),
      instanceArn: readInstanceArn(section),
    }
  );
}

/** Source: IAM Identity Center API Reference, `InstanceArn`. */
function readInstanceArn(config: Config): string | undefined {
  const arn = config.getOptionalString('instanceArn');
  if (
    arn !== undefined &&
    !/^arn:aws(-[a-z]+)*:sso:::instance\/(sso)?ins-[a-zA-Z0-9-.]{16}$/.test(arn)
  ) {
    throw new Error(
      `${ROOT}.instanceArn is "${arn}", but it must be the ARN of an instance, such as arn:aws:sso:::instance/ssoins-0123456789abcdef`,
    );
  }
  return arn;
}
