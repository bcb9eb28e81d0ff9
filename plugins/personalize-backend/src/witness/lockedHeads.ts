import { JsonObject } from '@backstage/types';
import { LedgerHead } from '@personalize-portal/backstage-plugin-personalize-common';
import { LockedBucket } from '@personalize-portal/backstage-plugin-personalize-node';
import { Witness, WitnessedHead } from './witness';
import { WitnessConfig } from './witnessConfig';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Of the number in a key, so that keys sort by it. */
const DIGITS = 10;

/** Heads as objects in a bucket, each under a lock; the key of an object says which head it is. */
export class LockedHeads implements Witness {
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
    // A ledger that stands still keeps its head locked.
    const renewAfter = Date.now() - (this.place.retainDays * DAY_MS) / 2;
    if (versions.some(({ at }) => Date.parse(at) > renewAfter)) {
      return undefined;
    }
    // As the command takes it.
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
