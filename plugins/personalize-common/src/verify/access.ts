import { PolicyDocument } from '../policy/document';
import { Preset } from '../service/presets';
import { Principal, RoleSettings, SetupRequest } from '../setup/access';

/**
 * Why a call to AWS failed. The first three are answers to the call itself. The
 * others say nothing about the requested resource.
 *
 * - `refused`: AWS doesn't allow this call, but may allow another
 * - `absent`: AWS has no such resource
 * - `rejected`: AWS refuses the call's content, for example a malformed document
 * - `throttled`: AWS had too many calls from the account, and may answer later
 * - `credentials`: AWS refuses the credentials, and so every call
 * - `unanswered`: no answer, a server error, or an answer that names no error
 */
export type AwsFailure =
  | 'refused'
  | 'absent'
  | 'rejected'
  | 'throttled'
  | 'credentials'
  | 'unanswered';

/** A policy document and its place. */
export interface PolicyAtPlace {
  /** As in `Change.resource`. */
  place: string;
  /** Undefined if there is no document. */
  document: PolicyDocument | undefined;
}

/** Why something can't be used or read. */
export type Obstacle = {
  /**
   * `failed`: it surely can't be used. `unknown`: AWS couldn't be read. `warning`:
   * the portal can't tell, but somebody else can.
   */
  outcome: 'failed' | 'unknown' | 'warning';
  /** How the call to AWS failed. Undefined if it succeeded, or the reason isn't a call. */
  cause?: AwsFailure;
  /** A sentence that doesn't quote foreign statements. */
  message: string;
  /** What the reader can do, as a sentence. */
  remedy: string;
};

/** A role in AWS, now or after a plan. */
export interface HeldRole {
  arn: string;
  /** `AROA...`. Undefined for a role that is only planned. */
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
  /** Why it can't be used or read. Its policy is then meaningless. */
  obstacle?: Obstacle;
  /**
   * ARN of the customer managed key for default encryption. If it can't be found,
   * the bucket's name for the key.
   */
  encryptionKeyArn?: string;
  /** Why Personalize can't work with the default encryption. */
  encryptionFlaw?: 'twice' | 'aws-managed';
}

/** A key that a set-up uses. */
export interface HeldKey {
  /** The key as requested: ARN, id or alias. */
  keyId: string;
  /** The ARN. If the key can't be found, the requested text. */
  keyArn: string;
  policy: PolicyAtPlace;
  /** Undefined if no policy depends on them, or they couldn't be read. */
  tags?: Record<string, string>;
  obstacle?: Obstacle;
}

/** One principal of a preset. */
export interface HeldPrincipal {
  principal: Principal;
  /** Its name in messages, for example `group analysts`. */
  name: string;
  /** Whether the preset's policy is attached to it. */
  isAttached: boolean;
  /** Whether nobody has this permission set yet. */
  isUnassigned?: boolean;
  /** The role for people. Undefined if it is missing, and for a permission set, group or user. */
  role?: HeldRole;
  /** ARNs of the IAM users of an `account-role`. */
  userArns?: string[];
  /** For a group or user: its policies, inline and attached. */
  policies?: PolicyAtPlace[];
  /** For a user: its permissions boundary. */
  boundary?: PolicyAtPlace;
  /** Why people can't use it, for example because an assignment is missing. */
  obstacle?: Obstacle;
}

/** Who has a preset. */
export interface HeldPreset {
  preset: Preset;
  policy: PolicyAtPlace;
  principals: HeldPrincipal[];
}

/** Other identities that the policy of a preset is attached to. */
export interface OtherHolders {
  policyArn: string;
  /** As in messages, for example `group analysts`. */
  names: string[];
}

/** Everything that decides what a set-up can do, in AWS now or after a plan. */
export interface HeldAccess {
  /** Undefined if there is no such role. */
  role?: HeldRole;
  /** Why the role, or what decides its access, can't be read. The role is then undefined. */
  roleObstacle?: Obstacle;
  buckets: HeldBucket[];
  keys: HeldKey[];
  people: HeldPreset[];
  others?: OtherHolders[];
  /** Why they can't be read. */
  othersObstacle?: Obstacle;
}

/** The expected state of a set-up: the part of the request that decides access. */
export interface ExpectedAccess
  extends Omit<SetupRequest, 'identity' | 'settings'> {
  /** The conditions of the keys, if they differ from those of the buckets. */
  keySourceConditions?: SetupRequest['sourceConditions'];
  /**
   * Entity ref of the group, if people reach only the resources of that group.
   * Undefined if they reach the whole account and Region.
   */
  team?: string;
  settings: Pick<
    RoleSettings,
    'servicePolicy' | 'cloudWatchMetrics' | 'permissionsBoundary'
  > &
    Partial<Pick<RoleSettings, 'tags'>>;
}
