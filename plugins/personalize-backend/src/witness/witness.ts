import { JsonObject } from '@backstage/types';
import { LedgerHead } from '@personalize-portal/backstage-plugin-personalize-common';

/** A head of the ledger that a witness has. */
export interface WitnessedHead extends LedgerHead {
  /** When the witness got it, by a clock that isn't the database's: ISO 8601, UTC. */
  at: string;
}

/** Gets heads of the ledger, and tells of them what whoever can write its database can't change. */
export interface Witness {
  /** For the reader. */
  readonly name: string;
  /**
   * Gives it the head unless it has it.
   *
   * @returns what the auditor is told of it; nothing where the witness had it
   * @throws Error that names the operation of AWS
   */
  write(head: LedgerHead, signal: AbortSignal): Promise<JsonObject | undefined>;
  /**
   * All heads that it has; the ledger must hold each of them.
   *
   * @throws Error where they can't be read, or where nothing protects them
   */
  heads(signal: AbortSignal): Promise<WitnessedHead[]>;
  /**
   * Why a head that the ledger holds proves nothing, in a sentence.
   *
   * @param head - the last of {@link heads} that the ledger holds
   * @returns nothing if it does
   */
  flawOf(head: WitnessedHead, signal: AbortSignal): Promise<string | undefined>;
}
