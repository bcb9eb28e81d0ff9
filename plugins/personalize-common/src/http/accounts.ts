import { Guardrails } from '../request/guardrails';

/** What one of a person's teams may be granted in an account. */
export interface TeamLimits {
  /** Entity ref of the group. */
  team: string;
  /** Patterns of buckets and folders, as in `personalize.teams`. */
  buckets: string[];
  /** Patterns of keys, as in `personalize.teams`. */
  keys: string[];
  /** Ids of the accounts whose buckets may be used; `*` for any. */
  bucketOwners: string[];
}

/** What holds in an account for the person who asks. */
export interface AccountLimits {
  /** With the account's own id in the ARN of the boundary. */
  guardrails: Guardrails;
  /** Whether people can be given permission sets. */
  identityCenter: boolean;
  /**
   * The person's teams that may use the account; empty where the configuration
   * gives no team anything, so that owner tags alone do.
   */
  teams: TeamLimits[];
}

/** An account that the person who asks may use. */
export interface AccountItem {
  /** 12 digits. */
  accountId: string;
  name: string;
  regions: string[];
  limits: AccountLimits;
}

/** The answer of `GET /api/personalize/accounts`. */
export interface AccountsResponse {
  items: AccountItem[];
}
