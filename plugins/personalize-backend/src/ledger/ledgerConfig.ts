import { Config } from '@backstage/config';
import {
  LedgerHead,
  readDuration,
  refuseUnknownKeys,
} from '@personalize-portal/backstage-plugin-personalize-common';

const ROOT = 'personalize.ledger';

/** The id of the key in the database, for ledgers without configured keys. */
export const DATABASE_KEY_ID = 'database';

/** Identifies an entry outside the ledger. */
export const HEAD_RULE =
  'the number of an entry, a colon, and its hash of 64 hexadecimal digits';

/** A shorter secret could be guessed and tried on an entry. */
const LEAST_CHARACTERS = 32;

/** A key that signs entries of the ledger. */
export interface LedgerKey {
  /** Stored with each entry that the key signed. */
  id: string;
  secret: string;
}

/** The configuration of the ledger. */
export interface LedgerConfig {
  /** The first signs, all verify; none if the ledger creates its own key. */
  keys: LedgerKey[];
  /**
   * An entry that the ledger must have. Entries up to it that the key in the
   * database signed count although keys are configured; later ones don't.
   */
  anchor?: LedgerHead;
  /** After how many days the entries of a removed set-up lose their content; undefined for never. */
  retentionDays?: number;
}

/**
 * Reads `personalize.ledger`.
 *
 * @throws Error that names the configuration path and the rule
 */
export function readLedgerConfig(config: Config): LedgerConfig {
  const section = config.getOptionalConfig(ROOT);
  refuseUnknownKeys(section?.keys() ?? [], ROOT, [
    'keys',
    'anchor',
    'lease',
    'retention',
    'witness',
  ]);
  const keys = (section?.getOptionalConfigArray('keys') ?? []).map(readKey);
  const ids = keys.map(({ id }) => id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new Error(
      `${ROOT}.keys has two keys with the id "${repeated}"; give each its own id`,
    );
  }
  return {
    keys,
    anchor: readAnchor(section),
    retentionDays: readRetention(section),
  };
}

/**
 * Reads `personalize.ledger.lease`: how long the turn of an ended run lasts.
 *
 * @returns milliseconds
 * @throws Error that names the configuration path and the rule
 */
export function readLease(config: Config): number {
  return readDuration(config, `${ROOT}.lease`, {
    standard: 15_000,
    least: 3_000,
  });
}

/**
 * Reads the name of an entry outside the ledger, `SEQ:HASH`.
 *
 * @returns undefined unless it follows {@link HEAD_RULE}
 */
export function headIn(text: string): LedgerHead | undefined {
  const [, seq, hash] = /^(0|[1-9]\d{0,8}):([0-9a-f]{64})$/i.exec(text) ?? [];
  return hash === undefined
    ? undefined
    : { seq: Number(seq), hash: hash.toLowerCase() };
}

function readAnchor(section: Config | undefined): LedgerHead | undefined {
  const text = section?.getOptionalString('anchor');
  if (text === undefined) {
    return undefined;
  }
  const anchor = headIn(text);
  if (!anchor) {
    throw new Error(
      `${ROOT}.anchor is ${JSON.stringify(text)}, but it must be ${HEAD_RULE}`,
    );
  }
  return anchor;
}

function readKey(config: Config, index: number): LedgerKey {
  const path = `${ROOT}.keys[${index}]`;
  refuseUnknownKeys(config.keys(), path, ['id', 'secret']);
  const id = config.getString('id');
  if (id === DATABASE_KEY_ID) {
    throw new Error(
      `${path}.id is "${id}", which is the id of the key in the database; choose another, for example the year`,
    );
  }
  const secret = config.getString('secret');
  if (secret.length < LEAST_CHARACTERS) {
    throw new Error(
      `${path}.secret has ${secret.length} characters, but a secret needs at least ${LEAST_CHARACTERS}; create one with: openssl rand -base64 48`,
    );
  }
  return { id, secret };
}

function readRetention(section: Config | undefined): number | undefined {
  const path = `${ROOT}.retention`;
  const retention = section?.getOptionalConfig('retention');
  if (!retention) {
    return undefined;
  }
  refuseUnknownKeys(retention.keys(), path, ['days']);
  const days = retention.getNumber('days');
  if (!Number.isInteger(days) || days < 1) {
    throw new Error(
      `${path}.days is ${days}, but it must be a whole number of days, at least 1`,
    );
  }
  return days;
}
