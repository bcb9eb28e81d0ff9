import { JsonObject } from '@backstage/types';
import {
  NOTHING,
  stateFingerprint,
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
 * ledger tells, so that an old answer of AWS is noticed. AWS is eventually
 * consistent: a merge on a document that our own writes have already replaced
 * would undo them, and a listing that lacks what was just attached would make a
 * healthy set-up look broken.
 */
export class StaleReads {
  private readonly writes = new Map<string, Writes>();

  constructor(private readonly now: () => number = Date.now) {}

  /**
   * Notes a write of a resource (as in `Change.resource`).
   *
   * @param replaced - as in `Change.before`
   * @param written - as in `Change.after`
   */
  remember(
    resource: string,
    replaced: JsonObject | undefined,
    written: JsonObject | undefined,
  ): void {
    this.note(resource, {
      superseded: new Set([stateFingerprint(replaced)]),
      written: stateFingerprint(written),
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

  /** Whether an answer is what writes have replaced. */
  looksStale(resource: string, found: JsonObject | undefined): boolean {
    const last = this.recent(resource);
    if (!last) {
      return false;
    }
    const answer = stateFingerprint(found);
    return answer !== last.written && last.superseded.has(answer);
  }

  /**
   * The resources of which an answer tells what writes have replaced: it lacks
   * what was just put there, or still shows what was just taken away.
   *
   * @param shows - whether the answer shows a resource; `undefined` for one that
   * it isn't about
   */
  outdatedIn(shows: (resource: string) => boolean | undefined): string[] {
    return [...this.writes.keys()].filter(resource => {
      const last = this.recent(resource);
      const isShown = last && shows(resource);
      return (
        last !== undefined &&
        isShown !== undefined &&
        isShown !== (last.written !== NOTHING) &&
        [...last.superseded].some(state => isShown === (state !== NOTHING))
      );
    });
  }

  /** Whether a resource was written of late. */
  wroteLately(resource: string): boolean {
    return this.recent(resource) !== undefined;
  }

  /** Takes what AWS answers of a resource for true from now on: somebody may have put the old state back. */
  forget(resource: string): void {
    this.writes.delete(resource);
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
