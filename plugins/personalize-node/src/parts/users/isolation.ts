import { ConflictError } from '@backstage/errors';
import {
  InvalidRequestError,
  RoleRecord,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartContext } from '../part';
import { UsersWanted } from './wanted';

/** What says how people are kept from the resources of other teams. */
export interface Neighbourhood
  extends Pick<PartContext, 'guardrails' | 'teams' | 'owner'> {
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

/**
 * Refuses to add people where those who have access are limited otherwise than the
 * added ones would be: the record says of all of them at once what limits them.
 *
 * @param users - who is added
 * @param team - what {@link isolationOf} limits them to
 * @throws ConflictError
 */
export function refuseOtherLimits(
  users: UsersWanted['users'],
  team: string | undefined,
  { asked }: Pick<RoleRecord, 'asked'>,
): void {
  const others = (asked.users?.users ?? []).filter(
    ({ preset }) => !users.some(added => added.preset === preset),
  );
  if (others.length > 0 && asked.users?.team !== team) {
    throw new ConflictError(
      `users: people who have access to this set-up are limited to ${
        asked.users?.team ?? 'its account and Region'
      }, and those who are added would be limited to ${
        team ?? 'its account and Region'
      }: personalize.isolation or the owner has changed since. Run the template of the set-up first, which limits all of them alike, then add people.`,
    );
  }
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
