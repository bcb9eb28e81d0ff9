import { OWNER_TAG } from '../service/tags';
import { entityRefRule, normaliseEntityRef } from '../setup/entity';

/**
 * How teams are kept apart. `account`: only by account and Region; people reach
 * everything that Personalize holds there. `tags`: people reach what has their
 * team's tag.
 */
export const ISOLATIONS = ['account', 'tags'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** The name of a group in the configuration and in an owner tag. */
export const groupRefRule = entityRefRule('group');

/** The full entity ref of a group in lower case. */
export function normaliseGroupRef(text: string): string {
  return normaliseEntityRef(text, 'group');
}

/** What one group may be granted: an entry of `personalize.teams` in the configuration. */
export interface Team {
  /** Full entity ref in lower case. */
  group: string;
  /**
   * Its path in the configuration, for example
   * `personalize.teams['group:default/recommendations']`.
   */
  path: string;
  /** 12-digit ids. `*` means each of `personalize.accounts`. */
  accounts: readonly string[];
  /** Patterns that match {@link bucketPatternRule}. */
  buckets: readonly string[];
  /** Patterns that match {@link keyPatternRule}. */
  keys: readonly string[];
  /** 12-digit ids of the accounts whose buckets may be used. `*` means any account. */
  bucketOwners: readonly string[];
}

/**
 * Whether a group may use buckets of the account given as the bucket's owner.
 * Nobody can check the owner from outside. The role's own statement names the
 * account, so a wrong one opens nothing.
 *
 * @param bucketOwner - undefined for the account of the role
 */
export function isOwnerGiven(
  { bucketOwners }: Pick<Team, 'bucketOwners'>,
  bucketOwner: string | undefined,
): boolean {
  return (
    !bucketOwner ||
    bucketOwners.includes('*') ||
    bucketOwners.includes(bucketOwner)
  );
}

/** The entries of some groups that apply in an account. */
export function teamsIn(
  teams: readonly Team[],
  groups: readonly string[],
  accountId: string,
): Team[] {
  return teams.filter(
    ({ group, accounts }) =>
      groups.includes(group) &&
      accounts.some(account => account === '*' || account === accountId),
  );
}

/** Whether the tags of a bucket or key assign it to one of some groups. */
export function isTaggedFor(
  tags: Readonly<Record<string, string>>,
  groups: readonly string[],
): boolean {
  const owner = tags[OWNER_TAG];
  return (
    owner !== undefined &&
    !groupRefRule.broken(owner) &&
    groups.includes(normaliseGroupRef(owner))
  );
}
