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
/** What can be printed */
export type Search = string;
/** An object of AWS, policy documents in it parsed */
export type Document = JsonObject;
/** @enum {string} */
export type PartName = "role" | "trust" | "kms" | "s3" | "users";
/**
 * pending where a run has registered or changed it since its last proof; ok where every check passed; attention where it works, and somebody has something to do; drifted where something changed outside the portal; failed where its last run ended with a check that failed; unknown where AWS can't be read; revoked where it was removed
 * @enum {string}
 */
export type SetupStatus = "pending" | "ok" | "attention" | "drifted" | "failed" | "unknown" | "revoked";
/** One change to AWS, planned or made */
export type Change = {
    part: PartName;
    resource: ChangedResource;
    /** @enum {string} */
    operation: "create" | "update" | "delete";
    /** What AWS holds now; absent for a create */
    before?: Document;
    /** What AWS will hold; absent for a delete */
    after?: Document;
};
/** A role, managed policy, key or bucket is named by its ARN (a change of a bucket or key is one of its policy); what belongs to a role is named by the role's ARN, # and its kind: #trust-policy, #inline-policy/NAME, #attached-policy/ARN */
export type ChangedResource = string;
export type StatementPointer = {
    document: string;
    sid?: string;
    index: number;
};
export type AcceptRequest = {
    /** Id of a check of the last look */
    check: string;
    reason: string;
    /** When it lapses, at most 365 days from now; 90 days where it isn't given */
    until?: string;
    /** Only tells whether it would be refused */
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
    /** true to take over a role that somebody made by hand */
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
    /** In the order in which they would be made; statements of others are redacted without the permission */
    changes: Change[];
    /** What would hold afterwards */
    checks: Check[];
    warnings: Warning[];
    room: PolicyRoom[];
    /** What the checks don't cover, a sentence each */
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
    /** Whether the catalog has no such group (any more) */
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
    /** Of the scaffolder's task that registered it last */
    taskId: string;
    /** Who started that task's attempt */
    requestedBy: EntityRef;
    /** When it was registered first, since it was taken back last */
    registeredAt: Time;
    /** When a run was last proven; absent until the first proof */
    appliedAt?: Time;
    /** When it was checked last */
    checkedAt?: Time;
    /** When it was taken back */
    revokedAt?: Time;
    /** Checks of the last look that give the status: somebody has something to do about them */
    failing: Check[];
    /** How many findings of the last look are accepted */
    accepted: number;
    /** Whether a newer version or a changed guardrail would write something else than what stands */
    updateAvailable: boolean;
    /** ARNs of the buckets that are granted */
    buckets: string[];
    /** ARNs of the keys that are granted */
    keys: string[];
};
export type SetupItem = SetupFields;
export type SetupResponse = {
    /** All checks of the last check */
    checks: Check[];
} & SetupFields;
export type AcceptResponse = {
    checks: Check[];
    /** Whether the finding wasn't accepted so before; in a dry run, whether it would be now */
    changed: boolean;
} & SetupFields;
export type RegisterAnswer = {
    /** Whether the registration says anything that the last one didn't; another run alone is nothing new */
    changed: boolean;
} & SetupFields;
export type SetupsResponse = {
    /** Drifted first, then by name */
    items: SetupItem[];
    /** How many match on all pages, as far as the person may see them */
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
    /** Who started the attempt; absent once it was pruned */
    person?: EntityRef;
    /** Whose task it is, where that is another */
    taskUser?: EntityRef;
    taskId: string;
    stepId?: string;
    /** Statements of others are redacted without the permission; absent once it was pruned */
    change?: Change;
    /** @enum {string} */
    outcome?: "open" | "applied" | "failed" | "unknown";
    /** When the outcome was recorded */
    closedAt?: Time;
    /** Why it failed, or what is known of one whose outcome isn't */
    message?: string;
    requests: AwsRequestRecord[];
    /** Of the other kinds, what was registered */
    details?: JsonObject;
};
export type ChangesResponse = {
    /** The newest first */
    items: HistoryItem[];
    nextCursor?: Cursor;
};
export type BucketItem = {
    name: string;
    /** Absent where S3 doesn't tell */
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
/** The last entry of the ledger, as the auditor's log names it */
export type LedgerHead = {
    seq: number;
    hash: string;
};
/** One thing that is wrong with the ledger */
export type LedgerProblem = {
    /** Number of the entry */
    seq: number;
    /**
     * projection where a table that is made from the ledger doesn't say what the ledger says; contradicted where a head outside of the database names an entry that the ledger lacks; unwitnessed where heads outside couldn't be read, or prove nothing
     * @enum {string}
     */
    kind: "altered" | "missing" | "cut-off" | "projection" | "contradicted" | "unwitnessed";
    /** A sentence */
    message: string;
};
/** Up to where a witness outside of the database proves the ledger */
export type LedgerTestimony = {
    /** For the reader */
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
    /** How many were looked at */
    entries: number;
    /** Absent where the ledger is empty */
    head?: LedgerHead;
    /** The first 100 */
    problems: LedgerProblem[];
    /**
     * Where the key of the chain is; whoever can write a database that holds it can forge the chain
     * @enum {string}
     */
    key: "configuration" | "database";
    /** Of each witness that personalize.ledger.witness configures and that proves something */
    testimonies?: LedgerTestimony[];
};
/** Which run it is; the person is in the token */
export type RunRef = {
    taskId: string;
    stepId?: string;
    /** Whose task it is; absent where the scaffolder doesn't tell */
    taskUser?: EntityRef;
};
/** The role that something is recorded for */
export type RoleRef = {
    /** @enum {string} */
    partition: "aws" | "aws-cn";
    accountId: AccountId;
    region: Region;
    roleName: RoleName;
    rolePath: string;
};
/** What our last writes of a resource's document made an old answer */
export type WrittenDocument = {
    /** Fingerprint of what was written last */
    written: string;
    /** Fingerprints of what was written or replaced before */
    superseded: string[];
    /** How long ago the last write was recorded, in milliseconds */
    ageMs: number;
};
/** An intent whose outcome nobody recorded */
export type OpenIntent = {
    intentId: Id;
    seq: number;
    change: Change;
    /** Who made it */
    person: EntityRef;
    run: RunRef;
    at: Time;
};
/** Asks for the turn at a resource; asked again with the same waiterId until granted */
export type LeaseRequest = {
    resource: ChangedResource;
    /** Made by the one who waits */
    waiterId: Id;
    run: RunRef;
    /** For those who wait behind */
    person: EntityRef;
};
export type LeaseAnswer = {
    /** @constant */
    granted: true;
    leaseId: Id;
    /** How long it lasts unless it is renewed, in milliseconds */
    lastsMs: number;
    /** Changes at the resource that a run which is gone left without an outcome */
    orphans: OpenIntent[];
    written?: WrittenDocument;
} | {
    /** @constant */
    granted: false;
    /** 1 for the next one */
    position: number;
    /** Who is at work or before this one */
    waitsFor: {
        person: EntityRef;
        taskId: string;
    };
    /** When to ask again, in milliseconds */
    retryAfterMs: number;
};
/** The claim's seq as the run found it, 0 where it found none; refused with 409 once it is another one */
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
    /** What was read back, or what AWS held when somebody looked */
    readBack?: Document;
    /** AWS's name of the error, or the name of ours; where it failed */
    error?: string;
    /** Where it failed or nobody knows */
    message?: string;
    /** Who looked, where that was another run */
    closedBy?: {
        person: EntityRef;
        run: RunRef;
    };
} | {
    /** @constant */
    outcome: "failed";
    requests: AwsRequestRecord[];
    /** What was read back, or what AWS held when somebody looked */
    readBack?: Document;
    /** AWS's name of the error, or the name of ours; where it failed */
    error: string;
    /** Where it failed or nobody knows */
    message: string;
    /** Who looked, where that was another run */
    closedBy?: {
        person: EntityRef;
        run: RunRef;
    };
} | {
    /** @constant */
    outcome: "unknown";
    requests: AwsRequestRecord[];
    /** What was read back, or what AWS held when somebody looked */
    readBack?: Document;
    /** AWS's name of the error, or the name of ours; where it failed */
    error?: string;
    /** Where it failed or nobody knows */
    message: string;
    /** Who looked, where that was another run */
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
/** What was asked for last of each part of a set-up */
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
        /** What was granted once on buckets whose policy couldn't be written, and is asked for no longer: no policy of the account tells of it */
        left?: {
            bucket: string;
            prefix: string;
        }[];
    };
    users?: {
        /** Entity ref of the group whose resources alone they reach; without it all of the account and Region */
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
    /** The parts that were asked for; the others stay */
    asked: RequestedAccess;
    /** The role is ours with that: only where it was created or adopted */
    roleId?: RoleId;
};
/** What AWS holds because of a set-up, by its recorded changes */
export type Holding = {
    part: PartName;
    /** As in Change */
    resource: string;
    /** What was there before the set-up's first change; absent where it created it */
    before?: Document;
    /** What its last change left */
    after: Document;
    /** What was read back after the first change, for example a role's unique id */
    readBack?: Document;
};
/** Everything that the ledger knows of a role */
export type RoleRecordFields = {
    /** Undefined while nobody has claimed the role */
    claim?: Claim;
    /** The request as the set-up was registered with it last: the template's parameters. Undefined where the registration had none. */
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
    /** The set-up that the role belongs to, unless that was taken back */
    setup?: SetupItem;
} & RoleRecordFields;
/** Everything that the ledger knows of a set-up */
export type SetupRecord = {
    setup: SetupItem;
} & RoleRecordFields;
/** Unique id of a role */
export type RoleId = string;
/** Who may act on a role. It says nothing of whose the role in AWS is; that is the unique id which creation or adoption put on record. */
export type Claim = {
    /** Number of the entry that made the claim what it is; 0 in a dry run of a new one. It changes with a transfer and with a new set-up after a revoke, never with a mere re-run. */
    seq: number;
    /** A group; a person while no register made it a team's */
    owner: EntityRef;
    /** Of the set-up; ROLE-ACCOUNT while there is none */
    name: string;
    /**
     * reserved where a forced revoke left things for the last owner
     * @enum {string}
     */
    state: "active" | "reserved";
    /** Once creation or adoption put it on record */
    roleId?: RoleId;
};
/** What gives people access and belongs to an owner */
export type HolderRef = {
    /** @constant */
    kind: "role";
    accountId: AccountId;
    name: RoleName;
} | {
    /** @constant */
    kind: "permission-set";
    /** Account id, a slash, Region of the home of Identity Center: each has one instance at most */
    instance: string;
    name: RoleName;
};
export type ClaimRequest = {
    role: RoleRef;
    /** A claim of the person's own is taken whatever its number is */
    claimSeq: ClaimSeq;
    run: RunRef;
    /** Claimed for the owner of the role's claim */
    holders: HolderRef[];
    /** Whether a role that nobody has claimed becomes the person's own; else such a request is refused */
    claimsRole: boolean;
    /** Whether the person may adopt the role, so that one which is reserved for others becomes the person's, too */
    adopts?: boolean;
    /** Only tells whether it would be refused */
    dryRun?: boolean;
};
export type RegisterRequest = {
    role: RoleRef;
    /** A claim of the owner that is asked for, or of the person, is taken whatever its number is */
    claimSeq: ClaimSeq;
    run: RunRef;
    name: SetupName;
    title?: string;
    description?: string;
    /** In lower case */
    owner: EntityRef;
    system?: EntityRef;
    /** What people get access by, claimed with the role in one transaction */
    holders?: HolderRef[];
    /** The whole request, as it was asked for; the template's parameters, parsed */
    requested?: JsonObject;
    /** Whether the initiator may adopt the role, so that one which is reserved for others may be registered, too */
    adopts?: boolean;
    /** Only tells whether it would be refused */
    dryRun?: boolean;
};
export type ReportRequest = {
    role: RoleRef;
    claimSeq: ClaimSeq;
    /** As the run's changes have it; refused where another run was at work on the role after that */
    since: number;
    run: RunRef;
    person: EntityRef;
    findings: Finding[];
    /** Unique id of the role; left out where there is none */
    roleId?: string;
    /** Whether somebody had made the role before the set-up took it over */
    isAdopted: boolean;
};
export type ReportAnswer = {
    status: SetupStatus;
};
/** What a proof at the end of a run answers for */
export type RunChanges = {
    /**
     * task where the task made them, in all its attempts; setup where it made none, and these are all of the set-up
     * @enum {string}
     */
    madeBy: "task" | "setup";
    /** Number of the ledger's last entry; a proof that begins to read now knows of all up to it */
    since: number;
    /** In order, unredacted; those that AWS made or may have made */
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
/** An account that the person may use */
export type AccountItem = {
    accountId: AccountId;
    name: string;
    regions: string[];
    limits: AccountLimits;
};
/** What holds in an account for the person */
export type AccountLimits = {
    /** With the account's own id in the ARN of the boundary */
    guardrails: Guardrails;
    /** Whether people can be given permission sets */
    identityCenter: boolean;
    /** The person's teams that may use the account, and no others; empty where the configuration gives no team anything, so that tags of buckets and keys alone do */
    teams: TeamLimits[];
};
/** What one of the person's teams may be granted in an account */
export type TeamLimits = {
    /** Entity ref of the group */
    team: string;
    /** Patterns of buckets and folders, for example reco-* and shared/reco/* */
    buckets: string[];
    /** Patterns of keys, for example alias/reco-* */
    keys: string[];
    /** Ids of the accounts whose buckets may be used; "*" for any */
    bucketOwners: string[];
};
export type Error = {
    error: {
        name: string;
        message: string;
    };
};
export type Operations = {
    /** What a set-up would change in AWS, and what would hold afterwards */
    createPlan: {
        body: PlanRequest;
        answer: PlanResponse;
    };
    /** The set-ups that the person may see, drifted first, then by name */
    getSetups: {
        query?: {
            /**
             * How many a page has at most
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the page before, to be asked for with the same parameters */
            cursor?: Cursor;
            accountId?: AccountId;
            /** Entity ref of a group, in full and in lower case */
            owner?: string;
            status?: SetupStatus;
            /** Part of the name, title, role name, account id or owner, without regard to case */
            search?: Search;
            /** Only those whose owner the catalog doesn't have */
            ownerMissing?: boolean;
        };
        answer: SetupsResponse;
    };
    /** A set-up with all checks of the last check */
    getSetup: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        answer: SetupResponse;
    };
    /** The history of a set-up, the newest first */
    getChanges: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        query?: {
            /**
             * How many a page has at most
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the page before, to be asked for with the same parameters */
            cursor?: Cursor;
        };
        answer: ChangesResponse;
    };
    /** Proves on what AWS holds now that a set-up works and opens nothing else */
    checkSetup: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        answer: CheckResponse;
    };
    /** Accepts one finding of the last look at a set-up, until it changes or a date */
    acceptFinding: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        body: AcceptRequest;
        answer: AcceptResponse;
    };
    /** Gives up a set-up for which nothing was begun in AWS; its name is free at once */
    discardSetup: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
    };
    /** The accounts that the person may use, and what limits them there */
    getAccounts: {
        answer: AccountsResponse;
    };
    /** The buckets of an account in a Region */
    getBuckets: {
        path: {
            accountId: AccountId;
        };
        query: {
            region: Region;
            /** Part of the name, without regard to case */
            search?: Search;
            /**
             * How many a page has at most
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the page before, to be asked for with the same parameters */
            cursor?: Cursor;
        };
        answer: {
            items: BucketItem[];
            nextCursor?: Cursor;
        };
    };
    /** The keys of an account and Region that a set-up can use */
    getKeys: {
        path: {
            accountId: AccountId;
        };
        query: {
            region: Region;
            /** Part of the name, without regard to case */
            search?: Search;
            /**
             * How many a page has at most
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the page before, to be asked for with the same parameters */
            cursor?: Cursor;
        };
        answer: {
            items: KeyItem[];
            nextCursor?: Cursor;
        };
    };
    /** The roles of an account */
    getRoles: {
        path: {
            accountId: AccountId;
        };
        query: {
            region: Region;
            /** Part of the name, without regard to case */
            search?: Search;
            /**
             * How many a page has at most
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the page before, to be asked for with the same parameters */
            cursor?: Cursor;
        };
        answer: {
            items: RoleItem[];
            nextCursor?: Cursor;
        };
    };
    /** The managed policies of an account */
    getPolicies: {
        path: {
            accountId: AccountId;
        };
        query: {
            region: Region;
            /** Part of the name, without regard to case */
            search?: Search;
            /**
             * How many a page has at most
             * @default 50
             */
            limit?: number;
            /** The nextCursor of the page before, to be asked for with the same parameters */
            cursor?: Cursor;
        };
        answer: {
            items: PolicyItem[];
            nextCursor?: Cursor;
        };
    };
    /** Looks whether an entry of the ledger was altered, removed or cut off */
    verifyLedger: {
        query?: {
            /** The last entry that the auditor's log names, as SEQ:HASH. Without it entries that were cut off at the end aren't noticed. */
            head?: string;
        };
        answer: LedgerVerification;
    };
    /** Asks for the turn at a resource, once */
    requestLease: {
        body: LeaseRequest;
        answer: LeaseAnswer;
    };
    /** Keeps a lease */
    renewLease: {
        path: {
            id: Id;
        };
    };
    /** Gives a lease back, or the place in the queue by the id of the one who waits */
    releaseLease: {
        path: {
            id: Id;
        };
    };
    /** Records a change that is about to be made */
    openIntent: {
        body: IntentRequest;
        answer: IntentAnswer;
    };
    /** Records what came of a change */
    closeIntent: {
        path: {
            id: Id;
        };
        body: OutcomeRequest;
    };
    /** What is known of a role */
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
    /** The unique ids of roles for people that runs created, for whichever set-up */
    getRoleIds: {
        query: {
            /** ARNs of roles */
            arn: string[];
        };
        answer: {
            [key: string]: RoleId;
        };
    };
    /** The statements that set-ups have on record in the policies of buckets and keys */
    getSetupStatements: {
        query: {
            /** ARNs of buckets and keys */
            resource: string[];
        };
        answer: SetupStatements;
    };
    /** What a task changed for a role, in all its attempts */
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
    /** Records what was asked for */
    recordRequestedAccess: {
        path: {
            accountId: AccountId;
            roleName: RoleName;
        };
        body: AccessRecordRequest;
    };
    /** Claims a role, or people's roles and permission sets for a role's owner, or tells whether that would be refused */
    claim: {
        body: ClaimRequest;
        answer: Claim;
    };
    /** Registers a set-up, or tells whether it would be refused */
    registerSetup: {
        body: RegisterRequest;
        answer: RegisterAnswer;
    };
    /** What is known of the role of a set-up that is not taken back */
    getSetupRecord: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        answer: SetupRecord;
    };
    /** Records what the proof at the end of a run came to */
    reportChecks: {
        path: {
            /** Name of the set-up and of its entity */
            name: SetupName;
        };
        body: ReportRequest;
        answer: ReportAnswer;
    };
    /** Records that a set-up was taken back */
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
