import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  Claim,
  IntentAnswer,
  IntentRequest,
  LeaseAnswer,
  LeaseRequest,
  OutcomeRequest,
  RegisterAnswer,
  ReportAnswer,
  RoleRecord,
  RunChanges,
  SetupStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { LedgerService } from '../ledger/ledgerService';

/** How long a lease of the fake lasts. */
export const LEASE_MS = 30_000;

/** An answer to who has to wait. */
export const queuedBehind = (person: string, taskId: string): LeaseAnswer => ({
  granted: false,
  position: 1,
  waitsFor: { person, taskId },
  retryAfterMs: 1_000,
});

/** What a journal needs of the ledger, in memory: it grants at once unless it is told otherwise. */
export class FakeLedger implements LedgerService {
  /** What was asked of it, in order. */
  readonly calls: string[] = [];
  readonly intents: (IntentRequest & {
    initiator: BackstageCredentials;
    outcome?: OutcomeRequest;
  })[] = [];
  /** Outcomes of intents of others. */
  readonly closed: { intentId: string; outcome: OutcomeRequest }[] = [];
  readonly requests: LeaseRequest[] = [];
  readonly released: string[] = [];
  /** Answers to the next requests for a lease. */
  answers: LeaseAnswer[] = [];
  /** What a lease that is granted comes with. */
  granted: Pick<
    Extract<LeaseAnswer, { granted: true }>,
    'orphans' | 'written'
  > = { orphans: [] };
  isLost = false;
  /** How many of the next calls fail, by name. */
  failures: { [call: string]: number } = {};

  async requestLease(request: LeaseRequest): Promise<LeaseAnswer> {
    this.note('requestLease');
    this.requests.push(request);
    return (
      this.answers.shift() ?? {
        granted: true,
        leaseId: `lease-${this.requests.length}`,
        lastsMs: LEASE_MS,
        ...this.granted,
      }
    );
  }

  async renewLease(): Promise<void> {
    this.note('renewLease');
    this.refuseWhereLost();
  }

  async releaseLease(id: string): Promise<void> {
    this.note('releaseLease');
    this.released.push(id);
  }

  async openIntent(
    request: IntentRequest,
    initiator: BackstageCredentials,
  ): Promise<IntentAnswer> {
    this.note('openIntent');
    this.refuseWhereLost();
    this.intents.push({ ...request, initiator });
    return {
      intentId: String(this.intents.length - 1),
      seq: this.intents.length,
    };
  }

  async closeIntent(intentId: string, outcome: OutcomeRequest): Promise<void> {
    this.note('closeIntent');
    const intent = this.intents[Number(intentId)];
    if (intent) {
      intent.outcome = outcome;
    } else {
      this.closed.push({ intentId, outcome });
    }
  }

  async roleRecord(): Promise<RoleRecord> {
    return { holdings: [], asked: {}, openIntents: [], written: {} };
  }

  async roleIds(): Promise<Record<string, string>> {
    return {};
  }

  async setupStatements(): Promise<SetupStatements> {
    return {};
  }

  async setupRecord(): Promise<undefined> {
    return undefined;
  }

  async register(): Promise<RegisterAnswer> {
    throw new NotFoundError('The fake ledger registers nothing');
  }

  async claim(): Promise<Claim> {
    throw new NotFoundError('The fake ledger claims nothing');
  }

  async recordRequestedAccess(): Promise<void> {}
  async reportChecks(): Promise<ReportAnswer> {
    return { status: 'ok' };
  }

  async runChanges(): Promise<RunChanges> {
    return { madeBy: 'setup', since: 0, changes: [] };
  }

  async accept(): Promise<never> {
    throw new Error('No test accepts anything');
  }

  async recordRevocation(): Promise<void> {}

  private note(call: string): void {
    this.calls.push(call);
    const left = this.failures[call] ?? 0;
    if (left > 0) {
      this.failures[call] = left - 1;
      throw new ServiceUnavailableError('the ledger is away');
    }
  }

  private refuseWhereLost(): void {
    if (this.isLost) {
      throw new ConflictError('the lease was lost');
    }
  }
}
