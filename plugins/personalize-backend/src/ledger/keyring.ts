import { randomBytes } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { DATABASE_KEY_ID, LedgerKey } from './ledgerConfig';

interface KeyRow extends LedgerKey {
  made_at: string;
}

/** The keys of the ledger: the first signs, all verify. */
export class Keyring {
  private constructor(private readonly keys: readonly LedgerKey[]) {}

  /** The configured keys, and the one of the database where one was made. */
  static async read(
    database: Knex,
    configured: readonly LedgerKey[],
  ): Promise<Keyring> {
    // Whoever can write there could add others, and sign with them.
    const made = await database<KeyRow>('ledger_key')
      .where({ id: DATABASE_KEY_ID })
      .select('id', 'secret');
    return new Keyring([...configured, ...made]);
  }

  /** The same, and where there is none at all, one is made. */
  static async open(
    database: Knex,
    configured: readonly LedgerKey[],
    logger: LoggerService,
  ): Promise<Keyring> {
    if (configured.length === 0) {
      logger.warn(
        'personalize.ledger.keys is not configured, so the key of the ledger is kept in its own database: whoever can write there can forge entries, and only the log of the auditor tells. See docs/ledger.md.',
      );
      await database<KeyRow>('ledger_key')
        .insert({
          id: DATABASE_KEY_ID,
          secret: randomBytes(48).toString('base64'),
          made_at: new Date().toISOString(),
        })
        .onConflict('id')
        .ignore();
    }
    return Keyring.read(database, configured);
  }

  /** @throws Error where there is none at all */
  get signing(): LedgerKey {
    const [first] = this.keys;
    if (!first) {
      throw new Error(
        'The ledger has no key: start the portal once, or configure personalize.ledger.keys',
      );
    }
    return first;
  }

  /** Id of the one that signs, if there is any. */
  get firstId(): string | undefined {
    return this.keys[0]?.id;
  }

  find(id: string | null): LedgerKey | undefined {
    return this.keys.find(key => key.id === id);
  }
}
