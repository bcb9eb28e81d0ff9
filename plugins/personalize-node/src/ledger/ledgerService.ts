import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  AcceptRequest,
  AcceptResponse,
  AccessRecordRequest,
  Claim,
  ClaimRequest,
  IntentAnswer,
  IntentRequest,
  LeaseAnswer,
  LeaseRequest,
  OutcomeRequest,
  RegisterAnswer,
  RegisterRequest,
  ReportAnswer,
  ReportRequest,
  RevocationRequest,
  RoleRecord,
  RoleRef,
  RunChanges,
  SetupRecord,
  SetupStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * The ledger, which may be in another process. Each call may fail with
 * ServiceUnavailableError if it can't be reached, and with its answers:
 * NotFoundError, ConflictError, NotAllowedError.
 */
export interface LedgerService {
  /** The record of a role in an account; for an unknown role it says so. */
  roleRecord(
    role: Pick<RoleRef, 'accountId' | 'region' | 'roleName'>,
  ): Promise<RoleRecord>;
  /**
   * The unique ids that AWS gave roles for people created by runs of any set-up:
   * set-ups of one owner share them.
   *
   * @param arns - of roles
   * @returns by ARN; without roles that no run created
   */
  roleIds(arns: readonly string[]): Promise<Record<string, string>>;
  /**
   * The recorded statements of set-ups in the policies of buckets and keys: what the
   * last change for each role left there, or may have left.
   *
   * @param resources - their ARNs
   */
  setupStatements(resources: readonly string[]): Promise<SetupStatements>;
  /** The record of a set-up's role; `undefined` if no set-up has the name or it was removed. */
  setupRecord(name: string): Promise<SetupRecord | undefined>;
  /** Requests the turn at a resource, once; see `LeaseRequest`. */
  requestLease(request: LeaseRequest): Promise<LeaseAnswer>;
  /**
   * Renews a lease.
   *
   * @throws ConflictError when it was lost
   */
  renewLease(leaseId: string): Promise<void>;
  /** Gives a lease back, or the place in the queue (by its `waiterId`). */
  releaseLease(id: string): Promise<void>;
  /**
   * Records a change before it is made.
   *
   * @param initiator - recorded as its author
   * @throws ConflictError when the lease was lost, or the role has another claim by
   *   now: the set-up was removed or handed over meanwhile
   */
  openIntent(
    request: IntentRequest,
    initiator: BackstageCredentials,
  ): Promise<IntentAnswer>;
  /** Records the outcome. An intent that is already closed stays unchanged. */
  closeIntent(intentId: string, outcome: OutcomeRequest): Promise<void>;
  /**
   * Claims a role that nobody has, or what gives people access for a role's owner, or
   * reports whether it could be claimed.
   *
   * @param initiator - the new owner of an unclaimed role
   * @throws ConflictError when somebody else has claimed it, or nobody the role
   */
  claim(request: ClaimRequest, initiator: BackstageCredentials): Promise<Claim>;
  /**
   * Records the request.
   *
   * @throws ConflictError when the role has another claim by now
   */
  recordRequestedAccess(request: AccessRecordRequest): Promise<void>;
  /**
   * Registers a set-up, or reports whether it could be.
   *
   * @throws ConflictError when the name or the role belongs to another set-up, or
   *   others claimed it since the attempt looked, or the catalog has another entity
   *   of that name
   */
  register(
    request: RegisterRequest,
    initiator: BackstageCredentials,
  ): Promise<RegisterAnswer>;
  /**
   * Records the results of a run's check of a set-up.
   *
   * @returns the set-up's status after it
   * @throws ConflictError when the role has another claim by now, or another run was
   *   at work on it meanwhile
   */
  reportChecks(name: string, request: ReportRequest): Promise<ReportAnswer>;
  /** A task's changes for a role; see `RunChanges`. */
  runChanges(
    role: Pick<RoleRef, 'accountId' | 'roleName'>,
    taskId: string,
  ): Promise<RunChanges>;
  /**
   * Accepts a finding of a set-up for the initiator.
   *
   * @throws NotFoundError, NotAllowedError, ConflictError as `POST /setups/:name/accept` answers
   */
  accept(
    name: string,
    request: AcceptRequest,
    initiator: BackstageCredentials,
  ): Promise<AcceptResponse>;
  /**
   * Records that a set-up, or a claim without one, was removed.
   *
   * @throws ConflictError when the role has another claim by now
   */
  recordRevocation(
    name: string,
    request: RevocationRequest,
    initiator: BackstageCredentials,
  ): Promise<void>;
}
