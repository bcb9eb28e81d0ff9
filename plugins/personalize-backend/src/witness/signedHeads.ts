import { ConflictError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { LedgerHead } from '@personalize-portal/backstage-plugin-personalize-common';
import { SigningKey } from '@personalize-portal/backstage-plugin-personalize-node';
import { Knex } from 'knex';
import { EntryRow } from '../ledger/entryRow';
import { Witness, WitnessedHead } from './witness';

/** A row of `ledger_signed_heads`. */
interface SignedHeadRow extends WitnessedHead {
  key_arn: string;
  signature: string;
}

/**
 * Heads that a key of KMS signed together with the time. They stand in the ledger's
 * own database and in the auditor's log: nobody forges or dates one anew, but an
 * older copy of the database has the older ones. So a head is signed in each
 * interval, and one that is old is told.
 */
export class SignedHeads implements Witness {
  readonly name: string;
  /** The last that this process had signed. */
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
    // It may have been signed again meanwhile.
    const row = await this.rows().where({ seq, hash }).first();
    if (
      !row ||
      !(await this.key.verifies(message(row), row.signature, signal))
    ) {
      return `The row of entry ${seq} in ledger_signed_heads isn't as the key signed it: somebody changed it or made it up.`;
    }
    const { at } = row;
    const { frequencyMs } = this.options;
    return Date.now() - Date.parse(at) > 2 * frequencyMs
      ? `The last was signed at ${at}, though one is signed every ${
          frequencyMs / 1000
        } seconds: an older copy of the database was put back, or no backend signs. Compare it with the last ledger-witness of the auditor's log.`
      : undefined;
  }

  /** Without this a copy that is put back while backends run would be signed, and look new. */
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
        `The ledger lacks entry ${last.seq} with the hash ${last.hash}, which it had when this backend signed it. Nothing more is signed. If an older copy was put back on purpose, restart all backends; see docs/ledger.md`,
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

/** What is signed; nothing else that the key signs can look like it. */
function message({ seq, hash, at }: WitnessedHead): string {
  return JSON.stringify(['personalize-ledger-head', seq, hash, at]);
}
