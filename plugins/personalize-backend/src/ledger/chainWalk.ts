import {
  LedgerHead,
  LedgerProblem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { entryHash, NOTHING_BEFORE, payloadHash } from './chain';
import { EntryRow, isFull } from './entryRow';
import { Keyring } from './keyring';
import { DATABASE_KEY_ID, LedgerKey } from './ledgerConfig';
import {
  prunedPayload,
  readPayload,
  SealedPayload,
  sealedPayload,
} from './payload';

/** Numbers of entries, from the first to the last. */
type Range = SealedPayload['ranges'][number];

/** Goes through the ledger entry by entry and records problems. */
export class ChainWalk {
  /** Number of the last entry that was visited; 0 before the first. */
  seq = 0;
  /** Its hash. */
  hash = NOTHING_BEFORE;
  /** The number of visited entries. */
  entries = 0;
  /** Problems of each invalid entry, by number; complete once finished. */
  readonly flaws = new Map<number, string>();

  private readonly problems: LedgerProblem[] = [];
  /** Missing entries, from the first to the last. */
  readonly gaps: Range[] = [];
  /** Problems that somebody with the key has accepted. */
  private readonly sealed: Range[] = [];
  private readonly toldKeys = new Set<string>();
  /** Entries without content, and those that a `pruned` entry covers. */
  private readonly blank = new Set<number>();
  private readonly pruned = new Set<number>();
  /** Entries that the key in the database signed. */
  private readonly ofDatabaseKey: number[] = [];
  private isOutsideOfDatabase = false;
  /** Hashes of entries that something outside the ledger names. */
  private readonly hashes = new Map([[0, NOTHING_BEFORE]]);
  private readonly named: ReadonlySet<number | undefined>;

  /** @param named - entries that something outside the ledger names, in addition to the anchor */
  constructor(
    private readonly keyring: Keyring,
    named: readonly LedgerHead[] = [],
  ) {
    this.named = new Set([...named.map(({ seq }) => seq), keyring.anchor?.seq]);
  }

  /** Visits the next entry, by number. */
  visit(row: EntryRow): void {
    const { seq, key_id: keyId } = row;
    if (seq < 1) {
      this.note(seq, `Entry ${seq} was added: entries are numbered from 1.`);
      return;
    }
    if (seq !== this.seq + 1) {
      const message = gapMessage(this.seq + 1, seq - 1);
      this.problems.push({ seq: this.seq + 1, kind: 'missing', message });
      this.gaps.push([this.seq + 1, seq - 1]);
    }
    const key = this.keyring.find(keyId);
    const keyFlaw = this.keyring.keyFlaw(row);
    if (!key || keyFlaw) {
      // Reported once, because that key usually signed many.
      this.note(seq, keyFlaw, !this.toldKeys.has(keyId));
      this.toldKeys.add(keyId);
    } else {
      this.note(seq, this.flawOf(row, key));
    }
    if (!this.flaws.has(seq) && isFull(row)) {
      if (row.kind === 'pruned') {
        const { seqs } = readPayload(row, prunedPayload);
        seqs.forEach(one => this.pruned.add(one));
      } else if (row.kind === 'sealed') {
        this.sealed.push(...readPayload(row, sealedPayload).ranges);
      }
    }
    if (keyId === DATABASE_KEY_ID) {
      this.ofDatabaseKey.push(seq);
    } else {
      this.isOutsideOfDatabase = true;
    }
    if (this.named.has(seq)) {
      this.hashes.set(seq, row.hash);
    }
    this.seq = seq;
    this.hash = row.hash;
    this.entries += 1;
  }

  /** Whether the ledger has an entry. */
  has({ seq, hash }: LedgerHead): boolean {
    return this.hashes.get(seq) === hash;
  }

  /** The problems by number, once all entries were visited. */
  finish(): LedgerProblem[] {
    for (const seq of this.blank) {
      if (!this.pruned.has(seq)) {
        this.note(
          seq,
          `Entry ${seq} has lost its content, and no later entry says that it was pruned.`,
        );
      }
    }
    const { anchor, isConfigured } = this.keyring;
    if (isConfigured && anchor && !this.has(anchor)) {
      this.ofDatabaseKey.forEach((seq, index) =>
        this.note(
          seq,
          `Entry ${seq} is signed with the key in the database, and later ones may be too. The ledger lacks the entry of personalize.ledger.anchor, so they can't be proven.`,
          index === 0,
        ),
      );
    }
    return [...this.problems].sort((a, b) => a.seq - b.seq);
  }

  /** Everything altered or missing up to the last entry. */
  damage(): Range[] {
    return [
      ...this.gaps,
      ...[...this.flaws.keys()].map((seq): Range => [seq, seq]),
    ];
  }

  /** The problems that no `sealed` entry names; undefined if there are none. */
  unsealedFlaw(among: readonly Range[] = this.damage()): string | undefined {
    const open = among.find(
      ([first, last]) =>
        !this.sealed.some(([from, to]) => from <= first && last <= to),
    );
    return open && (this.flaws.get(open[0]) ?? gapMessage(...open));
  }

  private flawOf(row: EntryRow, key: LedgerKey): string | undefined {
    if (key.id === DATABASE_KEY_ID && this.isOutsideOfDatabase) {
      return `Entry ${row.seq} is signed with the key in the database, though a configured key was in use before it.`;
    }
    if (row.hash !== entryHash(key, row)) {
      return `Entry ${row.seq} was changed after it was recorded: one of its columns was, or the secret of the key "${key.id}".`;
    }
    if (!isFull(row)) {
      this.blank.add(row.seq);
    } else if (row.payload_hash !== payloadHash(key, row.payload)) {
      return `The content of entry ${row.seq} was changed.`;
    }
    return row.seq === this.seq + 1 && row.previous_hash !== this.hash
      ? `Entry ${row.seq} doesn't follow entry ${this.seq}, which was replaced.`
      : undefined;
  }

  /** @param isTold - whether to report it as a separate problem */
  private note(seq: number, message: string | undefined, isTold = true): void {
    if (message === undefined || this.flaws.has(seq)) {
      return;
    }
    this.flaws.set(seq, message);
    if (isTold) {
      this.problems.push({ seq, kind: 'altered', message });
    }
  }
}

function gapMessage(first: number, last: number): string {
  return first === last
    ? `Entry ${first} is gone.`
    : `Entries ${first} to ${last} are gone.`;
}
