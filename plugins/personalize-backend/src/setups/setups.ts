import {
  AskedAccess,
  AskedRequest,
  Change,
  Check,
  CheckResponse,
  RegisterRequest,
  ReportRequest,
  RevokedRequest,
  RoleRecord,
  SetupFilter,
  SetupItem,
  SetupsResponse,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PolicyDecision } from '@backstage/plugin-permission-common';
import { EntryRange, RoleKey } from '../ledger/ledger';

/** A registered set-up with what isn't shown in lists. */
export interface Setup {
  item: SetupItem;
  /** All checks of the last check. */
  checks: Check[];
  /** The outcome of each check of the last run that passed or not, by id: what drift is judged by. */
  baseline: Record<string, Check['outcome']>;
  range: EntryRange;
}

/** What a check of a set-up found. */
export interface CheckResult {
  status: SetupStatus;
  checks: Check[];
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
  ): Promise<SetupsResponse>;
  /** What was asked for last of a role in a Region, since it was taken back last. */
  asked(role: RoleKey & { region: string }): Promise<AskedAccess>;
  recordAsked(request: AskedRequest): Promise<void>;
  /**
   * @throws ConflictError as `LedgerService.register` says; nothing is written in a dry run
   */
  register(request: RegisterRequest, person: string): Promise<SetupItem>;
  /** Records a run's proof: `ok` or `failed`, and the new baseline. */
  report(name: string, request: ReportRequest): Promise<void>;
  /** Records what a check found. @returns how it stands, and how it stood before */
  recordCheck(
    name: string,
    result: CheckResult,
  ): Promise<CheckResponse & { before: SetupStatus }>;
  recordRevoked(
    name: string,
    request: RevokedRequest,
    person: string,
  ): Promise<void>;
  /** Everything that is known of a role; see `RoleRecord`. */
  roleRecord(role: RoleKey & { region: string }): Promise<RoleRecord>;
  /** Those that aren't taken back, the one that wasn't checked for longest first. */
  dueForCheck(limit: number): Promise<Setup[]>;
  setOwnerMissing(name: string, missing: boolean): Promise<void>;
  /** The recorded changes of a set-up that AWS holds, as a proof takes them: before its first and after its last change of each resource. */
  netChanges(setup: Setup): Promise<Change[]>;
}
