import {
  AskedRequest,
  Acceptance,
  Baseline,
  Claim,
  ClaimRequest,
  Finding,
  IntentAnswer,
  IntentRequest,
  RegisterRequest,
  ReportAnswer,
  ReportRequest,
  RevokedRequest,
  RoleRecord,
  RunChanges,
  SetupFilter,
  SetupItem,
  SetupJudgement,
  SetupsResponse,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PolicyDecision } from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { EntryRange, RoleKey } from '../ledger/ledger';

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
  /** The request as it was registered last; absent where the registration had none. */
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

/** The set-ups that are registered, and how each stands. */
export interface Setups {
  byName(name: string): Promise<Setup | undefined>;
  /** The one that a role belongs to and that isn't taken back. */
  byRole(role: RoleKey): Promise<Setup | undefined>;
  /**
   * A page of those that match, drifted first, then by name.
   *
   * @param decision - of the permission personalize.setup.read: limits what is found
   */
  list(
    filter: SetupFilter,
    decision: PolicyDecision,
    page: { limit: number; cursor?: string },
  ): Promise<StoredSetups>;
  /**
   * Records what was asked for.
   *
   * @throws ConflictError where the role's claim isn't what the run found
   */
  recordAsked(request: AskedRequest): Promise<void>;
  /**
   * Records a change that is about to be made.
   *
   * @param requireLease - fails where the run has lost its lease on the resource
   * @throws ConflictError where the role's claim isn't what the run found, or what
   * people get access by isn't claimed for its owner
   */
  openIntent(
    request: IntentRequest,
    person: string,
    requireLease: (trx: Knex.Transaction) => Promise<void>,
  ): Promise<IntentAnswer>;
  /**
   * Claims a role for a person where nobody has, and people's holders for the role's owner.
   *
   * @throws NotFoundError where nobody has claimed the role, and it isn't to be claimed;
   * ConflictError that names another owner; nothing is written in a dry run
   */
  claim(request: ClaimRequest, person: string): Promise<Claim>;
  /**
   * Gives up a set-up for which nothing was begun in AWS; its name is free at once.
   *
   * @throws NotFoundError where there is none; ConflictError where something was
   * begun, or it is another owner's
   */
  discard(setup: OwnedSetup, person: string): Promise<void>;
  /** Gives up all claims for which nothing was begun for a day. */
  releaseLapsed(now?: Date): Promise<Lapses>;
  /**
   * Accepts a finding of a set-up, in place of an earlier acceptance of it.
   *
   * @throws NotFoundError where there is no such set-up, or it was taken back;
   * ConflictError where it is another owner's
   */
  accept(
    setup: OwnedSetup,
    finding: Omit<Acceptance, 'person' | 'acceptedAt'>,
    person: string,
  ): Promise<void>;
  /**
   * @returns the set-up, and whether the registration says anything new
   * @throws ConflictError as `LedgerService.register` says; nothing is written in a dry run
   */
  register(
    request: RegisterRequest,
    person: string,
  ): Promise<{ item: StoredSetup; changed: boolean }>;
  /**
   * Records what a run's proof found: how the set-up stands by it, and the new baseline.
   *
   * @throws NotFoundError where the role has no such set-up; ConflictError where its
   * claim isn't what the run found, or another run was at work on it meanwhile
   */
  report(name: string, request: ReportRequest): Promise<ReportAnswer>;
  /** Records what a check found. @returns how it stands, and how it stood before */
  recordCheck(name: string, result: CheckResult): Promise<RecordedCheck>;
  /**
   * Records that a set-up, or a role that was claimed without one, was taken back.
   *
   * @throws NotFoundError where the role has none of that name; ConflictError where
   * its claim isn't what the run found
   */
  recordRevoked(
    name: string,
    request: RevokedRequest,
    person: string,
  ): Promise<void>;
  /** Everything that is known of a role; see `RoleRecord`. */
  roleRecord(role: RoleKey & { region: string }): Promise<RoleRecord>;
  /**
   * Those that aren't taken back, the one that wasn't checked for longest first.
   *
   * @param exceptAccountIds - accounts whose set-ups are left out
   */
  dueForCheck(
    limit: number,
    exceptAccountIds?: readonly string[],
  ): Promise<Setup[]>;
  setOwnerMissing(name: string, missing: boolean): Promise<void>;
  /**
   * What a task changed for a role, in all its attempts. A task that changed
   * nothing, and a look by the portal itself, answer for all changes of the set-up.
   */
  runChanges(role: RoleKey, taskId?: string): Promise<RunChanges>;
  /**
   * Takes on to tell the owner how a set-up stands, if it stands like that and
   * the owner was told otherwise last. Of several that ask at once one gets it,
   * on whatever replica.
   *
   * @returns what the owner was told last, `ok` for nothing yet; `undefined`
   * where there is nothing to tell
   */
  claimNotification(
    name: string,
    status: SetupStatus,
  ): Promise<SetupStatus | undefined>;
  /** Notes that the owner couldn't be told, and still knows what they were told before. */
  releaseNotification(
    name: string,
    status: SetupStatus,
    before: SetupStatus,
  ): Promise<void>;
}
