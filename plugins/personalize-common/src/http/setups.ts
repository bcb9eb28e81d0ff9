import { JsonObject } from '@backstage/types';
import { Change } from '../setup/change';
import { Check, SetupStatus } from '../setup/status';

/**
 * A set-up that is registered, as a list shows it.
 *
 * @typeParam C - what was found: checks for people; inside, findings
 */
export type SetupItem<C = Check> = {
  /** The name of the set-up and of its entity. */
  name: string;
  /** Entity ref, `resource:default/NAME`. */
  entityRef: string;
  title?: string;
  description?: string;
  /** Entity ref of the group, in full and in lower case. */
  owner: string;
  /** Whether the catalog has no such group (any more). */
  ownerMissing: boolean;
  /** Entity ref of the system, in full and in lower case. */
  system?: string;
  partition: string;
  /** 12 digits. */
  accountId: string;
  region: string;
  roleName: string;
  rolePath: string;
  roleArn: string;
  status: SetupStatus;
  /** Id of the scaffolder task that registered it last. */
  taskId: string;
  /** Entity ref of the person who started that task's attempt. */
  requestedBy: string;
  /** When it was registered first, since it was taken back last; ISO 8601, UTC. */
  registeredAt: string;
  /** When a run was last proven; ISO 8601, UTC. Undefined until the first proof. */
  appliedAt?: string;
  /** When it was checked last; ISO 8601, UTC. */
  checkedAt?: string;
  /** When it was taken back; ISO 8601, UTC. */
  revokedAt?: string;
  /** Checks of the last look that give the status: somebody has something to do about them. */
  failing: C[];
  /** How many findings of the last look are accepted. */
  accepted: number;
  /** Whether a newer version or a changed guardrail would write something else than what stands. */
  updateAvailable: boolean;
  /** ARNs of the buckets that are granted. */
  buckets: string[];
  /** ARNs of the keys that are granted. */
  keys: string[];
};

/** The answer of `GET /setups`: drifted first, then by name. */
export type SetupsResponse<C = Check> = {
  items: SetupItem<C>[];
  /** Number of set-ups that match, on all pages, as far as the person may see them. */
  totalItems: number;
  /** Asks for the next page; absent on the last. */
  nextCursor?: string;
};

/** What `GET /setups` may be asked for; what is absent doesn't limit. */
export type SetupFilter = {
  /** 12 digits. */
  accountId?: string;
  /** Entity ref of a group, in full and in lower case. */
  owner?: string;
  status?: SetupStatus;
  /** Part of the name, title, role name, account id or owner, without regard to case. */
  search?: string;
  /** Only those whose owner the catalog doesn't have. */
  ownerMissing?: boolean;
};

/** The answer of `GET /setups/:name`. */
export type SetupResponse = SetupItem & {
  /** All checks of the last check. */
  checks: Check[];
};

/** The answer of `POST /setups/:name/check`. */
export type CheckResponse = {
  status: SetupStatus;
  checks: Check[];
  /** ISO 8601, UTC. */
  checkedAt: string;
};

/** `POST /setups/:name/accept`. */
export type AcceptRequest = {
  /** Id of a check of the last look. */
  check: string;
  /** 1 to 1,000 characters. */
  reason: string;
  /** When it lapses: an ISO 8601 date or time, at most 365 days from now; 90 days where it isn't given. */
  until?: string;
  /** Only tells whether it would be refused. */
  dryRun?: boolean;
};

/** The answer of `POST /setups/:name/accept`. */
export type AcceptResponse = SetupResponse & {
  /** Whether the finding wasn't accepted so before; in a dry run, whether it would be now. */
  changed: boolean;
};

/** What came of a change. */
export const CHANGE_OUTCOMES = [
  'open',
  'applied',
  'failed',
  'unknown',
] as const;
export type ChangeOutcome = (typeof CHANGE_OUTCOMES)[number];

/** An answer of AWS to look up in CloudTrail. */
export type AwsRequestRecord = {
  /** With the service, for example `s3:PutBucketPolicy`. */
  operation: string;
  requestId: string;
};

/** One entry of a set-up's history. */
export type HistoryItem = {
  /** Number of the entry in the ledger; counts up. */
  seq: number;
  /**
   * `change`: a change to AWS, intent and outcome in one. The others are about
   * the set-up itself.
   */
  kind: 'change' | 'registered' | 'transferred' | 'revoked' | 'accepted';
  /** When it was recorded; ISO 8601, UTC. */
  at: string;
  /** Entity ref of the person who started the attempt; absent once it was pruned. */
  person?: string;
  /** Entity ref of the person whose task it is, where that is another. */
  taskUser?: string;
  taskId: string;
  stepId?: string;
  /** Of a change; statements of others are redacted without the permission. Absent once it was pruned. */
  change?: Change;
  outcome?: ChangeOutcome;
  /** When the outcome was recorded; ISO 8601, UTC. */
  closedAt?: string;
  /** Why it failed, or what is known of one whose outcome isn't. */
  message?: string;
  requests: AwsRequestRecord[];
  /** Of the other kinds: what was registered. */
  details?: JsonObject;
};

/** The answer of `GET /setups/:name/changes`: the newest first. */
export type ChangesResponse = {
  items: HistoryItem[];
  nextCursor?: string;
};

/** One thing that is wrong with the ledger. */
export type LedgerProblem = {
  /** Number of the entry. */
  seq: number;
  /**
   * `projection`: a table that is made from the ledger doesn't say what the ledger says.
   * `contradicted`: a head outside of the database names an entry that the ledger lacks.
   * `unwitnessed`: heads outside couldn't be read, or prove nothing.
   */
  kind:
    | 'altered'
    | 'missing'
    | 'cut-off'
    | 'projection'
    | 'contradicted'
    | 'unwitnessed';
  /** A sentence. */
  message: string;
};

/** The last entry of the ledger, as the auditor's log names it. */
export type LedgerHead = {
  seq: number;
  /** 64 hexadecimal digits. */
  hash: string;
};

/** The answer of `GET /ledger/verify`. */
export type LedgerVerification = {
  valid: boolean;
  /** How many entries were looked at. */
  entries: number;
  /** Absent where the ledger is empty. */
  head?: LedgerHead;
  /** The first 100. */
  problems: LedgerProblem[];
  /** `configuration`, or `database` where no key is configured: then whoever can write the database can forge it. */
  key: 'configuration' | 'database';
  /** Of each witness that `personalize.ledger.witness` configures and that proves something. */
  testimonies?: LedgerTestimony[];
};

/** Up to where a witness outside of the database proves the ledger. */
export type LedgerTestimony = LedgerHead & {
  /** For the reader. */
  witness: string;
  /** When it got this head: ISO 8601, UTC. */
  at: string;
};
