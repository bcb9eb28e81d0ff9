import { randomBytes } from 'node:crypto';
import { LedgerHead } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { EntryRow } from './entryRow';
import { DATABASE_KEY_ID, LedgerConfig, LedgerKey } from './ledgerConfig';

interface KeyRow extends LedgerKey {
  made_at: string;
}

/** The keys of the ledger: the first signs, all verify. */
export class Keyring {
  private constructor(
    private readonly configured: readonly LedgerKey[],
    private readonly made: LedgerKey | undefined,
    readonly anchor: LedgerHead | undefined,
    /** Hashes of what the key in the database signed, by number. */
    private readonly vouched: ReadonlyMap<number, string> = new Map(),
  ) {}

  /** The configured keys, and the one in the database if there is one. */
  static async read(
    database: Knex,
    { keys, anchor }: LedgerConfig,
  ): Promise<Keyring> {
    // Anyone who can write the table could add other keys, and sign with them.
    const made = await database<KeyRow>('ledger_key')
      .where({ id: DATABASE_KEY_ID })
      .first('id', 'secret');
    return new Keyring(keys, made, anchor);
  }

  /** The same, but creates a key if there is none at all. */
  static async open(database: Knex, config: LedgerConfig): Promise<Keyring> {
    if (config.keys.length === 0) {
      await database<KeyRow>('ledger_key')
        .insert({
          id: DATABASE_KEY_ID,
          secret: randomBytes(48).toString('base64'),
          made_at: new Date().toISOString(),
        })
        .onConflict('id')
        .ignore();
    }
    return Keyring.read(database, config);
  }

  /** The same keys with another anchor. */
  anchoredAt({ seq, hash }: LedgerHead): Keyring {
    return new Keyring(this.configured, this.made, { seq, hash });
  }

  /**
   * The same, accepting single entries that the key in the database signed.
   *
   * @param hashes - of the entries by number, in a chain that is intact up to
   * the anchor
   */
  vouchingFor(hashes: ReadonlyMap<number, string>): Keyring {
    return new Keyring(this.configured, this.made, this.anchor, hashes);
  }

  /** Whether the key of an entry proves it without the entries around it. */
  proves({ seq, hash, key_id: id }: EntryRow): boolean {
    return (
      id !== DATABASE_KEY_ID ||
      !this.isConfigured ||
      this.vouched.get(seq) === hash
    );
  }

  /** Whether database users can't reach the keys. */
  get isConfigured(): boolean {
    return this.configured.length > 0;
  }

  /** @throws Error if there is none at all */
  get signing(): LedgerKey {
    const first = this.configured[0] ?? this.made;
    if (!first) {
      throw new Error(
        'The ledger has no key: start the portal once, or configure personalize.ledger.keys',
      );
    }
    return first;
  }

  find(id: string | null): LedgerKey | undefined {
    return id === DATABASE_KEY_ID
      ? this.made
      : this.configured.find(key => key.id === id);
  }

  /**
   * Why the key of an entry proves nothing, not even in a chain that leads to
   * the anchor; undefined if it proves something.
   */
  keyFlaw({ seq, key_id: id }: EntryRow): string | undefined {
    if (!this.find(id)) {
      return `Entry ${seq} is signed with the key "${id}", and later ones may be too, but personalize.ledger.keys doesn't have it. Add it after the others; without it these entries can't be proven.`;
    }
    const isTrusted =
      id !== DATABASE_KEY_ID ||
      !this.isConfigured ||
      (this.anchor !== undefined && seq <= this.anchor.seq);
    return isTrusted
      ? undefined
      : `Entry ${seq} is signed with the key in the database, and later ones may be too. Because personalize.ledger.keys is configured, that key counts only up to personalize.ledger.anchor: somebody forged the entry, or the anchor is missing.`;
  }
}
