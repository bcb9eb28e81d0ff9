import { Config } from '@backstage/config';
import {
  readDuration,
  refuseUnknownKeys,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  LockedBucketPlace,
  readAccountId,
  readAccounts,
  readEndpoint,
  readIdentityCenter,
  readRegion,
  readRole,
  SigningKeyPlace,
  WitnessPlace,
} from '@personalize-portal/backstage-plugin-personalize-node';

const ROOT = 'personalize.ledger.witness';

/** Source: Service Authorization Reference, resource types of AWS KMS. */
const KEY_ARN = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):(\d{12}):key\/[\w-]+$/;

/**
 * The place where heads of the ledger are written. Nobody who can write its
 * database can change them there.
 */
export interface WitnessConfig {
  /** How often, in milliseconds. */
  frequencyMs: number;
  s3?: LockedBucketPlace & {
    /** The prefix of the object keys; ends with a slash. */
    prefix: string;
  };
  kms?: SigningKeyPlace;
}

/**
 * Reads `personalize.ledger.witness`.
 *
 * @returns undefined unless it is configured
 * @throws Error that names the configuration path and the rule
 */
export function readWitnessConfig(config: Config): WitnessConfig | undefined {
  const section = config.getOptionalConfig(ROOT);
  if (!section) {
    return undefined;
  }
  refuseUnknownKeys(section.keys(), ROOT, ['frequency', 's3', 'kms']);
  const s3 = section.getOptionalConfig('s3');
  const kms = section.getOptionalConfig('kms');
  if (!s3 && !kms) {
    throw new Error(
      `${ROOT} has neither s3 nor kms, so nothing would be written; configure one of them or both`,
    );
  }
  const found = {
    frequencyMs: readDuration(config, `${ROOT}.frequency`, {
      standard: 3_600_000,
      least: 1_000,
    }),
    ...(s3 && { s3: readS3(s3) }),
    ...(kms && { kms: readKms(kms) }),
  };
  refuseAccountsOfThePortal(config, found);
  return found;
}

function readS3(config: Config): WitnessConfig['s3'] {
  const path = `${ROOT}.s3`;
  refuseUnknownKeys(config.keys(), path, [
    'accountId',
    'region',
    'role',
    'bucket',
    'prefix',
    'retainDays',
    'endpoint',
  ]);
  const prefix = config.getOptionalString('prefix') ?? 'personalize-ledger/';
  const retainDays = config.getNumber('retainDays');
  // Source: S3 User Guide, "Object Lock considerations": up to 100 years.
  if (!Number.isInteger(retainDays) || retainDays < 1 || retainDays > 36_500) {
    throw new Error(
      `${path}.retainDays is ${retainDays}, but it must be a whole number of days, from 1 to 36500`,
    );
  }
  return {
    accountId: readAccountId(config, path),
    region: readRegion(config, path, 'the Region of the bucket'),
    bucket: config.getString('bucket'),
    prefix: `${prefix.replace(/\/$/, '')}/`,
    retainDays,
    ...readAccess(config, path),
  };
}

function readKms(config: Config): SigningKeyPlace {
  const path = `${ROOT}.kms`;
  refuseUnknownKeys(config.keys(), path, ['keyArn', 'role', 'endpoint']);
  const keyArn = config.getString('keyArn');
  const [, region, accountId] = KEY_ARN.exec(keyArn) ?? [];
  if (accountId === undefined) {
    throw new Error(
      `${path}.keyArn is "${keyArn}", but it must be the ARN of a key, such as arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    );
  }
  return { keyArn, accountId, region, ...readAccess(config, path) };
}

function readAccess(
  config: Config,
  path: string,
): Pick<WitnessPlace, 'role' | 'endpoint'> {
  return {
    role: readRole(config.getConfig('role'), `${path}.role`),
    endpoint: readEndpoint(config, path),
  };
}

/**
 * The portal's roles in this account can do a lot. Whoever steals one may be
 * the attacker that the witness should reveal.
 */
function refuseAccountsOfThePortal(
  config: Config,
  { s3, kms }: WitnessConfig,
): void {
  const ofPortal = [...readAccounts(config), readIdentityCenter(config)].map(
    account => account?.accountId,
  );
  for (const [path, place] of [
    [`${ROOT}.s3.accountId`, s3],
    [`${ROOT}.kms.keyArn`, kms],
  ] as const) {
    if (place && ofPortal.includes(place.accountId)) {
      throw new Error(
        `${path} names account ${place.accountId}, where the portal has roles; heads of the ledger need an account that isn't in personalize.accounts or personalize.identityCenter`,
      );
    }
  }
}
