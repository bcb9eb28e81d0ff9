import { Config } from '@backstage/config';
import {
  LedgerHead,
  readDuration,
  refuseUnknownKeys,
} from '@personalize-portal/backstage-plugin-personalize-common';

const ROOT = 'personalize.ledger';

/** The id of the key that is kept in the database where none is configured. */
export const DATABASE_KEY_ID = 'database';

/** How an entry is named outside of the ledger. */
export const HEAD_RULE =
  'the number of an entry, a colon, and its hash of 64 hexadecimal digits';

/** A guess at a shorter secret could be tried out on an entry. */
const LEAST_CHARACTERS = 32;

/** A key that signs entries of the ledger. */
export interface LedgerKey {
  /** Stands in each entry that it signed. */
  id: string;
  secret: string;
}

/** How the ledger is kept. */
export interface LedgerConfig {
  /** The first signs, all verify; none where the ledger makes up its own. */
  keys: LedgerKey[];
  /**
   * An entry that the ledger must hold. What the key in the database signed up to
   * it is taken though keys are configured; nothing after it is.
   */
  anchor?: LedgerHead;
  /** After how many days the entries of a set-up that was taken back lose their content; absent for never. */
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
 * Reads `personalize.ledger.lease`: how long a turn lasts whose run is gone.
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
 * Reads how an entry is named outside of the ledger, `SEQ:HASH`.
 *
 * @returns nothing unless it follows {@link HEAD_RULE}
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
