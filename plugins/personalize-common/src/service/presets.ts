/** What a group of people may do with Personalize. */
export const PRESETS = [
  'admin',
  'read-only',
  'data-engineer',
  'model-builder',
  'runtime',
] as const;
export type Preset = (typeof PRESETS)[number];

/**
 * The Personalize actions of a preset, each list sorted, grouped by the resources
 * they take. An action can be in two lists: a solution is created in the account,
 * from a recipe of AWS.
 */
export interface PresetActions {
  /** On the resources of the account. */
  account: readonly string[];
  /** On the algorithms, feature transformations and recipes that AWS offers to every account. */
  offered: readonly string[];
  /** On campaigns, recommenders and filters, which serve applications. */
  runtime: readonly string[];
  /** On `*`: these actions have no resource. */
  anywhere: readonly string[];
}

/** What every preset for people can see. */
const READ: PresetActions = {
  account: [
    'personalize:DescribeBatchInferenceJob',
    'personalize:DescribeBatchSegmentJob',
    'personalize:DescribeCampaign',
    'personalize:DescribeDataDeletionJob',
    'personalize:DescribeDataInsightsJob',
    'personalize:DescribeDataset',
    'personalize:DescribeDatasetExportJob',
    'personalize:DescribeDatasetGroup',
    'personalize:DescribeDatasetImportJob',
    'personalize:DescribeEventTracker',
    'personalize:DescribeFilter',
    'personalize:DescribeMetricAttribution',
    'personalize:DescribeRecommender',
    'personalize:DescribeSchema',
    'personalize:DescribeSolution',
    'personalize:DescribeSolutionVersion',
    'personalize:GetDataInsights',
    'personalize:GetSolutionMetrics',
    'personalize:ListTagsForResource',
  ],
  offered: [
    'personalize:DescribeAlgorithm',
    'personalize:DescribeFeatureTransformation',
    'personalize:DescribeRecipe',
  ],
  runtime: [],
  anywhere: [
    'personalize:ListBatchInferenceJobs',
    'personalize:ListBatchSegmentJobs',
    'personalize:ListCampaigns',
    'personalize:ListDataDeletionJobs',
    'personalize:ListDataInsightsJobs',
    'personalize:ListDatasetExportJobs',
    'personalize:ListDatasetGroups',
    'personalize:ListDatasetImportJobs',
    'personalize:ListDatasets',
    'personalize:ListEventTrackers',
    'personalize:ListFilters',
    'personalize:ListMetricAttributionMetrics',
    'personalize:ListMetricAttributions',
    'personalize:ListRecipes',
    'personalize:ListRecommenders',
    'personalize:ListSchemas',
    'personalize:ListSolutionVersions',
    'personalize:ListSolutions',
  ],
};

/** The data actions: import, export and delete. Without reading. */
const DATA: PresetActions = {
  account: [
    'personalize:CreateDataDeletionJob',
    'personalize:CreateDataInsightsJob',
    'personalize:CreateDataset',
    'personalize:CreateDatasetExportJob',
    'personalize:CreateDatasetGroup',
    'personalize:CreateDatasetImportJob',
    'personalize:CreateEventTracker',
    'personalize:CreateSchema',
    'personalize:DeleteDataset',
    'personalize:DeleteDatasetGroup',
    'personalize:DeleteEventTracker',
    'personalize:DeleteSchema',
    'personalize:PutActions',
    'personalize:PutItems',
    'personalize:PutUsers',
    'personalize:TagResource',
    'personalize:UntagResource',
    'personalize:UpdateDataset',
  ],
  offered: [],
  runtime: [],
  anywhere: [],
};

/** Training and deploying models. Without reading. */
const MODELS: PresetActions = {
  account: [
    'personalize:CreateBatchInferenceJob',
    'personalize:CreateBatchSegmentJob',
    'personalize:CreateCampaign',
    'personalize:CreateFilter',
    'personalize:CreateMetricAttribution',
    'personalize:CreateRecommender',
    'personalize:CreateSolution',
    'personalize:CreateSolutionVersion',
    'personalize:DeleteCampaign',
    'personalize:DeleteFilter',
    'personalize:DeleteMetricAttribution',
    'personalize:DeleteRecommender',
    'personalize:DeleteSolution',
    'personalize:StartRecommender',
    'personalize:StopRecommender',
    'personalize:StopSolutionVersionCreation',
    'personalize:TagResource',
    'personalize:UntagResource',
    'personalize:UpdateCampaign',
    'personalize:UpdateMetricAttribution',
    'personalize:UpdateRecommender',
    'personalize:UpdateSolution',
  ],
  // Both are created from a recipe.
  offered: ['personalize:CreateRecommender', 'personalize:CreateSolution'],
  runtime: [],
  anywhere: [],
};

/** What an application reads and sends. */
const RUNTIME: PresetActions = {
  account: [],
  offered: [],
  runtime: [
    'personalize:GetActionRecommendations',
    'personalize:GetPersonalizedRanking',
    'personalize:GetRecommendations',
  ],
  anywhere: ['personalize:PutActionInteractions', 'personalize:PutEvents'],
};

/** The actions of each preset, and whether its people pass the service role to Personalize. */
const DEFINITIONS: Record<
  Preset,
  { actions: PresetActions; passesRole: boolean }
> = {
  admin: { actions: together(READ, DATA, MODELS, RUNTIME), passesRole: true },
  'read-only': { actions: READ, passesRole: false },
  'data-engineer': { actions: together(READ, DATA), passesRole: true },
  'model-builder': { actions: together(READ, MODELS), passesRole: true },
  runtime: { actions: RUNTIME, passesRole: false },
};

/**
 * The actions that a preset allows. `admin` has all actions of Personalize. A test
 * compares the lists with the AWS reference and names any new action there.
 * Source: Service Authorization Reference, Amazon Personalize.
 */
export function presetActions(preset: Preset): PresetActions {
  return DEFINITIONS[preset].actions;
}

/** All actions of Personalize. */
export const ALL_ACTIONS: readonly string[] = [
  ...new Set(Object.values(DEFINITIONS.admin.actions).flat()),
];

/**
 * Whether people with a preset pass the service role to Personalize.
 * Source: Amazon Personalize API Reference, the operations that take a `roleArn`.
 */
export function passesRole(preset: Preset): boolean {
  return DEFINITIONS[preset].passesRole;
}

function together(...parts: PresetActions[]): PresetActions {
  const list = (name: keyof PresetActions) =>
    [...new Set(parts.flatMap(part => part[name]))].sort();
  return {
    account: list('account'),
    offered: list('offered'),
    runtime: list('runtime'),
    anywhere: list('anywhere'),
  };
}
