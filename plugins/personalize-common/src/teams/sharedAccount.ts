import { roleArn } from '../aws/arn';
import { Preset } from '../service/presets';
import { RoleTarget } from '../service/role';
import { UserAccess } from '../setup/access';
import { Warning } from '../setup/change';
import { Isolation } from './team';

/** The most names to show. The rest are counted. */
const NAMES_SHOWN = 20;

/** What people with a preset can do with other teams' resources, by isolation. */
const REACH: Readonly<
  Record<Isolation, Readonly<Record<Preset, readonly string[]>>>
> = {
  account: {
    admin: ['export, change and delete everything of it in Amazon Personalize'],
    'data-engineer': ['export, change and delete its datasets'],
    'model-builder': [
      'train models on its data, and change and delete its models and campaigns',
    ],
    'read-only': ['see everything of it in Amazon Personalize'],
    runtime: [
      'get recommendations from its campaigns and send events to its event trackers',
    ],
  },
  tags: teamReach(),
};

/** What AWS has no way to limit; see docs/teams.md. */
function teamReach() {
  const names = 'list the names and ARNs of its resources';
  const events = 'send events to its event trackers if they know a tracking ID';
  const models =
    'use its solution versions in batch segment jobs and in campaigns that they update';
  return {
    admin: [names, models, events],
    'data-engineer': [names],
    'model-builder': [names, models],
    'read-only': [names],
    runtime: [events],
  };
}

/**
 * Warns of the other teams whose resources people could reach with this request. It
 * names only the teams, not what they have: everybody can see groups in the
 * catalog.
 *
 * @param teams - entity refs of the groups that use the same account and Region, or
 * may
 */
export function sharedAccountWarnings(
  role: RoleTarget,
  users: readonly UserAccess[],
  isolation: Isolation,
  teams: readonly string[],
): Warning[] {
  if (users.length === 0 || teams.length === 0) {
    return [];
  }
  const { accountId, region } = role;
  const shown = teams.slice(0, NAMES_SHOWN).join(', ');
  const more = teams.length - NAMES_SHOWN;
  const [who, use] =
    teams.length === 1
      ? [`Team ${shown}`, 'uses']
      : [`Teams ${shown}${more > 0 ? ` and ${more} more` : ''} each`, 'use'];
  const reach = users
    .map(
      ({ preset }) =>
        `People with the access ${preset} can ${listed(
          REACH[isolation][preset],
        )}.`,
    )
    .join(' ');
  const cure =
    isolation === 'account'
      ? 'Use one account or Region per team, or set personalize.isolation to tags.'
      : "AWS can't limit this by tags: if it matters, use one account or Region per team.";
  return [
    {
      part: 'users',
      resource: roleArn(role),
      message: `${who} also ${use} account ${accountId} in ${region}, or may. ${reach} ${cure}`,
    },
  ];
}

function listed(deeds: readonly string[]): string {
  return deeds.length > 1
    ? `${deeds.slice(0, -1).join(', ')} and ${deeds[deeds.length - 1]}`
    : deeds.join('');
}
