import { JsonObject } from '@backstage/types';
import { BucketAndPrefix } from '../documents/bucketPolicy';
import {
  BucketAccess,
  KeyAccess,
  RoleSettings,
  SourceConditions,
  TrustSettings,
  UserAccess,
} from '../setup/access';
import { Change, Holding } from '../setup/change';
import { ProvedSetup, SetupJudgement } from '../verify/judgeSetup';
import { AwsRequestRecord, SetupItem } from './setups';

/*
 * What the scaffolder module and the ledger say to one another, under
 * `/api/personalize/ledger`. Types and no interfaces, so that they pass as JSON.
 */

/** Which run it is. The person is in the token. */
export type RunRef = {
  taskId: string;
  stepId?: string;
  /** Entity ref of the person whose task it is; absent where the scaffolder doesn't tell. */
  taskUser?: string;
};

/** The role that something is recorded for. */
export type RoleRef = {
  partition: string;
  /** 12 digits. */
  accountId: string;
  region: string;
  roleName: string;
  rolePath: string;
};

/**
 * Who may act on a role: its claim. It says nothing of whose the role in AWS is;
 * that is the unique id which creation or adoption put on record.
 */
export type Claim = {
  /**
   * Number of the ledger's entry that made the claim what it is. It changes with a
   * transfer and with a new set-up after a revoke, never with a mere re-run; an
   * intent that names an older one is refused.
   */
  seq: number;
  /** Entity ref of a group; of a person while no register made it a team's. */
  owner: string;
  /** Name of the set-up; `<roleName>-<account id>` while there is none. */
  name: string;
  /** `reserved`: a forced revoke left things for the last owner. */
  state: 'active' | 'reserved';
  /** Unique id of the role, once creation or adoption put it on record. */
  roleId?: string;
};

/** What gives people access and belongs to an owner: a role of the account, or a permission set. */
export type HolderRef =
  | { kind: 'role'; accountId: string; name: string }
  | {
      kind: 'permission-set';
      /** `<account id>/<Region>` of Identity Center's home: each has one instance at most. */
      instance: string;
      name: string;
    };

/** `POST /ledger/claims`, with a token on behalf of the initiator. */
export type ClaimRequest = {
  role: RoleRef;
  run: RunRef;
  /** As {@link IntentRequest.claimSeq}; a claim of the initiator's own is taken whatever its number is. */
  claimSeq: number;
  /** Claimed for the owner of the role's claim. */
  holders: HolderRef[];
  /**
   * Whether a role that nobody has claimed becomes the initiator's own; else such
   * a request is refused.
   */
  claimsRole: boolean;
  /** Whether the initiator may adopt the role: then one that is reserved for others becomes the initiator's, too. */
  adopts?: boolean;
  /** Only tells whether it would be refused. */
  dryRun?: boolean;
};

/** What our last writes of a resource's document made an old answer; see `documentFingerprint`. */
export type WrittenDocument = {
  /** Fingerprint of what was written last. */
  written: string;
  /** Fingerprints of what was written or replaced before. */
  superseded: string[];
  /** How long ago the last write was recorded, in milliseconds. */
  ageMs: number;
};

/** An intent whose outcome nobody recorded. */
export type OpenIntent = {
  intentId: string;
  seq: number;
  change: Change;
  /** Who made it. */
  person: string;
  run: RunRef;
  /** ISO 8601, UTC. */
  at: string;
};

/** What was asked for last of each part of a set-up. */
export type AskedAccess = {
  role?: { settings: RoleSettings };
  trust?: { trust: TrustSettings };
  kms?: { keys: KeyAccess[]; sourceConditions: SourceConditions };
  s3?: {
    buckets: BucketAccess[];
    sourceConditions: SourceConditions;
    /** What was granted once on buckets whose policy couldn't be written, and is asked for no longer: no policy of the account tells of it. */
    left?: BucketAndPrefix[];
  };
  users?: {
    users: UserAccess[];
    /** Entity ref of the group whose resources alone they reach; absent where they reach all of the account and Region. */
    team?: string;
  };
};

/** Everything that the ledger knows of a role. */
export type RoleRecord = {
  /** The set-up that the role belongs to, unless that was taken back. */
  setup?: SetupItem;
  /** Undefined while nobody has claimed the role. */
  claim?: Claim;
  /** The request as the set-up was registered with it last: the template's parameters. Undefined where the registration had none. */
  requested?: JsonObject;
  holdings: Holding[];
  asked: AskedAccess;
  /** Entity refs of the other owners of set-ups in the same account and Region. */
  neighbours?: string[];
  openIntents: OpenIntent[];
  /** By resource. */
  written: Record<string, WrittenDocument>;
};

/** The answer of `GET /ledger/setups/:name`: everything that the ledger knows of a set-up. */
export type SetupRecord = RoleRecord & {
  setup: SetupItem;
};

/** `POST /ledger/leases`: asks for the turn at a resource; asked again with the same `waiterId` until granted. */
export type LeaseRequest = {
  resource: string;
  /** UUID, made by the one who waits. */
  waiterId: string;
  run: RunRef;
  /** Entity ref, for those who wait behind. */
  person: string;
};

/** The answer of `POST /ledger/leases`. */
export type LeaseAnswer =
  | {
      granted: true;
      /** UUID. */
      leaseId: string;
      /** How long it lasts unless it is renewed, in milliseconds. */
      lastsMs: number;
      /** Intents at this resource whose run is gone. */
      orphans: OpenIntent[];
      written?: WrittenDocument;
    }
  | {
      granted: false;
      /** 1 for the next one. */
      position: number;
      /** Who is at work or before this one. */
      waitsFor: { person: string; taskId: string };
      /** When to ask again, in milliseconds. */
      retryAfterMs: number;
    };

/** `POST /ledger/intents`, with a token on behalf of the initiator: refused with 409 when the lease is lost. */
export type IntentRequest = {
  leaseId: string;
  /** `Claim.seq` as the run found it, 0 where it found none: refused with 409 once it is another one. */
  claimSeq: number;
  role: RoleRef;
  run: RunRef;
  change: Change;
};

/** The answer of `POST /ledger/intents`. */
export type IntentAnswer = { intentId: string; seq: number };

/** `POST /ledger/intents/:intentId/outcome`. */
export type OutcomeRequest =
  | {
      outcome: 'applied';
      requests: AwsRequestRecord[];
      /** What was read back, where something was. */
      readBack?: JsonObject;
    }
  | {
      outcome: 'failed';
      requests: AwsRequestRecord[];
      /** AWS's name of the error, or the name of ours. */
      error: string;
      message: string;
    }
  | {
      /** Nobody knows whether AWS made it: no answer came, or the run is gone. */
      outcome: 'unknown';
      requests: AwsRequestRecord[];
      message: string;
      /** What AWS held when somebody looked. */
      readBack?: JsonObject;
      /** Who looked, where that was another run. */
      closedBy?: { person: string; run: RunRef };
    };

/** `PUT /ledger/roles/:accountId/:roleName/asked`. */
export type AskedRequest = {
  role: RoleRef;
  /** As {@link IntentRequest.claimSeq}. */
  claimSeq: number;
  run: RunRef;
  person: string;
  /** The parts that were asked for; the others stay. */
  asked: AskedAccess;
  /** Unique id of the role, which is ours with that: only where the role was created or adopted. */
  roleId?: string;
};

/** `POST /ledger/setups`, with a token on behalf of the initiator. */
export type RegisterRequest = {
  role: RoleRef;
  run: RunRef;
  /**
   * As {@link IntentRequest.claimSeq}; a claim of the owner that is asked for, or of
   * the initiator, is taken whatever its number is.
   */
  claimSeq: number;
  name: string;
  title?: string;
  description?: string;
  /** Entity ref in full and in lower case. */
  owner: string;
  system?: string;
  /** What people get access by, claimed with the role in one transaction. */
  holders?: HolderRef[];
  /** The whole request, as it was asked for; the template's parameters, parsed. */
  requested?: JsonObject;
  /** Whether the initiator may adopt the role: then one that is reserved for others may be registered, too. */
  adopts?: boolean;
  /** Only tells whether it would be refused. */
  dryRun?: boolean;
};

/** The answer of `POST /ledger/setups`. */
export type RegisterAnswer = SetupItem & {
  /** Whether the registration says anything that the last one didn't; another run alone is nothing new. */
  changed: boolean;
};

/** `POST /ledger/setups/:name/report`: what a run's proof found. */
export type ReportRequest = ProvedSetup & {
  role: RoleRef;
  /** As {@link IntentRequest.claimSeq}. */
  claimSeq: number;
  /** `RunChanges.since`: refused with 409 where another run was at work on the role after that. */
  since: number;
  run: RunRef;
  person: string;
};

/** The answer of `POST /ledger/setups/:name/report`. */
export type ReportAnswer = Pick<SetupJudgement, 'status'>;

/**
 * The answer of `GET /ledger/roles/:accountId/:roleName/changes`: what a proof at the
 * end of a run answers for.
 */
export type RunChanges = {
  /** `task`: the task made them, in all its attempts. `setup`: it made none, and these are all of the set-up. */
  madeBy: 'task' | 'setup';
  /** Number of the ledger's last entry: a proof that begins to read now knows of all up to it. */
  since: number;
  /** In order, unredacted; those that AWS made or may have made. */
  changes: Change[];
};

/**
 * `POST /ledger/setups/:name/revoked`, with a token on behalf of the initiator. A
 * claim without a set-up is revoked by its own name; see `Claim.name`.
 */
export type RevokedRequest = {
  role: RoleRef;
  /** As {@link IntentRequest.claimSeq}. */
  claimSeq: number;
  run: RunRef;
  /** What stays, and why. */
  kept: { resource: string; reason: string }[];
};
