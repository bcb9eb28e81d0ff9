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
 * ServiceUnavailableError where it can't be reached, and with what it answers:
 * NotFoundError, ConflictError, NotAllowedError.
 */
export interface LedgerService {
  /** What is known of a role of an account; of one that isn't known, that. */
  roleRecord(
    role: Pick<RoleRef, 'accountId' | 'region' | 'roleName'>,
  ): Promise<RoleRecord>;
  /**
   * The unique ids that AWS gave roles for people which runs created, for whichever
   * set-up: those of one owner share them.
   *
   * @param arns - of roles
   * @returns by ARN; without roles that no run created
   */
  roleIds(arns: readonly string[]): Promise<Record<string, string>>;
  /**
   * The statements that set-ups have on record in the policies of buckets and keys:
   * what the last change for each role left there, or may have left.
   *
   * @param resources - their ARNs
   */
  setupStatements(resources: readonly string[]): Promise<SetupStatements>;
  /** What is known of a set-up's role; `undefined` where none has the name or it was removed. */
  setupRecord(name: string): Promise<SetupRecord | undefined>;
  /** Asks for the turn at a resource, once; see `LeaseRequest`. */
  requestLease(request: LeaseRequest): Promise<LeaseAnswer>;
  /**
   * Keeps a lease.
   *
   * @throws ConflictError when it was lost
   */
  renewLease(leaseId: string): Promise<void>;
  /** Gives a lease back, or the place in the queue (by its `waiterId`). */
  releaseLease(id: string): Promise<void>;
  /**
   * Records a change that is about to be made.
   *
   * @param initiator - who is recorded as its author
   * @throws ConflictError when the lease was lost, or the role's claim is another by
   * now: the set-up was removed or handed over meanwhile
   */
  openIntent(
    request: IntentRequest,
    initiator: BackstageCredentials,
  ): Promise<IntentAnswer>;
  /** Records what came of it. An intent that is closed already stays as it is. */
  closeIntent(intentId: string, outcome: OutcomeRequest): Promise<void>;
  /**
   * Claims a role that nobody has, or what gives people access for a role's owner,
   * or tells whether it could be claimed.
   *
   * @param initiator - whose a role becomes that nobody has claimed
   * @throws ConflictError when somebody else has claimed it, or nobody the role
   */
  claim(request: ClaimRequest, initiator: BackstageCredentials): Promise<Claim>;
  /**
   * Records what was requested.
   *
   * @throws ConflictError when the role's claim is another by now
   */
  recordRequestedAccess(request: AccessRecordRequest): Promise<void>;
  /**
   * Registers a set-up, or tells whether it could be.
   *
   * @throws ConflictError when the name or the role belongs to another set-up, or
   * others claimed it since the attempt looked, or the catalog has another entity of
   * that name
   */
  register(
    request: RegisterRequest,
    initiator: BackstageCredentials,
  ): Promise<RegisterAnswer>;
  /**
   * Records what a run's proof of a set-up found.
   *
   * @returns how it stands by that
   * @throws ConflictError when the role's claim is another by now, or another run was
   * at work on it meanwhile
   */
  reportChecks(name: string, request: ReportRequest): Promise<ReportAnswer>;
  /** What a task changed for a role; see `RunChanges`. */
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
   * @throws ConflictError when the role's claim is another by now
   */
  recordRevocation(
    name: string,
    request: RevocationRequest,
    initiator: BackstageCredentials,
  ): Promise<void>;
}
