import { OWNER_TAG } from '../service/tags';
import { entityRefRule, normaliseEntityRef } from '../setup/entityRef';

/**
 * How teams are kept apart. `account`: by account and Region alone; people reach all
 * that Personalize holds there. `tags`: people reach what carries the tag of their
 * team.
 */
export const ISOLATIONS = ['account', 'tags'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** How a group is named in the configuration and in an owner tag. */
export const groupRefRule = entityRefRule('group');

/** The entity ref of a group in full and in lower case. */
export function normaliseGroupRef(text: string): string {
  return normaliseEntityRef(text, 'group');
}

/** What one group may be granted, as an entry of `personalize.teams` in the configuration. */
export interface Team {
  /** Entity ref in full and in lower case. */
  group: string;
  /** Where it stands in the configuration, for example `personalize.teams['group:default/recommendations']`. */
  path: string;
  /** 12-digit ids; `*` for each of `personalize.accounts`. */
  accounts: readonly string[];
  /** Patterns that {@link bucketPatternRule} takes. */
  buckets: readonly string[];
  /** Patterns that {@link keyPatternRule} takes. */
  keys: readonly string[];
  /** 12-digit ids of the accounts whose buckets may be used; `*` for any account. */
  bucketOwners: readonly string[];
}

/**
 * Whether a group may use buckets of the account that a bucket is said to
 * belong to. Nobody can see from outside whether that is so; the role's own
 * statement names the account, so that a false one opens nothing.
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

/** The entries of some groups that hold in an account. */
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

/** Whether the tags of a bucket or key give it to one of some groups. */
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
