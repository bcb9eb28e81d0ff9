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

/** A set-up as a list shows it, but with findings instead of checks for people. */
export type StoredSetup = Omit<SetupItem, 'failing'> & { failing: Finding[] };

/** A page of them. */
export type StoredSetups = Omit<SetupsResponse, 'items'> & {
  items: StoredSetup[];
};

/** A registered set-up with what isn't shown in lists. */
export interface Setup {
  item: StoredSetup;
  /** All that the last look found. */
  findings: Finding[];
  /** How it stood at the end of the last run; undefined while none has proven it. */
  baseline?: Baseline;
  /** The findings that somebody may live with and that haven't lapsed. */
  accepted: Acceptance[];
  /** ISO 8601, UTC: the first change after the last proof; undefined where all is proven. */
  pendingSince?: string;
  /** The request as it was registered last; undefined if the registration had none. */
  requested?: JsonObject;
  range: EntryRange;
}

/** How a set-up stands by a look at it, and all that it found. */
export type CheckResult = SetupJudgement & { findings: Finding[] };

/** A check of a set-up, as it was recorded. */
export interface RecordedCheck {
  status: SetupStatus;
  findings: Finding[];
  /** ISO 8601, UTC. */
  checkedAt: string;
  /** How it stood before. */
  before: SetupStatus;
}

/** A set-up, and the owner for whom somebody may act on it. */
export type OwnedSetup = Pick<SetupItem, 'name' | 'owner'>;

/** What came of claims that lapsed. */
export interface Lapses {
  /** Of those that were given up. */
  names: string[];
  /** Why others weren't. */
  failures: string[];
}
