import {
  Acceptance,
  Baseline,
  Finding,
  SetupItem,
  SetupJudgement,
  SetupsResponse,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { JsonObject } from '@backstage/types';
import { EntryRange } from '../ledger/entryRow';

/**
 * A set-up as a list shows it, but with findings instead of checks for people.
 */
export type StoredSetup = Omit<SetupItem, 'failing'> & { failing: Finding[] };

/** The set-ups on this page. */
export type StoredSetups = Omit<SetupsResponse, 'items'> & {
  items: StoredSetup[];
};

/** A registered set-up, with the fields that lists don't show. */
export interface Setup {
  item: StoredSetup;
  /** Everything that the last check found. */
  findings: Finding[];
  /**
   * The baseline: the state at the end of the last run; undefined until a run
   * has proven it.
   */
  baseline?: Baseline;
  /** The accepted findings that haven't expired. */
  accepted: Acceptance[];
  /**
   * ISO 8601, UTC: the first change after the last proof; undefined if
   * everything is proven.
   */
  pendingSince?: string;
  /** The last registered request; undefined if the registration had none. */
  requested?: JsonObject;
  range: EntryRange;
}

/**
 * The status of a set-up after a check, and everything that the check found.
 */
export type CheckResult = SetupJudgement & { findings: Finding[] };

/** A check of a set-up, as recorded. */
export interface RecordedCheck {
  status: SetupStatus;
  findings: Finding[];
  /** ISO 8601, UTC. */
  checkedAt: string;
  /** The status before. */
  before: SetupStatus;
}

/** A set-up, and the owner for whom a person may act on it. */
export type OwnedSetup = Pick<SetupItem, 'name' | 'owner'>;

/** What happened to expired claims. */
export interface Lapses {
  /** The released claims. */
  names: string[];
  /** Why the others weren't released. */
  failures: string[];
}
