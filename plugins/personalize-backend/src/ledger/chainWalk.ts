import { LedgerProblem } from '@personalize-portal/backstage-plugin-personalize-common';
import { entryHash, NOTHING_BEFORE, payloadHash } from './chain';
import { EntryRow, isFull } from './entryRow';
import { Keyring } from './keyring';
import { DATABASE_KEY_ID } from './ledgerConfig';
import { prunedPayload, readPayload } from './payload';

/** Goes through the ledger entry by entry and notes what is wrong. */
export class ChainWalk {
  /** Number of the last entry that was visited; 0 before the first. */
  seq = 0;
  /** Its hash. */
  hash = NOTHING_BEFORE;
  /** How many were visited. */
  entries = 0;
  /** The hash of the entry that the log of the auditor names. */
  hashAtKnown: string | undefined;
  /** Number of the last entry that the key in the database signed; 0 for none. */
  lastOfDatabaseKey = 0;

  private readonly problems: LedgerProblem[] = [];
  private readonly missingKeys = new Set<string>();
  /** Entries without content, and those that a `pruned` entry vouches for. */
  private readonly blank = new Set<number>();
  private readonly pruned = new Set<number>();
  private isOutsideOfDatabase = false;

  /** @param knownSeq - number of the entry that the log of the auditor names */
  constructor(
    private readonly keyring: Keyring,
    private readonly knownSeq: number | undefined,
  ) {}

  /** Visits the next entry, by number. */
  visit(row: EntryRow): void {
    if (row.seq !== this.seq + 1) {
      this.note(this.seq + 1, 'missing', missing(this.seq + 1, row.seq - 1));
    }
    const flaw = this.flawOf(row);
    if (flaw) {
      this.note(row.seq, 'altered', flaw);
    } else if (row.kind === 'pruned' && isFull(row)) {
      readPayload(row, prunedPayload).seqs.forEach(seq => this.pruned.add(seq));
    }
    if (row.key_id === DATABASE_KEY_ID) {
      this.lastOfDatabaseKey = row.seq;
    } else {
      this.isOutsideOfDatabase = true;
    }
    this.hashAtKnown = row.seq === this.knownSeq ? row.hash : this.hashAtKnown;
    this.seq = row.seq;
    this.hash = row.hash;
    this.entries += 1;
  }

  /** What is wrong, by number, once all entries were visited. */
  finish(): LedgerProblem[] {
    const emptied = [...this.blank]
      .filter(seq => !this.pruned.has(seq))
      .map<LedgerProblem>(seq => ({
        seq,
        kind: 'altered',
        message: `Entry ${seq} has lost its content, and no later entry says that it was pruned.`,
      }));
    return [...this.problems, ...emptied].sort((a, b) => a.seq - b.seq);
  }

  private flawOf(row: EntryRow): string | undefined {
    const key = this.keyring.find(row.key_id);
    if (!key) {
      return this.missingKeyFlaw(row);
    }
    if (key.id === DATABASE_KEY_ID && this.isOutsideOfDatabase) {
      return `Entry ${row.seq} is signed with the key of the database, though a key that is configured was in use before it.`;
    }
    if (row.hash !== entryHash(key, row)) {
      return `Entry ${row.seq} isn't as it was recorded: one of its columns was changed, or the secret of the key "${key.id}" was.`;
    }
    if (!isFull(row)) {
      this.blank.add(row.seq);
    } else if (row.payload_hash !== payloadHash(key, row.payload)) {
      return `What entry ${row.seq} says was changed.`;
    }
    return row.seq === this.seq + 1 && row.previous_hash !== this.hash
      ? `Entry ${row.seq} doesn't follow on entry ${this.seq}, which was replaced.`
      : undefined;
  }

  /** Told once for each key, for it mostly signed many. */
  private missingKeyFlaw({ seq, key_id: id }: EntryRow): string | undefined {
    if (this.missingKeys.has(id)) {
      return undefined;
    }
    this.missingKeys.add(id);
    return `Entry ${seq} is signed with the key "${id}", and so may be others after it, but personalize.ledger.keys doesn't have it. Put it back behind the others; without it they can't be proven.`;
  }

  private note(
    seq: number,
    kind: LedgerProblem['kind'],
    message: string,
  ): void {
    this.problems.push({ seq, kind, message });
  }
}

function missing(first: number, last: number): string {
  return first === last
    ? `Entry ${first} is gone.`
    : `Entries ${first} to ${last} are gone.`;
}
