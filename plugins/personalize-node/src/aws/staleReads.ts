import { JsonObject } from '@backstage/types';
import {
  NOTHING,
  stateFingerprint,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What writes of one resource have made outdated. */
interface Writes {
  /** Fingerprints of what they replaced, and of what they wrote before the last one. */
  superseded: Set<string>;
  /** Fingerprint of what the last one wrote. */
  written: string;
  /** Time of the last one. */
  at: number;
}

/** After this time, somebody restored a document that looks outdated. */
const WINDOW_MS = 60_000;

/** Enough for all runs of a minute; the oldest is forgotten first. */
const REMEMBERED_RESOURCES = 1_000;

/**
 * Knows recent writes, by this process and, through the ledger, by others, to notice
 * outdated answers. AWS is eventually consistent. A merge on a document that our own
 * writes have replaced would undo them, and a listing without a new attachment would
 * make a healthy set-up look broken.
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

  /** Notes recorded writes of a resource, whichever process made them. */
  learn(resource: string, { written, superseded, ageMs }: WrittenDocument) {
    if (ageMs < WINDOW_MS) {
      this.note(resource, {
        superseded: new Set(superseded),
        written,
        at: this.now() - ageMs,
      });
    }
  }

  /** Whether writes have replaced this answer. */
  looksStale(resource: string, found: JsonObject | undefined): boolean {
    const last = this.recent(resource);
    if (!last) {
      return false;
    }
    const answer = stateFingerprint(found);
    return answer !== last.written && last.superseded.has(answer);
  }

  /**
   * The resources that are outdated in an answer: it lacks what was just added, or
   * still shows what was just removed.
   *
   * @param shows - whether the answer shows a resource; `undefined` for one that it
   *   doesn't cover
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

  /** Whether a resource was written recently. */
  wroteLately(resource: string): boolean {
    return this.recent(resource) !== undefined;
  }

  /** Accepts AWS's answers for a resource from now on: somebody may have restored the old state. */
  forget(resource: string): void {
    this.writes.delete(resource);
  }

  /** Expects the result of the later write, whichever was noted first. */
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
