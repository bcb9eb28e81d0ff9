import {
  documentFingerprint,
  PolicyDocument,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What writes of one resource have made an old answer. */
interface Writes {
  /** Fingerprints of what they replaced, and of what they wrote before the last of them. */
  superseded: Set<string>;
  /** Fingerprint of what the last of them wrote. */
  written: string;
  /** Of the last. */
  at: number;
}

/** Beyond this, a document that looks like an old one was put back by somebody. */
const WINDOW_MS = 60_000;

/** Enough for all runs of a minute; the oldest is forgotten first. */
const REMEMBERED_RESOURCES = 1_000;

/**
 * Knows what was written of late, by this process and by others as far as the
 * ledger tells, so that an old answer of AWS is noticed: bucket and key policies
 * are eventually consistent, and a merge on a document that our own writes have
 * already replaced would undo them.
 */
export class StaleReads {
  private readonly writes = new Map<string, Writes>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Notes a write of the policy of a resource (as in `Change.resource`). */
  remember(
    resource: string,
    replaced: PolicyDocument | undefined,
    written: PolicyDocument | undefined,
  ): void {
    this.note(resource, {
      superseded: new Set([documentFingerprint(replaced)]),
      written: documentFingerprint(written),
      at: this.now(),
    });
  }

  /** Notes what is recorded of writes of a resource, whichever process made them. */
  learn(resource: string, { written, superseded, ageMs }: WrittenDocument) {
    if (ageMs < WINDOW_MS) {
      this.note(resource, {
        superseded: new Set(superseded),
        written,
        at: this.now() - ageMs,
      });
    }
  }

  /** Tells whether an answer is a document that writes have replaced. */
  looksStale(resource: string, found: PolicyDocument | undefined): boolean {
    const last = this.recent(resource);
    if (!last) {
      return false;
    }
    const answer = documentFingerprint(found);
    return answer !== last.written && last.superseded.has(answer);
  }

  /** What the later of two writes left is what is to be expected, whichever was noted first. */
  private note(resource: string, noted: Writes): void {
    const known = this.recent(resource);
    const last = known && known.at > noted.at ? known : noted;
    const superseded = new Set([
      ...(known?.superseded ?? []),
      ...(known ? [known.written] : []),
      ...noted.superseded,
      noted.written,
    ]);
    this.writes.delete(resource);
    this.writes.set(resource, { ...last, superseded });
    const [oldest] = this.writes.keys();
    if (this.writes.size > REMEMBERED_RESOURCES && oldest !== undefined) {
      this.writes.delete(oldest);
    }
  }

  private recent(resource: string): Writes | undefined {
    const last = this.writes.get(resource);
    return last && this.now() - last.at < WINDOW_MS ? last : undefined;
  }
}
