import {
  CampaignSummary,
  DatasetGroup,
  DescribeDatasetGroupCommand,
  DescribeMetricAttributionCommand,
  ListCampaignsCommand,
  ListDatasetGroupsCommand,
  ListMetricAttributionsCommand,
  ListRecommendersCommand,
  ListSolutionsCommand,
  MetricAttribution,
  RecommenderSummary,
} from '@aws-sdk/client-personalize';
import { AwsSession } from './awsSession';
import { allPages, unlessAbsent } from './awsCall';
import { inBatches } from './inBatches';

/** Personalize answers some ten calls a second. */
const AT_ONCE = 5;

/** Something deleted since it was listed. */
const GONE = 'ResourceNotFoundException';

/** All dataset groups of the account and Region, with the role and key of each. */
export async function readDatasetGroups(
  session: AwsSession,
): Promise<DatasetGroup[]> {
  const listed = await allPages(
    nextToken =>
      session.personalize.read(new ListDatasetGroupsCommand({ nextToken })),
    answer => answer.datasetGroups,
  );
  const answers = await inBatches(AT_ONCE, listed, ({ datasetGroupArn = '' }) =>
    unlessAbsent(
      session.personalize.read(
        new DescribeDatasetGroupCommand({ datasetGroupArn }),
      ),
      GONE,
    ),
  );
  return answers.flatMap(answer => answer?.datasetGroup ?? []);
}

/** The campaigns of a dataset group, through its solutions. */
export async function readCampaigns(
  session: AwsSession,
  datasetGroupArn: string,
): Promise<CampaignSummary[]> {
  const solutions = await allPages(
    nextToken =>
      session.personalize.read(
        new ListSolutionsCommand({ datasetGroupArn, nextToken }),
      ),
    answer => answer.solutions,
  );
  const campaigns = await inBatches(
    AT_ONCE,
    solutions,
    ({ solutionArn = '' }) =>
      allPages(
        nextToken =>
          session.personalize.read(
            new ListCampaignsCommand({ solutionArn, nextToken }),
          ),
        answer => answer.campaigns,
      ),
  );
  return campaigns.flat();
}

/** The recommenders of a dataset group. */
export function readRecommenders(
  session: AwsSession,
  datasetGroupArn: string,
): Promise<RecommenderSummary[]> {
  return allPages(
    nextToken =>
      session.personalize.read(
        new ListRecommendersCommand({ datasetGroupArn, nextToken }),
      ),
    answer => answer.recommenders,
  );
}

/** All metric attributions of the account and Region, with the role of each. */
export async function readMetricAttributions(
  session: AwsSession,
): Promise<MetricAttribution[]> {
  const listed = await allPages(
    nextToken =>
      session.personalize.read(
        new ListMetricAttributionsCommand({ nextToken }),
      ),
    answer => answer.metricAttributions,
  );
  const answers = await inBatches(
    AT_ONCE,
    listed,
    ({ metricAttributionArn = '' }) =>
      unlessAbsent(
        session.personalize.read(
          new DescribeMetricAttributionCommand({ metricAttributionArn }),
        ),
        GONE,
      ),
  );
  return answers.flatMap(answer => answer?.metricAttribution ?? []);
}
