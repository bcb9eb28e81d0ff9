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

/** The Sids that only the policy of one team's people has. */
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

/** For these, the tag of an existing resource decides, or the resource has no tags. */
const ON_WHAT_EXISTS = [
  'personalize:Delete*',
  'personalize:Describe*',
  'personalize:Get*',
  'personalize:Put*',
  'personalize:Start*',
  'personalize:Stop*',
  'personalize:Update*',
];

/** Patterns for actions on the types without tags. */
const ON_NAMED = ['personalize:*MetricAttribution', 'personalize:*Schema'];

/** All list actions. Reading the tags of a resource isn't one: its name ends differently. */
const LISTS = ['personalize:List*s'];

/** A statement. Empty if the preset has no such action. */
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
 * - existing resources that have the team's tag;
 * - creating, with the team's tag in the request, inside a resource of the team;
 * - resources without tags, if the name starts with the team's prefix;
 * - tags, except the owner tag. That one is set when a resource is created, or
 *   later on a resource that has none and whose name has the team's prefix: a
 *   solution version that Personalize trained by itself has none, and AWS doesn't
 *   document whether creating with tags also needs TagResource.
 *
 * Sources: Service Authorization Reference, Amazon Personalize; IAM User Guide,
 * "Controlling access to AWS resources using tags".
 *
 * @param team - entity ref of a group, full and in lower case: the tag's value
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
        // Without any tag keys, ForAllValues would be true.
        Null: { 'aws:TagKeys': 'false' },
        // AWS compares the name of a condition key without case.
        'ForAllValues:StringNotEqualsIgnoreCase': { 'aws:TagKeys': OWNER_TAG },
      },
    ),
    ...allow(
      'PersonalizeTagNew',
      account.filter(action => action === TAGGING.set),
      // IAM accepts no wildcard for the type. An event tracker's ARN has no name.
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

/** Actions without a resource, in the shortest form. */
export function shortenedAnywhere(actions: PresetActions): string[] {
  return shortened(actions.anywhere, LISTS, actions);
}

/**
 * Replaces actions with one pattern if the preset has all actions that it covers:
 * the admin list is longer than IAM allows.
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
