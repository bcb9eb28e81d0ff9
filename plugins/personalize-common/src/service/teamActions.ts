import { shortHash } from './sids';

/*
 * How AWS can limit actions of Personalize to the resources of a team.
 * Source: Service Authorization Reference, Amazon Personalize. A test compares
 * these lists with it.
 */

/**
 * Resources that are created with tags, type by type, in layers: each layer is
 * created inside a resource of an earlier layer. A statement that lets a team
 * create one layer must not name a type that these actions take as a parent.
 * Otherwise the tag of the request would open other teams' resources.
 */
export const CREATED_WITH_TAGS: readonly Readonly<Record<string, string>>[] = [
  { 'personalize:CreateDatasetGroup': 'dataset-group' },
  {
    'personalize:CreateDataset': 'dataset',
    'personalize:CreateSolution': 'solution',
  },
  {
    'personalize:CreateBatchInferenceJob': 'batch-inference-job',
    'personalize:CreateBatchSegmentJob': 'batch-segment-job',
    'personalize:CreateCampaign': 'campaign',
    'personalize:CreateDataDeletionJob': 'data-deletion-job',
    'personalize:CreateDatasetExportJob': 'dataset-export-job',
    'personalize:CreateDatasetImportJob': 'dataset-import-job',
    'personalize:CreateEventTracker': 'event-tracker',
    'personalize:CreateFilter': 'filter',
    'personalize:CreateRecommender': 'recommender',
  },
];

/** Takes tags, but has no type of its own: to AWS, a solution version is part of its solution. */
export const CREATE_SOLUTION_VERSION = 'personalize:CreateSolutionVersion';

/**
 * Actions on schemas and metric attributions, which have no tags. Their ARNs end in
 * the name that their creator chose.
 */
export const ON_NAMES: readonly string[] = [
  'personalize:CreateMetricAttribution',
  'personalize:CreateSchema',
  'personalize:DeleteMetricAttribution',
  'personalize:DeleteSchema',
  'personalize:DescribeMetricAttribution',
  'personalize:DescribeSchema',
  'personalize:UpdateMetricAttribution',
];

/** The types of {@link ON_NAMES}. */
export const NAMED_TYPES: readonly string[] = ['metric-attribution', 'schema'];

/** Personalize generates the end of its ARN. For every other type, the creator chooses it. */
export const NAMELESS_TYPE = 'event-tracker';

/** A metric attribution has no tags, but its dataset group has. */
export const CREATE_METRIC_ATTRIBUTION = 'personalize:CreateMetricAttribution';

/**
 * Actions on data insights jobs, which have no tags and, in the reference, no link
 * to a dataset group. Nothing can limit them, so a team doesn't get them.
 */
export const WITHOUT_LIMIT: readonly string[] = [
  'personalize:CreateDataInsightsJob',
  'personalize:DescribeDataInsightsJob',
  'personalize:GetDataInsights',
];

/** Sets and removes tags. */
export const TAGGING = {
  set: 'personalize:TagResource',
  remove: 'personalize:UntagResource',
} as const;

/** Leaves room for a name: Personalize allows 63 characters. */
const LONGEST_READABLE = 40;

/**
 * The prefix of the names of a team's schemas and metric attributions. AWS can tag
 * neither, so their names show the owner. For most groups of the namespace
 * `default` it is the group's name and `--`. For any other group it is made of a
 * hash. No team's prefix starts with another team's prefix.
 * Source: Amazon Personalize API Reference, `Name` (characters).
 *
 * @param team - entity ref of a group, full and in lower case
 */
export function teamNamePrefix(team: string): string {
  const [, name = ''] =
    /^group:default\/([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(team) ?? [];
  const isReadable = name !== '' && name.length <= LONGEST_READABLE;
  return `${isReadable ? name : `t_${shortHash(team)}`}--`;
}
