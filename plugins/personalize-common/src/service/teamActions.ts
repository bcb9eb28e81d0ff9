import { shortHash } from './sids';

/*
 * How AWS lets actions of Personalize be limited to the resources of a team.
 * Source: Service Authorization Reference, Amazon Personalize; a test holds these
 * lists against it.
 */

/**
 * What is created with tags, type by type, in layers: what one layer creates lies
 * in something of a layer before. A statement that lets a team create one layer
 * names no type that these actions take as a parent, or the tag of the request
 * would open what other teams have.
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

/**
 * Takes tags, but knows no type of its own: a solution version is a part of its
 * solution to AWS.
 */
export const CREATE_SOLUTION_VERSION = 'personalize:CreateSolutionVersion';

/**
 * Actions on schemas and metric attributions, which carry no tags. Their ARNs end in
 * the name that whoever creates them chooses.
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

/** The types that {@link ON_NAMES} are about. */
export const NAMED_TYPES: readonly string[] = ['metric-attribution', 'schema'];

/** Personalize makes up the end of its ARN; that of every other type is the name that its creator chose. */
export const NAMELESS_TYPE = 'event-tracker';

/** A metric attribution has no tags, but the dataset group that it is made in has. */
export const CREATE_METRIC_ATTRIBUTION = 'personalize:CreateMetricAttribution';

/**
 * Actions on data insights jobs, which carry no tags and aren't bound to a dataset
 * group by the reference: nothing limits them, so a team doesn't get them.
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
 * What the names of a team's schemas and metric attributions begin with: AWS lets
 * neither be tagged, so their names tell whose they are. For most groups of the
 * namespace `default` it is the group's name and `--`; for any other group it is
 * made of a hash. No team's prefix begins with another's.
 * Source of the characters: Amazon Personalize API Reference, `Name`.
 *
 * @param team - entity ref of a group, in full and in lower case
 */
export function teamNamePrefix(team: string): string {
  const [, name = ''] =
    /^group:default\/([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(team) ?? [];
  const isReadable = name !== '' && name.length <= LONGEST_READABLE;
  return `${isReadable ? name : `t_${shortHash(team)}`}--`;
}
