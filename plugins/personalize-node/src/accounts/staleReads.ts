import {
  PolicyDocument,
  sameDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What our writes of one resource have made an old answer. */
interface Writes {
  /** What they replaced, and what they wrote before the last of them. */
  superseded: (PolicyDocument | undefined)[];
  written: PolicyDocument | undefined;
  /** Of the last. */
  at: number;
}

/** Beyond this, a document that looks like an old one was put back by somebody. */
const WINDOW_MS = 60_000;

/** Enough for all runs of a minute; the oldest is forgotten first. */
const REMEMBERED_RESOURCES = 1_000;

/**
 * Knows what this process wrote of late, so that an old answer of AWS is noticed:
 * bucket and key policies are eventually consistent, and a merge on a document
 * that our own writes have already replaced would undo them.
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
    const last = this.recent(resource);
    this.writes.delete(resource);
    this.writes.set(resource, {
      superseded: last
        ? [...last.superseded, last.written, replaced]
        : [replaced],
      written,
      at: this.now(),
    });
    const [oldest] = this.writes.keys();
    if (this.writes.size > REMEMBERED_RESOURCES && oldest !== undefined) {
      this.writes.delete(oldest);
    }
  }

  /** Tells whether an answer is a document that our writes have replaced. */
  looksStale(resource: string, found: PolicyDocument | undefined): boolean {
    const last = this.recent(resource);
    return (
      last !== undefined &&
      !sameDocument(found, last.written) &&
      last.superseded.some(document => sameDocument(found, document))
    );
  }

  private recent(resource: string): Writes | undefined {
    const last = this.writes.get(resource);
    return last && this.now() - last.at < WINDOW_MS ? last : undefined;
  }
}
