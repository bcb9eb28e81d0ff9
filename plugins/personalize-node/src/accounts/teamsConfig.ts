import { Config } from '@backstage/config';
import { JsonObject, JsonValue } from '@backstage/types';
import {
  accountIdRule,
  bucketPatternRule,
  groupRefRule,
  keyPatternRule,
  normaliseGroupRef,
  refuseUnknownKeys,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';

const TEAMS = 'personalize.teams';

/**
 * Reads `personalize.teams` as plain data: Backstage's configuration reader takes no
 * entity ref as a key.
 *
 * @param accountIds - those of `personalize.accounts`
 * @returns `undefined` unless it is configured; then only what carries an owner tag
 *   can be granted
 * @throws Error that names the configuration path and the rule
 */
export function readTeams(
  config: Config,
  accountIds: readonly string[],
): Team[] | undefined {
  const section = config.getOptional(TEAMS);
  if (section === undefined) {
    return undefined;
  }
  if (!isObject(section)) {
    throw new Error(
      `${TEAMS} is ${JSON.stringify(
        section,
      )}, but it must be a map from entity refs of groups to what they can use`,
    );
  }
  const teams = Object.entries(section).map(([ref, entry]) =>
    readTeam(ref, entry, accountIds),
  );
  const groups = teams.map(({ group }) => group);
  const repeated = groups.find(
    (group, index) => groups.indexOf(group) !== index,
  );
  if (repeated) {
    throw new Error(
      `${TEAMS} names ${repeated} twice; keep one entry with everything it can use`,
    );
  }
  return teams;
}

function readTeam(
  ref: string,
  entry: JsonValue | undefined,
  accountIds: readonly string[],
): Team {
  const path = `${TEAMS}['${ref}']`;
  const flaw = groupRefRule.broken(ref);
  if (flaw) {
    throw new Error(`${path}: "${ref}" was given, but ${flaw}`);
  }
  if (!isObject(entry)) {
    throw new Error(
      `${path} is ${JSON.stringify(
        entry,
      )}, but it must be a map with accounts, buckets and keys`,
    );
  }
  refuseUnknownKeys(Object.keys(entry), path, [
    'accounts',
    'buckets',
    'keys',
    'bucketOwners',
  ]);
  const list = (
    name: string,
    brokenBy: (text: string) => string | undefined,
  ): string[] => readList(entry[name] ?? [], `${path}.${name}`, brokenBy);

  const accounts = list('accounts', text => accountFlaw(text, accountIds));
  if (accounts.length === 0) {
    throw new Error(
      `${path}.accounts is empty; give ids of personalize.accounts, or '*' for all of them`,
    );
  }
  return {
    group: normaliseGroupRef(ref),
    path,
    accounts,
    buckets: list('buckets', bucketPatternRule.broken),
    keys: list('keys', keyPatternRule.broken),
    bucketOwners:
      entry.bucketOwners === undefined
        ? accounts.flatMap(account =>
            account === '*' ? [...accountIds] : [account],
          )
        : list('bucketOwners', text =>
            text === '*' ? undefined : accountIdRule.broken(text),
          ),
  };
}

function readList(
  value: JsonValue,
  path: string,
  brokenBy: (text: string) => string | undefined,
): string[] {
  if (!Array.isArray(value)) {
    throw new Error(
      `${path} is ${JSON.stringify(value)}, but it must be a list`,
    );
  }
  return value.map((item, index) => {
    if (typeof item !== 'string') {
      throw new Error(
        `${path}[${index}] is ${JSON.stringify(
          item,
        )}, but it must be text; put it in quotes`,
      );
    }
    const flaw = brokenBy(item);
    if (flaw) {
      throw new Error(`${path}[${index}] is "${item}", but ${flaw}`);
    }
    return item;
  });
}

function accountFlaw(
  text: string,
  accountIds: readonly string[],
): string | undefined {
  return text === '*' || accountIds.includes(text)
    ? undefined
    : `it must be one of personalize.accounts, which are ${
        accountIds.join(', ') || 'none'
      }, or '*' for all of them`;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const PLATFORM_TEAMS = 'personalize.platformTeams';

/**
 * Reads `personalize.platformTeams`: the groups that run the portal.
 *
 * @returns entity refs in full and in lower case; empty unless configured
 * @throws Error that names the configuration path and the rule
 */
export function readPlatformTeams(config: Config): string[] {
  const refs = config.getOptionalStringArray(PLATFORM_TEAMS) ?? [];
  return refs.map((ref, index) => {
    const flaw = groupRefRule.broken(ref);
    if (flaw) {
      throw new Error(`${PLATFORM_TEAMS}[${index}] is "${ref}", but ${flaw}`);
    }
    return normaliseGroupRef(ref);
  });
}
