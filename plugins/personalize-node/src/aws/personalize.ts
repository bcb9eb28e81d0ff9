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
import { AwsSession } from '../accounts/awsSession';
import { awsRead, unlessAbsent } from './awsCall';
import { inBatches } from './inBatches';
import { allPages } from './paginate';

/** Personalize answers some ten calls a second. */
const AT_ONCE = 5;

/** What was deleted since it was listed. */
const GONE = 'ResourceNotFoundException';

const WHOLE_ACCOUNT = 'the account';

/** All dataset groups of the account and Region, with the role and key of each. */
export async function readDatasetGroups(
  session: AwsSession,
): Promise<DatasetGroup[]> {
  const listed = await allPages(async nextToken => {
    const answer = await awsRead(
      session,
      { operation: 'personalize:ListDatasetGroups', resource: WHOLE_ACCOUNT },
      options =>
        session.personalize.send(
          new ListDatasetGroupsCommand({ nextToken }),
          options,
        ),
    );
    return { items: answer.datasetGroups ?? [], next: answer.nextToken };
  });
  const groups = await inBatches(AT_ONCE, listed, ({ datasetGroupArn = '' }) =>
    unlessAbsent(
      awsRead(
        session,
        {
          operation: 'personalize:DescribeDatasetGroup',
          resource: datasetGroupArn,
        },
        async options =>
          (
            await session.personalize.send(
              new DescribeDatasetGroupCommand({ datasetGroupArn }),
              options,
            )
          ).datasetGroup,
      ),
      GONE,
    ),
  );
  return groups.flatMap(group => group ?? []);
}

/** The campaigns of a dataset group, through its solutions. */
export async function readCampaigns(
  session: AwsSession,
  datasetGroupArn: string,
): Promise<CampaignSummary[]> {
  const solutions = await allPages(async nextToken => {
    const answer = await awsRead(
      session,
      { operation: 'personalize:ListSolutions', resource: datasetGroupArn },
      options =>
        session.personalize.send(
          new ListSolutionsCommand({ datasetGroupArn, nextToken }),
          options,
        ),
    );
    return { items: answer.solutions ?? [], next: answer.nextToken };
  });
  const campaigns = await inBatches(
    AT_ONCE,
    solutions,
    ({ solutionArn = '' }) =>
      allPages(async nextToken => {
        const answer = await awsRead(
          session,
          { operation: 'personalize:ListCampaigns', resource: solutionArn },
          options =>
            session.personalize.send(
              new ListCampaignsCommand({ solutionArn, nextToken }),
              options,
            ),
        );
        return { items: answer.campaigns ?? [], next: answer.nextToken };
      }),
  );
  return campaigns.flat();
}

/** The recommenders of a dataset group. */
export function readRecommenders(
  session: AwsSession,
  datasetGroupArn: string,
): Promise<RecommenderSummary[]> {
  return allPages(async nextToken => {
    const answer = await awsRead(
      session,
      { operation: 'personalize:ListRecommenders', resource: datasetGroupArn },
      options =>
        session.personalize.send(
          new ListRecommendersCommand({ datasetGroupArn, nextToken }),
          options,
        ),
    );
    return { items: answer.recommenders ?? [], next: answer.nextToken };
  });
}

/** All metric attributions of the account and Region, with the role of each. */
export async function readMetricAttributions(
  session: AwsSession,
): Promise<MetricAttribution[]> {
  const listed = await allPages(async nextToken => {
    const answer = await awsRead(
      session,
      {
        operation: 'personalize:ListMetricAttributions',
        resource: WHOLE_ACCOUNT,
      },
      options =>
        session.personalize.send(
          new ListMetricAttributionsCommand({ nextToken }),
          options,
        ),
    );
    return { items: answer.metricAttributions ?? [], next: answer.nextToken };
  });
  const attributions = await inBatches(
    AT_ONCE,
    listed,
    ({ metricAttributionArn = '' }) =>
      unlessAbsent(
        awsRead(
          session,
          {
            operation: 'personalize:DescribeMetricAttribution',
            resource: metricAttributionArn,
          },
          async options =>
            (
              await session.personalize.send(
                new DescribeMetricAttributionCommand({ metricAttributionArn }),
                options,
              )
            ).metricAttribution,
        ),
        GONE,
      ),
  );
  return attributions.flatMap(attribution => attribution ?? []);
}
