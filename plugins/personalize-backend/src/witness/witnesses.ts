import { Config } from '@backstage/config';
import {
  LockedBucket,
  SigningKey,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { Knex } from 'knex';
import { JsonObject } from '@backstage/types';
import { LedgerHead } from '@personalize-portal/backstage-plugin-personalize-common';
import { ConflictError } from '@backstage/errors';
import { EntryRow } from '../ledger/entryRow';
import { Witness, WitnessedHead, Witnesses } from './testimony';
import { readWitnessConfig, WitnessConfig } from './witnessConfig';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The width of the number in a key, so that keys sort by it. */
const DIGITS = 10;

/**
 * Heads as locked objects in a bucket; the key of an object says which head it
 * is.
 */
class LockedHeads implements Witness {
  readonly name: string;

  constructor(
    private readonly bucket: LockedBucket,
    private readonly place: NonNullable<WitnessConfig['s3']>,
  ) {
    this.name = `bucket ${place.bucket}/${place.prefix}`;
  }

  async write(
    { seq, hash }: LedgerHead,
    signal: AbortSignal,
  ): Promise<JsonObject | undefined> {
    await this.bucket.requireLock(signal);
    const number = String(seq).padStart(DIGITS, '0');
    const key = `${this.place.prefix}${number}-${hash}`;
    const versions = await this.bucket.versions(key, signal);
    // If the ledger doesn't grow, its head stays locked.
    const renewAfter = Date.now() - (this.place.retainDays * DAY_MS) / 2;
    if (versions.some(({ at }) => Date.parse(at) > renewAfter)) {
      return undefined;
    }
    // The input form of the SDK's command.
    await this.bucket.put(key, `${seq}:${hash}\n`, signal);
    return { key };
  }

  async heads(signal: AbortSignal): Promise<WitnessedHead[]> {
    await this.bucket.requireLock(signal);
    const { prefix } = this.place;
    const versions = await this.bucket.versions(prefix, signal);
    return versions.flatMap(({ key, at }) => {
      const [, seq, hash] =
        /^(\d+)-([0-9a-f]{64})$/.exec(key.slice(prefix.length)) ?? [];
      return hash === undefined ? [] : [{ seq: Number(seq), hash, at }];
    });
  }

  async flawOf(): Promise<undefined> {
    return undefined;
  }
}

/** A row of `ledger_signed_heads`. */
interface SignedHeadRow extends WitnessedHead {
  key_arn: string;
  signature: string;
}

/**
 * Heads that a KMS key signed together with the time. They are stored in the
 * ledger's own database and in the auditor's log. Nobody can forge or re-date
 * one, but an older copy of the database contains the older ones. So a head is
 * signed in each interval, and an old head is reported.
 */
class SignedHeads implements Witness {
  readonly name: string;
  /** The last head that this process had signed. */
  private last: LedgerHead | undefined;

  constructor(
    private readonly key: SigningKey,
    private readonly options: {
      database: Knex;
      keyArn: string;
      frequencyMs: number;
    },
  ) {
    this.name = `signatures of ${options.keyArn}`;
  }

  async write(head: LedgerHead, signal: AbortSignal): Promise<JsonObject> {
    await this.requireLast();
    const { database, keyArn } = this.options;
    const { seq, hash } = head;
    const at = new Date().toISOString();
    const signed = await this.key.sign(message({ seq, hash, at }), signal);
    const { signature } = signed;
    await database<SignedHeadRow>('ledger_signed_heads')
      .insert({ seq, hash, at, key_arn: keyArn, signature })
      .onConflict(['seq', 'hash', 'key_arn'])
      .merge();
    this.last = { seq, hash };
    return { at, keyArn, ...signed };
  }

  async heads(): Promise<WitnessedHead[]> {
    return this.rows().select('seq', 'hash', 'at');
  }

  async flawOf(
    { seq, hash }: WitnessedHead,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    // Another process may have signed it again in the meantime.
    const row = await this.rows().where({ seq, hash }).first();
    if (
      !row ||
      !(await this.key.verifies(message(row), row.signature, signal))
    ) {
      return `The row of entry ${seq} in ledger_signed_heads doesn't match its signature: somebody changed or forged it.`;
    }
    const { at } = row;
    const { frequencyMs } = this.options;
    return Date.now() - Date.parse(at) > 2 * frequencyMs
      ? `The last was signed at ${at}, but one is signed every ${
          frequencyMs / 1000
        } seconds: an older copy of the database was restored, or no backend signs. Compare it with the last ledger-witness of the auditor's log.`
      : undefined;
  }

  /**
   * Otherwise, a copy that is restored while backends run would be signed and
   * look new.
   */
  private async requireLast(): Promise<void> {
    const { last } = this;
    if (
      last &&
      !(await this.options
        .database<EntryRow>('ledger_entries')
        .where({ ...last })
        .first('seq'))
    ) {
      throw new ConflictError(
        `The ledger lacks entry ${last.seq} with the hash ${last.hash}, which it had when this backend signed it. Nothing more is signed. If an older copy was restored on purpose, restart all backends; see docs/ledger.md`,
      );
    }
  }

  private rows() {
    const { database, keyArn } = this.options;
    return database<SignedHeadRow>('ledger_signed_heads').where({
      key_arn: keyArn,
    });
  }
}

/** The signed message; nothing else that the key signs can look like it. */
function message({ seq, hash, at }: WitnessedHead): string {
  return JSON.stringify(['personalize-ledger-head', seq, hash, at]);
}

/**
 * The witnesses that `personalize.ledger.witness` names. Makes no calls yet.
 *
 * @returns none unless it is configured
 * @throws Error that names the configuration path and the rule
 */
export function openWitnesses(config: Config, database: Knex): Witnesses {
  const found = readWitnessConfig(config);
  if (!found) {
    return { all: [], frequencyMs: 0 };
  }
  const { frequencyMs, s3, kms } = found;
  return {
    frequencyMs,
    all: [
      ...(s3 ? [new LockedHeads(new LockedBucket(config, s3), s3)] : []),
      ...(kms
        ? [
            new SignedHeads(new SigningKey(config, kms), {
              database,
              keyArn: kms.keyArn,
              frequencyMs,
            }),
          ]
        : []),
    ],
  };
}
