/*
 * Made by yarn http-types from plugins/personalize-backend/src/schema/openapi.yaml.
 * Change that file, and run it again.
 */
import type { JsonObject } from '@backstage/types';
import type { Guardrails } from '../request/guardrails';
import type { BucketAccess, KeyAccess, TrustSettings, UserAccess } from '../setup/access';
import type { Finding } from '../verify/finding';
import type { SetupStatements } from '../verify/openings/openings';

export type AccountId = string;
export type Region = string;
export type RoleName = string;
export type SetupName = string;
/** Format: uuid */
export type Id = string;
/** In full, KIND:NAMESPACE/NAME */
export type EntityRef = string;
/**
 * Format: date-time
 * ISO 8601, UTC
 */
export type Time = string;
export type Cursor = string;
/** Printable text */
export type Search = string;
/** An object of AWS, policy documents in it parsed */
export type Document = JsonObject;
/** @enum {string} */
export type PartName = "role" | "trust" | "kms" | "s3" | "users";
/**
 * pending if a run has registered or changed it since its last proof; ok if every check passed; attention if it works, and somebody has something to do; drifted if something changed outside the portal; failed if its last run ended with a failed check; unknown if AWS can't be read; revoked if it was removed
 * @enum {string}
 */
export type SetupStatus = "pending" | "ok" | "attention" | "drifted" | "failed" | "unknown" | "revoked";
/** One change to AWS, planned or made */
export type Change = {
    part: PartName;
    resource: ChangedResource;
    /** @enum {string} */
    operation: "create" | "update" | "delete";
    /** What AWS has now; undefined for a create */
    before?: Document;
    /** What AWS will have; undefined for a delete */
    after?: Document;
};
/** The ARN of a role, managed policy, key or bucket (a change of a bucket or key is one of its policy); for a part of a role, the role's ARN, # and the kind: #trust-policy, #inline-policy/NAME, #attached-policy/ARN */
export type ChangedResource = string;
export type StatementPointer = {
    document: string;
    sid?: string;
    index: number;
};
export type AcceptRequest = {
    /** Id of a check of the last round */
    check: string;
    reason: string;
    /** When it expires, at most 365 days from now; default 90 days */
    until?: string;
    /** Only check whether it would be refused */
    dryRun?: boolean;
};
export type Check = {
    id: string;
    title: string;
    /** @enum {string} */
    outcome: "passed" | "failed" | "warning" | "unknown";
    statement?: StatementPointer;
    remedy?: string;
};
export type Warning = {
    part: PartName;
    resource: string;
    message: string;
    statement?: StatementPointer;
};
export type PolicyRoom = {
    resource: string;
    /** @enum {string} */
    unit: "bytes" | "characters";
    used: number;
    limit: number;
    left: number;
};
/** The parameters of the template personalize-permissions, which documents them. Unknown ones are refused. */
export type PlanRequest = {
    /** Name of the set-up and of its entity */
    name?: unknown;
    /** Entity ref of a group of the person */
    owner?: unknown;
    /** Entity ref of a system */
    system?: unknown;
    /** 12 digits, as text */
    accountId?: unknown;
    /** For example us-east-1 */
    region?: unknown;
    /** Name of the role */
    roleName?: unknown;
    /** Starts and ends with a slash */
    rolePath?: unknown;
    /** Description of the role */
    description?: unknown;
    /** ARN of a policy */
    permissionsBoundary?: unknown;
    /** Tags of the role, a map */
    tags?: unknown;
    /** Seconds */
    maxSessionDuration?: unknown;
    /** documented or scoped */
    servicePolicy?: unknown;
    /** true or false */
    cloudWatchMetrics?: unknown;
    /** true to adopt a role that somebody created by hand */
    adopt?: unknown;
    /** The keys, a list of keyId and workflows */
    kms?: unknown;
    /** The buckets, a list of bucket, prefix and workflows */
    s3?: unknown;
    /** The people, a list of preset and principals */
    users?: unknown;
    /** none, if-present or required */
    sourceConditions?: unknown;
};
export type PlanResponse = {
    /** In order; foreign statements are redacted without the permission */
    changes: Change[];
    /** The checks afterwards */
    checks: Check[];
    warnings: Warning[];
    room: PolicyRoom[];
    /** What the checks don't cover, one sentence each */
    limits: string[];
};
export type SetupFields = {
    name: SetupName;
    /** resource:default/NAME */
    entityRef: EntityRef;
    title?: string;
    description?: string;
    /** The group, in lower case */
    owner: EntityRef;
    /** Whether the catalog doesn't have this group (any longer) */
    ownerMissing: boolean;
    /** In lower case */
    system?: EntityRef;
    partition: string;
    accountId: AccountId;
    region: string;
    roleName: string;
    rolePath: string;
    roleArn: string;
    status: SetupStatus;
    /** Id of the scaffolder task that last registered it */
    taskId: string;
    /** The person who started that task's attempt */
    requestedBy: EntityRef;
    /** When it was first registered since it was last removed */
    registeredAt: Time;
    /** When a run was last proven; undefined until the first proof */
    appliedAt?: Time;
    /** When it was last checked */
    checkedAt?: Time;
    /** When it was removed */
    revokedAt?: Time;
    /** Checks of the last round that decide the status, and need action */
    failing: Check[];
    /** The number of accepted findings of the last check */
    accepted: number;
    /** Whether a newer version or a changed guardrail would write something different now */
    updateAvailable: boolean;
    /** ARNs of the granted buckets */
    buckets: string[];
    /** ARNs of the granted keys */
    keys: string[];
};
export type SetupItem = SetupFields;
export type SetupResponse = {
    /** All results of the last check */
    checks: Check[];
} & SetupFields;
export type AcceptResponse = {
    checks: Check[];
    /** Whether this acceptance is new; in a dry run, whether it would be */
    changed: boolean;
} & SetupFields;
export type RegisterAnswer = {
    /** Whether the registration differs from the last one; another run alone doesn't count */
    changed: boolean;
} & SetupFields;
export type SetupsResponse = {
    /** Drifted first, then by name */
    items: SetupItem[];
    /** The number of visible matches on all pages */
    totalItems: number;
    nextCursor?: Cursor;
};
export type CheckResponse = {
    status: SetupStatus;
    checks: Check[];
    checkedAt: Time;
};
/** An answer of AWS to look up in CloudTrail */
export type AwsRequestRecord = {
    /** With the service, for example s3:PutBucketPolicy */
    operation: string;
    requestId: string;
};
/** One entry of a set-up's history */
export type HistoryItem = {
    /** Number of the entry in the ledger */
    seq: number;
    /**
     * change for a change to AWS, intent and outcome in one; the others are about the set-up itself
     * @enum {string}
     */
    kind: "change" | "registered" | "transferred" | "revoked" | "accepted";
    /** When it was recorded */
    at: Time;
    /** The person who started the attempt; undefined once it was pruned */
    person?: EntityRef;
    /** The owner of the task, if that is another person */
    taskUser?: EntityRef;
    taskId: string;
    stepId?: string;
    /** Foreign statements are redacted without the permission; undefined once it was pruned */
    change?: Change;
    /** @enum {string} */
    outcome?: "open" | "applied" | "failed" | "unknown";
    /** When the outcome was recorded */
    closedAt?: Time;
    /** Why it failed, or what is known if the outcome is unknown */
    message?: string;
    requests: AwsRequestRecord[];
    /** For the other kinds, the registration */
    details?: JsonObject;
};
export type ChangesResponse = {
    /** Newest first */
    items: HistoryItem[];
    nextCursor?: Cursor;
};
export type BucketItem = {
    name: string;
    /** Undefined if S3 doesn't return it */
    region?: string;
};
export type KeyItem = {
    keyArn: string;
    /** alias/NAME each */
    aliases: string[];
};
export type RoleItem = {
    roleName: string;
    rolePath: string;
    roleArn: string;
};
export type PolicyItem = {
    policyName: string;
    policyArn: string;
};
/** The last entry of the ledger, as in the auditor's log */
export type LedgerHead = {
    seq: number;
    hash: string;
};
/** One problem of the ledger */
export type LedgerProblem = {
    /** Number of the entry */
    seq: number;
    /**
     * projection if a table made from the ledger differs from it; contradicted if a head outside the database names an entry that the ledger lacks; unwitnessed if heads outside couldn't be read, or prove nothing
     * @enum {string}
     */
    kind: "altered" | "missing" | "cut-off" | "projection" | "contradicted" | "unwitnessed";
    /** A sentence */
    message: string;
};
/** How far a witness outside the database proves the ledger */
export type LedgerTestimony = {
    /** Text for people */
    witness: string;
    seq: number;
    hash: string;
    /**
     * Format: date-time
     * When it got this head
     */
    at: string;
};
export type LedgerVerification = {
    valid: boolean;
    /** The number of verified entries */
    entries: number;
    /** Undefined if the ledger is empty */
    head?: LedgerHead;
    /** The first 100 */
    problems: LedgerProblem[];
    /**
     * Where the key of the chain is; if it is in the database, anyone who can write there can forge the chain
     * @enum {string}
     */
    key: "configuration" | "database";
    /** One entry for each configured witness (personalize.ledger.witness) that proves something */
    testimonies?: LedgerTestimony[];
};
/** The run; the person is in the token */
export type RunRef = {
    taskId: string;
    stepId?: string;
    /** The owner of the task; undefined if the scaffolder doesn't say */
    taskUser?: EntityRef;
};
/** The role of the record */
export type RoleRef = {
    /** @enum {string} */
    partition: "aws" | "aws-cn";
    accountId: AccountId;
    region: Region;
    roleName: RoleName;
    rolePath: string;
};
/** Old answers of AWS about a resource's document, by our last writes */
export type WrittenDocument = {
    /** Fingerprint of the last write */
    written: string;
    /** Fingerprints of earlier writes and replaced documents */
    superseded: string[];
    /** How long ago the last write was recorded, in milliseconds */
    ageMs: number;
};
/** An intent without a recorded outcome */
export type OpenIntent = {
    intentId: Id;
    seq: number;
    change: Change;
    /** Who made it */
    person: EntityRef;
    run: RunRef;
    at: Time;
};
/** A request for the turn at a resource; repeat it with the same waiterId until it is granted */
export type LeaseRequest = {
    resource: ChangedResource;
    /** Chosen by the waiter */
    waiterId: Id;
    run: RunRef;
    /** Shown to others in the queue */
    person: EntityRef;
};
export type LeaseAnswer = {
    /** @constant */
    granted: true;
    leaseId: Id;
    /** How long it lasts without renewal, in milliseconds */
    lastsMs: number;
    /** Changes at the resource that an ended run left without an outcome */
    orphans: OpenIntent[];
    written?: WrittenDocument;
} | {
    /** @constant */
    granted: false;
    /** The place in the queue, from 1 */
    position: number;
    /** The run that has the turn, or is ahead in the queue */
    waitsFor: {
        person: EntityRef;
        taskId: string;
    };
    /** When to ask again, in milliseconds */
    retryAfterMs: number;
};
/** The claim's seq that the run found, 0 if none; refused with 409 if it has changed */
export type ClaimSeq = number;
export type IntentRequest = {
    leaseId: Id;
    claimSeq: ClaimSeq;
    role: RoleRef;
    run: RunRef;
    change: Change;
};
export type IntentAnswer = {
    intentId: Id;
    seq: number;
};
export type OutcomeRequest = {
    /** @constant */
    outcome: "applied";
    requests: AwsRequestRecord[];
    /** What was read back, or what AWS had when another run read it */
    readBack?: Document;
    /** The name of AWS's error, or of ours, if it failed */
    error?: string;
    /** If it failed or is unknown */
    message?: string;
    /** The other run that closed it, if any */
    closedBy?: {
        person: EntityRef;
        run: RunRef;
    };
} | {
    /** @constant */
    outcome: "failed";
    requests: AwsRequestRecord[];
    /** What was read back, or what AWS had when another run read it */
    readBack?: Document;
    /** The name of AWS's error, or of ours, if it failed */
    error: string;
    /** If it failed or is unknown */
    message: string;
    /** The other run that closed it, if any */
    closedBy?: {
        person: EntityRef;
        run: RunRef;
    };
} | {
    /** @constant */
    outcome: "unknown";
    requests: AwsRequestRecord[];
    /** What was read back, or what AWS had when another run read it */
    readBack?: Document;
    /** The name of AWS's error, or of ours, if it failed */
    error?: string;
    /** If it failed or is unknown */
    message: string;
    /** The other run that closed it, if any */
    closedBy?: {
        person: EntityRef;
        run: RunRef;
    };
};
/** @enum {string} */
export type SourceConditions = "none" | "if-present" | "required";
export type RoleSettings = {
    description?: string;
    permissionsBoundary?: string;
    tags: {
        [key: string]: string;
    };
    maxSessionDuration?: number;
    /** @enum {string} */
    servicePolicy: "documented" | "scoped";
    cloudWatchMetrics: boolean;
    adopt: boolean;
};
/** The last request for each part of a set-up */
export type RequestedAccess = {
    role?: {
        settings: RoleSettings;
    };
    trust?: {
        trust: TrustSettings;
    };
    kms?: {
        keys: KeyAccess[];
        sourceConditions: SourceConditions;
    };
    s3?: {
        buckets: BucketAccess[];
        sourceConditions: SourceConditions;
        /** Earlier grants on buckets whose policy couldn't be written, no longer requested: no policy of the account shows them */
        left?: {
            bucket: string;
            prefix: string;
        }[];
    };
    users?: {
        /** Entity ref of the only group whose resources they can reach; without it, everything in the account and Region */
        team?: string;
        users: UserAccess[];
    };
};
export type AccessRecordRequest = {
    role: RoleRef;
    /** As in IntentRequest */
    claimSeq: ClaimSeq;
    run: RunRef;
    person: EntityRef;
    /** The requested parts; the others stay */
    asked: RequestedAccess;
    /** Makes the role ours: only if it was created or adopted */
    roleId?: RoleId;
};
/** What AWS has because of a set-up, by its recorded changes */
export type Holding = {
    part: PartName;
    /** As in Change */
    resource: string;
    /** What was there before the set-up's first change; undefined if the set-up created it */
    before?: Document;
    /** The state after its last change */
    after: Document;
    /** What was read back after the first change, for example a role's unique id */
    readBack?: Document;
};
/** Everything that the ledger knows of a role */
export type RoleRecordFields = {
    /** Undefined while nobody has claimed the role */
    claim?: Claim;
    /** The last registered request: the template's parameters. Undefined if the registration had none. */
    requested?: JsonObject;
    holdings: Holding[];
    asked: RequestedAccess;
    /** Entity refs of the other owners of set-ups in the same account and Region */
    neighbours?: string[];
    openIntents: OpenIntent[];
    /** By resource */
    written: {
        [key: string]: WrittenDocument;
    };
};
export type RoleRecord = {
    /** The set-up that the role belongs to, unless it was removed */
    setup?: SetupItem;
} & RoleRecordFields;
/** Everything that the ledger knows of a set-up */
export type SetupRecord = {
    setup: SetupItem;
} & RoleRecordFields;
/** Unique id of a role */
export type RoleId = string;
/** Who may act on a role. Whether the role in AWS is ours depends on something else: the unique id that creation or adoption recorded. */
export type Claim = {
    /** Number of the entry that last changed the claim; 0 in a dry run of a new one. A transfer and a new set-up after a revoke change it, another run doesn't. */
    seq: number;
    /** A group; a person until a register gives it to a team */
    owner: EntityRef;
    /** Name of the set-up; ROLE-ACCOUNT while there is none */
    name: string;
    /**
     * reserved if a forced revoke left things for the last owner
     * @enum {string}
     */
    state: "active" | "reserved";
    /** Once creation or adoption has recorded it */
    roleId?: RoleId;
};
/** A role or permission set for people that belongs to an owner */
export type HolderRef = {
    /** @constant */
    kind: "role";
    accountId: AccountId;
    name: RoleName;
} | {
    /** @constant */
    kind: "permission-set";
    /** Account id, a slash and the home Region of Identity Center: each has at most one instance */
    instance: string;
    name: RoleName;
};
export type ClaimRequest = {
    role: RoleRef;
    /** The person's own claim is accepted with any number */
    claimSeq: ClaimSeq;
    run: RunRef;
    /** Claimed for the owner of the role's claim */
    holders: HolderRef[];
    /** Whether a role without a claim becomes the person's own; otherwise such a request is refused */
    claimsRole: boolean;
    /** Whether the person may adopt the role, so that a role reserved for others can also become the person's */
    adopts?: boolean;
    /** Only check whether it would be refused */
    dryRun?: boolean;
};
export type RegisterRequest = {
    role: RoleRef;
    /** A claim of the requested owner, or of the person, is accepted with any number */
    claimSeq: ClaimSeq;
    run: RunRef;
    name: SetupName;
    title?: string;
    description?: string;
    /** In lower case */
    owner: EntityRef;
    system?: EntityRef;
    /** People's roles and permission sets, claimed with the role in one transaction */
    holders?: HolderRef[];
    /** The whole request: the template's parameters, parsed */
    requested?: JsonObject;
    /** Whether the initiator may adopt the role, so that a role reserved for others can also be registered */
    adopts?: boolean;
    /** Only check whether it would be refused */
    dryRun?: boolean;
};
export type ReportRequest = {
    role: RoleRef;
    claimSeq: ClaimSeq;
    /** As in the run's changes; refused if another run changed the role after that */
    since: number;
    run: RunRef;
    person: EntityRef;
    findings: Finding[];
    /** Unique id of the role; leave it out if there is none */
    roleId?: string;
    /** Whether the role existed before the set-up adopted it */
    isAdopted: boolean;
};
export type ReportAnswer = {
    status: SetupStatus;
};
/** The changes that a proof at the end of a run covers */
export type RunChanges = {
    /**
     * task if the task made them, in all its attempts; setup if it made none, and these are all of the set-up
     * @enum {string}
     */
    madeBy: "task" | "setup";
    /** Number of the ledger's last entry; a proof that starts reading now covers all entries up to it */
    since: number;
    /** In order, unredacted; changes that AWS made or may have made */
    changes: Change[];
};
/** A claim without a set-up is revoked by its own name */
export type RevocationRequest = {
    role: RoleRef;
    claimSeq: ClaimSeq;
    run: RunRef;
    /** What stays, and why */
    kept: {
        resource: string;
        reason: string;
    }[];
};
export type AccountsResponse = {
    items: AccountItem[];
};
/** An account that the person can use */
export type AccountItem = {
    accountId: AccountId;
    name: string;
    regions: string[];
    limits: AccountLimits;
};
/** The person's limits in an account */
export type AccountLimits = {
    /** With the account's own id in the ARN of the boundary */
    guardrails: Guardrails;
    /** Whether people can be given permission sets */
    identityCenter: boolean;
    /** The person's teams that can use the account; empty if the configuration gives no team anything, so that only tags of buckets and keys do */
    teams: TeamLimits[];
};
/** What one of the person's teams can use in an account */
export type TeamLimits = {
    /** Entity ref of the group */
    team: string;
    /** Patterns of buckets and folders, for example reco-* and shared/reco/* */
    buckets: string[];
    /** Patterns of keys, for example alias/reco-* */
    keys: string[];
    /** Ids of the accounts whose buckets can be used; "*" for any */
    bucketOwners: string[];
};
export type Error = {
    error: {
        name: string;
        message: string;
    };
};
export type Operations = {
    /** Preview what a set-up would change in AWS, with the checks afterwards */
    createPlan: {
        body: PlanRequest;
        answer: PlanResponse;
    };
    /** List the set-ups that the person can see, drifted first, then by name */
    getSetups: {
        query?: {
            /**
             * The maximum size of a page
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the previous page; use it with the same parameters */
            cursor?: Cursor;
            accountId?: AccountId;
            /** Entity ref of a group, in full and in lower case */
            owner?: string;
            status?: SetupStatus;
            /** Part of the name, title, role name, account id or owner, ignoring case */
            search?: Search;
            /** Only those whose owner isn't in the catalog */
            ownerMissing?: boolean;
        };
        answer: SetupsResponse;
    };
    /** Get a set-up with all results of the last check */
    getSetup: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        answer: SetupResponse;
    };
    /** Get the history of a set-up, newest first */
    getChanges: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        query?: {
            /**
             * The maximum size of a page
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the previous page; use it with the same parameters */
            cursor?: Cursor;
        };
        answer: ChangesResponse;
    };
    /** Check in AWS now that a set-up works and opens nothing else */
    checkSetup: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        answer: CheckResponse;
    };
    /** Accept one finding of the last check of a set-up, until it changes or until a date */
    acceptFinding: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        body: AcceptRequest;
        answer: AcceptResponse;
    };
    /** Discard a set-up for which nothing was started in AWS; its name is free at once */
    discardSetup: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
    };
    /** List the accounts that the person can use, and their limits there */
    getAccounts: {
        answer: AccountsResponse;
    };
    /** List the buckets of an account in a Region */
    getBuckets: {
        path: {
            accountId: AccountId;
        };
        query: {
            region: Region;
            /** Part of the name, ignoring case */
            search?: Search;
            /**
             * The maximum size of a page
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the previous page; use it with the same parameters */
            cursor?: Cursor;
        };
        answer: {
            items: BucketItem[];
            nextCursor?: Cursor;
        };
    };
    /** List the keys of an account and Region that a set-up can use */
    getKeys: {
        path: {
            accountId: AccountId;
        };
        query: {
            region: Region;
            /** Part of the name, ignoring case */
            search?: Search;
            /**
             * The maximum size of a page
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the previous page; use it with the same parameters */
            cursor?: Cursor;
        };
        answer: {
            items: KeyItem[];
            nextCursor?: Cursor;
        };
    };
    /** List the roles of an account */
    getRoles: {
        path: {
            accountId: AccountId;
        };
        query: {
            region: Region;
            /** Part of the name, ignoring case */
            search?: Search;
            /**
             * The maximum size of a page
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the previous page; use it with the same parameters */
            cursor?: Cursor;
        };
        answer: {
            items: RoleItem[];
            nextCursor?: Cursor;
        };
    };
    /** List the managed policies of an account */
    getPolicies: {
        path: {
            accountId: AccountId;
        };
        query: {
            region: Region;
            /** Part of the name, ignoring case */
            search?: Search;
            /**
             * The maximum size of a page
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the previous page; use it with the same parameters */
            cursor?: Cursor;
        };
        answer: {
            items: PolicyItem[];
            nextCursor?: Cursor;
        };
    };
    /** Verify that no entry of the ledger was altered, removed or cut off */
    verifyLedger: {
        query?: {
            /** The last entry in the auditor's log, as SEQ:HASH. Without it the answer misses entries that were cut off at the end. */
            head?: string;
        };
        answer: LedgerVerification;
    };
    /** Ask once for the turn at a resource */
    requestLease: {
        body: LeaseRequest;
        answer: LeaseAnswer;
    };
    /** Renew a lease */
    renewLease: {
        path: {
            id: Id;
        };
    };
    /** Release a lease, or the place in the queue by the waiter's id */
    releaseLease: {
        path: {
            id: Id;
        };
    };
    /** Record a change before it is made */
    openIntent: {
        body: IntentRequest;
        answer: IntentAnswer;
    };
    /** Record the outcome of a change */
    closeIntent: {
        path: {
            id: Id;
        };
        body: OutcomeRequest;
    };
    /** Get what the ledger knows of a role */
    getRoleRecord: {
        path: {
            accountId: AccountId;
            roleName: RoleName;
        };
        query: {
            region: Region;
        };
        answer: RoleRecord;
    };
    /** Get the unique ids of the roles for people that runs created, for all set-ups */
    getRoleIds: {
        query: {
            /** ARNs of roles */
            arn: string[];
        };
        answer: {
            [key: string]: RoleId;
        };
    };
    /** Get the recorded statements of set-ups in the policies of buckets and keys */
    getSetupStatements: {
        query: {
            /** ARNs of buckets and keys */
            resource: string[];
        };
        answer: SetupStatements;
    };
    /** Get what a task changed for a role, in all its attempts */
    getRunChanges: {
        path: {
            accountId: AccountId;
            roleName: RoleName;
        };
        query: {
            taskId: string;
        };
        answer: RunChanges;
    };
    /** Record the request */
    recordRequestedAccess: {
        path: {
            accountId: AccountId;
            roleName: RoleName;
        };
        body: AccessRecordRequest;
    };
    /** Claim a role, or people's roles and permission sets for a role's owner, or only check whether that would be refused */
    claim: {
        body: ClaimRequest;
        answer: Claim;
    };
    /** Register a set-up, or only check whether that would be refused */
    registerSetup: {
        body: RegisterRequest;
        answer: RegisterAnswer;
    };
    /** Get what the ledger knows of the role of an active set-up */
    getSetupRecord: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        answer: SetupRecord;
    };
    /** Record the result of the proof at the end of a run */
    reportChecks: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        body: ReportRequest;
        answer: ReportAnswer;
    };
    /** Record that a set-up was removed */
    recordRevocation: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        body: RevocationRequest;
    };
};

/** Where each operation is. */
export const ROUTES = {
    createPlan: { method: 'post', path: '/plan' },
    getSetups: { method: 'get', path: '/setups' },
    getSetup: { method: 'get', path: '/setups/{name}' },
    getChanges: { method: 'get', path: '/setups/{name}/changes' },
    checkSetup: { method: 'post', path: '/setups/{name}/check' },
    acceptFinding: { method: 'post', path: '/setups/{name}/accept' },
    discardSetup: { method: 'post', path: '/setups/{name}/discard' },
    getAccounts: { method: 'get', path: '/accounts' },
    getBuckets: { method: 'get', path: '/accounts/{accountId}/buckets' },
    getKeys: { method: 'get', path: '/accounts/{accountId}/keys' },
    getRoles: { method: 'get', path: '/accounts/{accountId}/roles' },
    getPolicies: { method: 'get', path: '/accounts/{accountId}/policies' },
    verifyLedger: { method: 'get', path: '/ledger/verify' },
    requestLease: { method: 'post', path: '/ledger/leases' },
    renewLease: { method: 'put', path: '/ledger/leases/{id}' },
    releaseLease: { method: 'delete', path: '/ledger/leases/{id}' },
    openIntent: { method: 'post', path: '/ledger/intents' },
    closeIntent: { method: 'post', path: '/ledger/intents/{id}/outcome' },
    getRoleRecord: { method: 'get', path: '/ledger/roles/{accountId}/{roleName}' },
    getRoleIds: { method: 'get', path: '/ledger/role-ids' },
    getSetupStatements: { method: 'get', path: '/ledger/setup-statements' },
    getRunChanges: { method: 'get', path: '/ledger/roles/{accountId}/{roleName}/changes' },
    recordRequestedAccess: { method: 'put', path: '/ledger/roles/{accountId}/{roleName}/asked' },
    claim: { method: 'post', path: '/ledger/claims' },
    registerSetup: { method: 'post', path: '/ledger/setups' },
    getSetupRecord: { method: 'get', path: '/ledger/setups/{name}' },
    reportChecks: { method: 'post', path: '/ledger/setups/{name}/report' },
    recordRevocation: { method: 'post', path: '/ledger/setups/{name}/revoked' },
} as const;
