import {
  PolicyDocument,
  sameDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What one of our writes replaced, and by what. */
interface Write {
  replaced: PolicyDocument | undefined;
  written: PolicyDocument | undefined;
  at: number;
}

/** Beyond this, a document that looks like the old one was put back by somebody. */
const WINDOW_MS = 60_000;

/** Enough for all runs of a minute; the oldest is forgotten first. */
const REMEMBERED_WRITES = 1_000;

/**
 * Knows what this process wrote last, so that an old answer of AWS is noticed:
 * bucket and key policies are eventually consistent, and a merge on a document
 * that our own write has already replaced would undo that write.
 */
export class StaleReads {
  private readonly writes = new Map<string, Write>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Notes a write of the policy of a resource (as in `Change.resource`). */
  remember(
    resource: string,
    replaced: PolicyDocument | undefined,
    written: PolicyDocument | undefined,
  ): void {
    this.writes.delete(resource);
    this.writes.set(resource, { replaced, written, at: this.now() });
    const [oldest] = this.writes.keys();
    if (this.writes.size > REMEMBERED_WRITES && oldest !== undefined) {
      this.writes.delete(oldest);
    }
  }

  /** Tells whether an answer is the document that our last write replaced. */
  looksStale(resource: string, found: PolicyDocument | undefined): boolean {
    const last = this.writes.get(resource);
    return (
      last !== undefined &&
      this.now() - last.at < WINDOW_MS &&
      sameDocument(found, last.replaced) &&
      !sameDocument(found, last.written)
    );
  }
}
