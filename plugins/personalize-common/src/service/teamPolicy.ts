import { matchesIgnoringCase } from '../evaluate/pattern';
import { ConditionBlock } from '../policy/document';
import { OwnedStatement } from '../policy/merge';
import { ALL_ACTIONS, PresetActions } from './presets';
import { RoleTarget } from './role';
import { serviceArns } from './service';
import { OWNER_TAG } from './tags';
import {
  CREATE_METRIC_ATTRIBUTION,
  CREATE_SOLUTION_VERSION,
  CREATED_WITH_TAGS,
  NAMED_TYPES,
  NAMELESS_TYPE,
  ON_NAMES,
  TAGGING,
  teamNamePrefix,
  WITHOUT_LIMIT,
} from './teamActions';

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

/** What these cover is decided by the tag of what exists, or by nothing that carries tags. */
const ON_WHAT_EXISTS = [
  'personalize:Delete*',
  'personalize:Describe*',
  'personalize:Get*',
  'personalize:Put*',
  'personalize:Start*',
  'personalize:Stop*',
  'personalize:Update*',
];

/** As the types of what carries no tags are called. */
const ON_NAMED = ['personalize:*MetricAttribution', 'personalize:*Schema'];

/** All lists; reading the tags of a resource isn't one and doesn't end so. */
const LISTS = ['personalize:List*s'];

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
  const ofAccount = serviceArns(partition, region, accountId);
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
        ON_WHAT_EXISTS,
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
        ['personalize:Create*'],
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
      shortened(
        account.filter(action => ON_NAMES.includes(action)),
        ON_NAMED,
        actions,
      ),
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
      // IAM takes no wildcard for the type; an event tracker has no name in its ARN.
      arnsOf(
        CREATED_WITH_TAGS.flatMap(layer =>
          Object.entries(layer)
            .filter(([action]) => account.includes(action))
            .map(([, type]) => type),
        ).filter(type => type !== NAMELESS_TYPE),
        prefix,
      ),
      { StringEquals: forTeam, Null: { [RESOURCE_TAG]: 'true' } },
    ),
  ];
}

/** Actions without a resource, as short as can be. */
export function shortenedAnywhere(actions: PresetActions): string[] {
  return shortened(actions.anywhere, LISTS, actions);
}

/**
 * Actions with one pattern in place of all that it covers, where the preset has them
 * all: an administrator's list is longer than IAM takes.
 */
function shortened(
  listed: readonly string[],
  patterns: readonly string[],
  { account, offered, runtime, anywhere }: PresetActions,
): string[] {
  const given = [...account, ...offered, ...runtime, ...anywhere];
  const whole = patterns.filter(pattern =>
    ALL_ACTIONS.every(
      action => !matchesIgnoringCase(pattern, action) || given.includes(action),
    ),
  );
  return [
    ...new Set(
      listed.map(
        action =>
          whole.find(pattern => matchesIgnoringCase(pattern, action)) ?? action,
      ),
    ),
  ].sort();
}
