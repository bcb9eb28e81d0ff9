import { PolicyDocument } from '../policy/document';
import { DecidingStatement, NamedPolicy } from './findings';

/** The policy that hangs on the resource of a request. */
export interface ResourcePolicy {
  /** What it is called in a message; handed back in the deciding statement. */
  name: string;
  /** `undefined`: the resource has none. */
  document: PolicyDocument | undefined;
  /**
   * What it hangs on: a key that has no statement for the account leaves the
   * account's own policies without effect, and a role is assumed only through
   * its trust policy.
   */
  kind: 'bucket' | 'key' | 'trust';
  /** 12-digit id of the account that the resource belongs to. */
  accountId: string;
}

/** All policies of accounts that apply to a request; organisation policies can't be read. */
export interface ApplyingPolicies {
  /** Inline and attached policies of the role or user; a service has none. */
  identity: readonly NamedPolicy[];
  /** Absent for a resource that knows no policy of its own. */
  resource?: ResourcePolicy;
  /** The permissions boundary of the role or user. */
  boundary?: NamedPolicy;
}

/** Why a request is decided as it is. */
export type DecisionReason =
  /** An Allow covers it and nothing stops it. */
  | 'allowed'
  /** A Deny stops it. */
  | 'explicit-deny'
  /** No policy that could let the principal in does. */
  | 'no-allow'
  /** The permissions boundary doesn't allow it. */
  | 'outside-boundary'
  /** It hangs on something that can't be known. */
  | 'unknown';

/** What comes of a request. */
export interface Decision {
  outcome: 'allowed' | 'denied' | 'unknown';
  reason: DecisionReason;
  /** The statement that decides; absent where the lack of one does. */
  deciding?: DecidingStatement;
}
