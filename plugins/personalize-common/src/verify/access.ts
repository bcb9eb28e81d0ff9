import { PolicyDocument } from '../policy/document';
import { Preset } from '../service/presets';
import { Principal, RoleSettings, SetupRequest } from '../setup/access';

/**
 * What kind of failure a call to AWS met. The first three are answers to the
 * call itself; the others say nothing of what was asked.
 *
 * - `refused`: AWS doesn't allow this call; another one it may
 * - `absent`: AWS has no such resource
 * - `rejected`: AWS doesn't take the call as it is, for example a malformed document
 * - `throttled`: AWS had too many calls from the account, and would answer later
 * - `credentials`: AWS refuses the credentials themselves, and so every call
 * - `unanswered`: no answer, that of a server that fails, or one that names no error
 */
export type AwsFailure =
  | 'refused'
  | 'absent'
  | 'rejected'
  | 'throttled'
  | 'credentials'
  | 'unanswered';

/** A policy document and where it stands. */
export interface PolicyAtPlace {
  /** As in `Change.resource`. */
  place: string;
  /** `undefined`: nothing stands there. */
  document: PolicyDocument | undefined;
}

/** Why something can't be used, or can't be told. */
export type Obstacle = {
  /**
   * `failed`: it surely can't be used. `unknown`: AWS didn't tell. `warning`: it
   * can't be told from here, and somebody else can.
   */
  outcome: 'failed' | 'unknown' | 'warning';
  /** How AWS failed to tell; undefined where it told, or the reason isn't a call. */
  cause?: AwsFailure;
  /** A sentence that quotes no statement of others. */
  message: string;
  /** What the reader can do; a sentence. */
  remedy: string;
};

/** A role as AWS holds it, or would after a plan. */
export interface HeldRole {
  arn: string;
  /** `AROA...`; undefined for a role that is only planned. */
  roleId?: string;
  trust: PolicyAtPlace;
  /** Inline and attached. */
  policies: PolicyAtPlace[];
  boundary?: PolicyAtPlace;
  /** Undefined if they weren't read. */
  tags?: Record<string, string>;
}

/** A bucket that a set-up uses. */
export interface HeldBucket {
  bucket: string;
  policy: PolicyAtPlace;
  /** 12-digit id of the account it belongs to. */
  accountId: string;
  /** Why it can't be used or read; its policy then says nothing. */
  obstacle?: Obstacle;
  /** ARN of the customer managed key that it encrypts with by default; the bucket's name for it where it can't be found. */
  encryptionKeyArn?: string;
  /** Why Personalize can't work with how it encrypts by default. */
  encryptionFlaw?: 'twice' | 'aws-managed';
}

/** A key that a set-up uses. */
export interface HeldKey {
  /** The key as it was requested: ARN, id or alias. */
  keyId: string;
  /** The ARN; what was requested where the key can't be found. */
  keyArn: string;
  policy: PolicyAtPlace;
  /** Undefined if no policy decides by them, or they couldn't be read. */
  tags?: Record<string, string>;
  obstacle?: Obstacle;
}

/** One principal of a preset. */
export interface HeldPrincipal {
  principal: Principal;
  /** What it is called in a message, for example `group analysts`. */
  name: string;
  /** Whether the preset's policy is attached to it. */
  isAttached: boolean;
  /** Whether nobody has this permission set yet. */
  isUnassigned?: boolean;
  /** The role made for people; undefined for a permission set, group or user, and where it is missing. */
  role?: HeldRole;
  /** ARNs of the IAM users of an `account-role`. */
  userArns?: string[];
  /** For a group or user: its policies, inline and attached. */
  policies?: PolicyAtPlace[];
  /** For a user: its permissions boundary. */
  boundary?: PolicyAtPlace;
  /** Why people can't use it, for example an assignment that is missing. */
  obstacle?: Obstacle;
}

/** Who has a preset. */
export interface HeldPreset {
  preset: Preset;
  policy: PolicyAtPlace;
  principals: HeldPrincipal[];
}

/** On what the policy of a preset hangs besides what was requested. */
export interface OtherHolders {
  policyArn: string;
  /** As in a message, for example `group analysts`. */
  names: string[];
}

/** All that decides what a set-up can do, as AWS holds it or would after a plan. */
export interface HeldAccess {
  /** Undefined if there is no such role. */
  role?: HeldRole;
  /** Why the role, or all that decides what it can do, can't be told; it is absent then. */
  roleObstacle?: Obstacle;
  buckets: HeldBucket[];
  keys: HeldKey[];
  people: HeldPreset[];
  others?: OtherHolders[];
  /** Why they can't be told. */
  othersObstacle?: Obstacle;
}

/** What a set-up is expected to hold: of a request, the part that decides access. */
export interface ExpectedAccess
  extends Omit<SetupRequest, 'identity' | 'settings'> {
  /** Those of the keys, where keys and buckets were requested with different ones. */
  keySourceConditions?: SetupRequest['sourceConditions'];
  /**
   * Entity ref of the group whose resources alone people reach; undefined if they
   * reach all of the account and Region.
   */
  team?: string;
  settings: Pick<
    RoleSettings,
    'servicePolicy' | 'cloudWatchMetrics' | 'permissionsBoundary'
  > &
    Partial<Pick<RoleSettings, 'tags'>>;
}
