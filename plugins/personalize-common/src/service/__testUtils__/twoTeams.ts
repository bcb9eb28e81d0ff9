import { roleArn } from '../../aws/arn';
import {
  ABSENT,
  exactly,
  requestContext,
  withResource,
} from '../../evaluate/context';
import { identityAllows } from '../../evaluate/findings';
import { OTHER_ROLE, OUR_ROLE } from '../../policy/__testUtils__/setups';
import { POLICY_VERSION } from '../../policy/document';
import { Isolation } from '../../teams/team';
import { Preset, PRESETS } from '../presets';
import { userPolicyStatements } from '../userPolicy';

/*
 * Two teams in one account and Region, and what people of ours ask of Personalize. AWS
 * asks for each resource that the Service Authorization Reference lists for an action;
 * all must be allowed.
 */

export const OURS = 'group:default/recommendations';
export const THEIRS = 'group:default/search';
export const OWNER = 'personalize:owner';

/** Something of Personalize, by the end of its ARN. */
export interface Thing {
  id: string;
  /** None where it is only being created, or AWS lets it have none. */
  tags?: Record<string, string>;
}

export const ours = (id: string): Thing => ({ id, tags: { [OWNER]: OURS } });
export const theirs = (id: string): Thing => ({
  id,
  tags: { [OWNER]: THEIRS },
});
export const bare = (id: string): Thing => ({ id });

/** A request of somebody of our team. */
export interface Ask {
  action: string;
  /** None where the action knows no resource. */
  on: Thing[];
  /** Tags in the request. */
  tags?: Record<string, string>;
  /** Keys of tags in the request where it holds no values: what is to be removed. */
  removes?: string[];
}

/** Creates things with our tag. */
export const withOurTag = { tags: { [OWNER]: OURS } };

/** The account's own ARN of a thing; `*` where there is none. */
export function arnOf(thing: Thing | undefined): string {
  if (!thing) {
    return '*';
  }
  return thing.id.startsWith('arn:')
    ? thing.id
    : `arn:aws:personalize:us-east-1:${OUR_ROLE.accountId}:${thing.id}`;
}

export function documentFor(preset: Preset, isolation: Isolation) {
  return {
    Version: POLICY_VERSION,
    Statement: userPolicyStatements(
      OUR_ROLE,
      preset,
      isolation === 'tags' ? OURS : undefined,
    ),
  };
}

/** Condition keys of a request for one of its resources; what isn't there the request doesn't carry. */
export function contextOf(
  { tags = {}, removes = [] }: Ask,
  thing: Thing | undefined,
): Record<string, string | string[]> {
  const keys = [...Object.keys(tags), ...removes];
  return {
    'aws:RequestedRegion': OUR_ROLE.region,
    ...Object.fromEntries(
      Object.entries(tags).map(([key, value]) => [
        `aws:RequestTag/${key}`,
        value,
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(thing?.tags ?? {}).map(([key, value]) => [
        `aws:ResourceTag/${key}`,
        value,
      ]),
    ),
    ...(keys.length > 0 ? { 'aws:TagKeys': keys } : {}),
    'iam:PassedToService': 'personalize.amazonaws.com',
  };
}

/** The resources that a request is decided for; at least one, for an action without any. */
export function decidedFor({ on }: Ask): (Thing | undefined)[] {
  return on.length > 0 ? on : [undefined];
}

/** Whether somebody of our team who has the preset may do it. */
export function may(preset: Preset, isolation: Isolation, ask: Ask): boolean {
  const policies = [{ name: preset, document: documentFor(preset, isolation) }];
  const answers = decidedFor(ask).map(thing => {
    const values = Object.entries(contextOf(ask, thing)).map(
      ([key, value]): [string, ReturnType<typeof exactly>] => [
        key,
        Array.isArray(value) ? exactly(...value) : exactly(value),
      ],
    );
    return identityAllows(policies, {
      principal: {
        kind: 'role',
        arn: `arn:aws:iam::${OUR_ROLE.accountId}:role/personalize/people`,
      },
      action: ask.action,
      resource: arnOf(thing),
      context: withResource(
        requestContext(Object.fromEntries(values), ABSENT),
        { resourceTags: thing?.tags },
      ),
    }).answer;
  });
  if (answers.includes('unknown')) {
    throw new Error(`${ask.action} isn't decided: ${answers.join(', ')}`);
  }
  return answers.every(answer => answer === 'yes');
}

/** The presets with which it may be done, in the order of {@link PRESETS}. */
export function whoMay(isolation: Isolation, ask: Ask): Preset[] {
  return PRESETS.filter(preset => may(preset, isolation, ask));
}

/** What people of our team try on what the other team has. */
export interface Attempt {
  tries: string;
  ask: Ask;
  /** Why it goes on with tags; only what AWS has no means to limit has this. */
  because?: string;
}

const PERSONALIZE = 'personalize:';
const attempt = (
  tries: string,
  action: string,
  on: Thing[],
  more: Partial<Ask> & Pick<Attempt, 'because'> = {},
): Attempt => {
  const { because, ...asked } = more;
  return {
    tries,
    ask: {
      action: action.includes(':') ? action : `${PERSONALIZE}${action}`,
      on,
      ...asked,
    },
    ...(because ? { because } : {}),
  };
};

export const ATTEMPTS: readonly Attempt[] = [
  attempt('list the names of its dataset groups', 'ListDatasetGroups', [], {
    because: 'lists take no resource and no tag',
  }),
  attempt('describe its dataset group', 'DescribeDatasetGroup', [
    theirs('dataset-group/search'),
  ]),
  attempt('describe its schema', 'DescribeSchema', [bare('schema/search--x')]),
  attempt('read the tracking ID of its event tracker', 'DescribeEventTracker', [
    theirs('event-tracker/4f8a'),
  ]),
  attempt('read the metrics of its model', 'GetSolutionMetrics', [
    theirs('solution/search/1a2b'),
  ]),
  attempt('analyse its data', 'GetDataInsights', [bare('data-insights-job/1')]),
  attempt(
    'export its dataset to a bucket of their own',
    'CreateDatasetExportJob',
    [theirs('dataset/search/ITEMS'), bare('dataset-export-job/x')],
    withOurTag,
  ),
  attempt(
    'import into its dataset',
    'CreateDatasetImportJob',
    [theirs('dataset/search/ITEMS'), bare('dataset-import-job/x')],
    withOurTag,
  ),
  attempt('put items into its dataset', 'PutItems', [
    theirs('dataset/search/ITEMS'),
  ]),
  attempt(
    'delete users from its data',
    'CreateDataDeletionJob',
    [theirs('dataset-group/search'), bare('data-deletion-job/x')],
    withOurTag,
  ),
  attempt('delete its dataset', 'DeleteDataset', [
    theirs('dataset/search/ITEMS'),
  ]),
  attempt('delete its dataset group', 'DeleteDatasetGroup', [
    theirs('dataset-group/search'),
  ]),
  attempt('delete its schema', 'DeleteSchema', [bare('schema/search--x')]),
  attempt('delete its event tracker', 'DeleteEventTracker', [
    theirs('event-tracker/4f8a'),
  ]),
  attempt(
    'train a model on its data',
    'CreateSolution',
    [
      theirs('dataset-group/search'),
      bare('solution/x'),
      bare('arn:aws:personalize:::recipe/aws-user-personalization-v2'),
    ],
    withOurTag,
  ),
  attempt(
    'retrain its model',
    'CreateSolutionVersion',
    [theirs('solution/search')],
    withOurTag,
  ),
  attempt(
    'create a campaign from its model',
    'CreateCampaign',
    [theirs('solution/search/1a2b'), bare('campaign/x')],
    withOurTag,
  ),
  attempt(
    'put its model behind a campaign of their own',
    'UpdateCampaign',
    [ours('campaign/reco')],
    { because: 'AWS checks only the campaign, not the model' },
  ),
  attempt(
    'run a batch inference job with its model',
    'CreateBatchInferenceJob',
    [theirs('solution/search/1a2b'), bare('batch-inference-job/x')],
    withOurTag,
  ),
  attempt(
    'run a batch segment job with its model',
    'CreateBatchSegmentJob',
    [bare('batch-segment-job/x')],
    { ...withOurTag, because: 'AWS checks only the job, not the model' },
  ),
  attempt('delete its campaign', 'DeleteCampaign', [theirs('campaign/search')]),
  attempt('stop its recommender', 'StopRecommender', [
    theirs('recommender/search'),
  ]),
  attempt('send its metrics to another bucket', 'UpdateMetricAttribution', [
    bare('metric-attribution/search--x'),
  ]),
  attempt('get recommendations of its campaign', 'GetRecommendations', [
    theirs('campaign/search'),
  ]),
  attempt('send events to its event tracker', 'PutEvents', [], {
    because:
      'events take no resource; anyone with the tracking ID can send them',
  }),
  attempt('hand its role to Personalize', 'iam:PassRole', [
    bare(roleArn(OTHER_ROLE)),
  ]),
  attempt(
    'tag its dataset group as their own',
    'TagResource',
    [theirs('dataset-group/search')],
    withOurTag,
  ),
  attempt(
    'tag what carries no tag as their own',
    'TagResource',
    [bare('dataset-group/search')],
    withOurTag,
  ),
  attempt(
    'remove the tag from its dataset group',
    'UntagResource',
    [theirs('dataset-group/search')],
    { removes: [OWNER] },
  ),
  attempt(
    'create something in its name',
    'CreateDatasetGroup',
    [bare('dataset-group/x')],
    { tags: { [OWNER]: THEIRS } },
  ),
  attempt('create a schema named as it names its own', 'CreateSchema', [
    bare('schema/search--y'),
  ]),
];
