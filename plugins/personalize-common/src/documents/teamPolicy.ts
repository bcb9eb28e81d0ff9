import { personalizeArns } from '../aws/arn';
import { ConditionBlock } from '../policy/document';
import { OwnedStatement } from '../policy/merge';
import { ALL_ACTIONS, PresetActions } from '../presets/actions';
import {
  CREATE_METRIC_ATTRIBUTION,
  CREATE_SOLUTION_VERSION,
  CREATED_WITH_TAGS,
  NAMED_TYPES,
  ON_NAMES,
  TAGGING,
  WITHOUT_LIMIT,
} from '../presets/teamActions';
import { RoleTarget } from '../request/types';
import { teamNamePrefix } from '../teams/isolation';
import { OWNER_TAG } from '../teams/team';

/** The Sids of what only the policy of one team's people has. */
export const TEAM_POLICY_SIDS = [
  'PersonalizeCreateIn',
  'PersonalizeCreateGroups',
  'PersonalizeCreateParts',
  'PersonalizeCreateRest',
  'PersonalizeNamed',
  'PersonalizeTags',
  'PersonalizeTagNew',
];

/** In the order of {@link CREATED_WITH_TAGS}. */
const CREATE_SIDS = [
  'PersonalizeCreateGroups',
  'PersonalizeCreateParts',
  'PersonalizeCreateRest',
];

const RESOURCE_TAG = `aws:ResourceTag/${OWNER_TAG}`;
const REQUEST_TAG = `aws:RequestTag/${OWNER_TAG}`;

/** What begins so is decided by the tag of what exists, or by nothing that carries tags. */
const VERBS_ON_WHAT_EXISTS = [
  'Delete',
  'Describe',
  'Get',
  'Put',
  'Start',
  'Stop',
  'Update',
];

/** A statement, or none where the preset has no such action. */
export function allow(
  sid: string,
  actions: readonly string[],
  resources: string | string[],
  condition?: ConditionBlock,
): OwnedStatement[] {
  return actions.length > 0
    ? [
        {
          Sid: sid,
          Effect: 'Allow',
          Action: [...actions],
          Resource: resources,
          ...(condition ? { Condition: condition } : {}),
        },
      ]
    : [];
}

/**
 * What people with a preset may do on the resources of their account, limited to
 * their team:
 *
 * - what exists, where it carries the team's tag;
 * - creating, with the team's tag in the request, and in something of the team's;
 * - what carries no tags, where its name begins as the team's names do;
 * - tags, but for the one that says whose a resource is. That one comes with the
 *   creation alone, or is set on what has none yet and is named as the team names
 *   things: a solution version that Personalize trained by itself has none, and AWS
 *   doesn't document whether creating with tags is also asked as TagResource.
 *
 * Sources: Service Authorization Reference, Amazon Personalize; IAM User Guide,
 * "Controlling access to AWS resources using tags".
 *
 * @param team - entity ref of a group, in full and in lower case: the tag's value
 */
export function teamStatements(
  { partition, region, accountId }: RoleTarget,
  actions: PresetActions,
  team: string,
): OwnedStatement[] {
  const { account, runtime } = actions;
  const ofAccount = personalizeArns(partition, region, accountId);
  const arnsOf = (types: readonly string[], name = '') =>
    types.map(type => ofAccount.replace(/\*$/, `${type}/${name}*`));
  const prefix = teamNamePrefix(team);
  const creates = CREATED_WITH_TAGS.map(layer =>
    Object.keys(layer).filter(action => account.includes(action)),
  );
  const tagging: readonly string[] = Object.values(TAGGING);
  const [, ...inParents] = creates;
  const isLimitedElsewhere = (action: string) =>
    creates.flat().includes(action) ||
    action === CREATE_SOLUTION_VERSION ||
    tagging.includes(action) ||
    WITHOUT_LIMIT.includes(action) ||
    (ON_NAMES.includes(action) && action !== CREATE_METRIC_ATTRIBUTION);
  const ofTeam = { [RESOURCE_TAG]: team };
  const forTeam = { [REQUEST_TAG]: team };
  return [
    ...allow(
      'PersonalizeResources',
      shortened(
        [...account, ...runtime].filter(action => !isLimitedElsewhere(action)),
        VERBS_ON_WHAT_EXISTS,
        actions,
      ),
      ofAccount,
      { StringEquals: ofTeam },
    ),
    ...allow(
      'PersonalizeCreateIn',
      shortened(
        [
          ...inParents.flat(),
          ...account.filter(action => action === CREATE_SOLUTION_VERSION),
        ],
        ['Create'],
        actions,
      ),
      ofAccount,
      { StringEquals: { ...ofTeam, ...forTeam } },
    ),
    ...CREATED_WITH_TAGS.flatMap((layer, index) =>
      allow(
        CREATE_SIDS[index],
        creates[index],
        arnsOf(creates[index].map(action => layer[action])),
        { StringEquals: forTeam },
      ),
    ),
    ...allow(
      'PersonalizeNamed',
      account.filter(action => ON_NAMES.includes(action)),
      arnsOf(NAMED_TYPES, prefix),
    ),
    ...allow(
      'PersonalizeTags',
      account.filter(action => tagging.includes(action)),
      ofAccount,
      {
        StringEquals: ofTeam,
        // Without the keys, ForAllValues would be true.
        Null: { 'aws:TagKeys': 'false' },
        // AWS compares the name of a condition key without case.
        'ForAllValues:StringNotEqualsIgnoreCase': { 'aws:TagKeys': OWNER_TAG },
      },
    ),
    ...allow(
      'PersonalizeTagNew',
      account.filter(action => action === TAGGING.set),
      arnsOf(['*'], prefix),
      { StringEquals: forTeam, Null: { [RESOURCE_TAG]: 'true' } },
    ),
  ];
}

/**
 * Actions with one wildcard in place of all that begin with a verb, where the preset
 * has them all: an administrator's list is longer than IAM takes.
 */
function shortened(
  listed: readonly string[],
  verbs: readonly string[],
  { account, offered, runtime, anywhere }: PresetActions,
): string[] {
  const given = [...account, ...offered, ...runtime, ...anywhere];
  const whole = verbs
    .map(verb => `personalize:${verb}`)
    .filter(start =>
      ALL_ACTIONS.every(
        action => !action.startsWith(start) || given.includes(action),
      ),
    );
  return [
    ...new Set(
      listed.map(action => {
        const start = whole.find(one => action.startsWith(one));
        return start ? `${start}*` : action;
      }),
    ),
  ].sort();
}
