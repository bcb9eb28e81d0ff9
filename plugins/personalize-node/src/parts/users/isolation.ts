import {
  Guardrails,
  InvalidRequestError,
  RoleRecord,
  RoleTarget,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { UsersWanted } from './wanted';

/** What says how people are kept from the resources of other teams. */
export interface Neighbourhood {
  guardrails: Pick<Guardrails, 'isolation'>;
  /** `personalize.teams`. */
  teams?: readonly Team[];
  /** Entity ref of whom the set-up belongs to; absent where nobody has claimed it. */
  owner: string | undefined;
  record: Pick<RoleRecord, 'neighbours'>;
}

/**
 * What people are limited to, and which other teams are in their account and Region.
 *
 * @throws InvalidRequestError where people are to be limited to a team and the set-up
 * belongs to none: nobody gets more instead
 */
export function isolationOf(
  { accountId }: Pick<RoleTarget, 'accountId'>,
  users: UsersWanted['users'],
  { guardrails, teams = [], owner, record }: Neighbourhood,
): Pick<UsersWanted, 'isolation' | 'team' | 'otherTeams'> {
  const { isolation = 'account' } = guardrails;
  const configured = teams
    .filter(({ accounts }) =>
      accounts.some(account => account === '*' || account === accountId),
    )
    .map(({ group }) => group);
  const otherTeams = [...new Set([...configured, ...(record.neighbours ?? [])])]
    .filter(team => team !== owner)
    .sort();
  return {
    isolation,
    otherTeams,
    ...(isolation === 'tags' && users.length > 0
      ? { team: requireTeam(owner) }
      : {}),
  };
}

function requireTeam(owner: string | undefined): string {
  if (owner?.startsWith('group:')) {
    return owner;
  }
  throw new InvalidRequestError([
    {
      field: 'owner',
      value: owner,
      rule: 'people get access to the resources of a team (personalize.isolation is tags), so the set-up has to belong to a group; register it for one first, with personalize:register, or give owner in a dry run',
    },
  ]);
}
