import { DatasetGroup, MetricAttribution } from '@aws-sdk/client-personalize';
import { GrantListEntry } from '@aws-sdk/client-kms';
import {
  SERVICE_PRINCIPAL,
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { unlessAbsent } from '../aws/awsCall';
import { AwsOperationError } from '../aws/awsError';
import { inBatches } from '../aws/inBatches';
import { readKeyGrants } from '../aws/kms';
import {
  readCampaigns,
  readDatasetGroups,
  readMetricAttributions,
  readRecommenders,
} from '../aws/personalize';
import { Blocker } from '../engine/plan';

/** What a set-up is about to lose. */
export interface Losing {
  role: RoleTarget;
  /** ARNs. */
  keys: readonly string[];
}

/**
 * What would break without the role and the keys: the Personalize resources that use
 * them, and the grants that Personalize holds on the keys. Whatever can't be read is
 * named, because its use is unknown.
 */
export async function readUsage(
  session: AwsSession,
  losing: Losing,
): Promise<Blocker[]> {
  const found = await Promise.all([
    unlessUnreadable(
      'dataset groups, campaigns and recommenders',
      'Amazon Personalize',
      groupUsage(session, losing),
    ),
    unlessUnreadable(
      'metric attributions',
      'Amazon Personalize',
      attributionUsage(session, losing),
    ),
    ...losing.keys.map(keyArn =>
      unlessUnreadable(
        `grants on key ${keyArn}`,
        keyArn,
        grantUsage(session, losing, keyArn),
      ),
    ),
  ]);
  return found.flat();
}

async function unlessUnreadable(
  what: string,
  resource: string,
  read: Promise<Blocker[]>,
): Promise<Blocker[]> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AwsOperationError && error.failure !== 'credentials') {
      return [
        {
          kind: 'unreadable',
          resource,
          message: `The portal can't tell which ${what} need this set-up: ${error.message}`,
        },
      ];
    }
    throw error;
  }
}

/** Personalize answers some ten calls a second. */
const AT_ONCE = 2;

async function groupUsage(
  session: AwsSession,
  losing: Losing,
): Promise<Blocker[]> {
  const groups = (await readDatasetGroups(session)).filter(group =>
    isUsing(group, losing),
  );
  const usage = await inBatches(AT_ONCE, groups, group =>
    usageOfGroup(session, group, losing),
  );
  return usage.flat();
}

function isUsing(
  { roleArn: arn, kmsKeyArn }: DatasetGroup,
  { role, keys }: Losing,
): boolean {
  return (
    arn === roleArn(role) ||
    (kmsKeyArn !== undefined && keys.includes(kmsKeyArn))
  );
}

async function usageOfGroup(
  session: AwsSession,
  group: DatasetGroup,
  { role, keys }: Losing,
): Promise<Blocker[]> {
  const { datasetGroupArn = '', kmsKeyArn } = group;
  const uses = [
    ...(group.roleArn === roleArn(role) ? [`role ${role.roleName}`] : []),
    ...(kmsKeyArn && keys.includes(kmsKeyArn) ? [`key ${kmsKeyArn}`] : []),
  ].join(' and ');
  const [campaigns, recommenders] = await Promise.all([
    readCampaigns(session, datasetGroupArn),
    readRecommenders(session, datasetGroupArn),
  ]);
  return [
    {
      kind: 'dataset-group',
      resource: datasetGroupArn,
      message: `Dataset group ${group.name} uses ${uses} for its data. If nobody needs it, delete the dataset group first; AWS can't replace either in an existing one.`,
    },
    ...campaigns.map(
      ({ name, campaignArn = '' }): Blocker => ({
        kind: 'campaign',
        resource: campaignArn,
        message: `Campaign ${name} of dataset group ${group.name}, which uses ${uses}, would stop giving recommendations. If nobody needs it, delete the campaign first.`,
      }),
    ),
    ...recommenders.map(
      ({ name, recommenderArn = '' }): Blocker => ({
        kind: 'recommender',
        resource: recommenderArn,
        message: `Recommender ${name} of dataset group ${group.name}, which uses ${uses}, would stop giving recommendations. If nobody needs it, delete the recommender first.`,
      }),
    ),
  ];
}

async function attributionUsage(
  session: AwsSession,
  { role }: Losing,
): Promise<Blocker[]> {
  const attributions = await readMetricAttributions(session);
  return attributions
    .filter(
      ({ metricsOutputConfig }: MetricAttribution) =>
        metricsOutputConfig?.roleArn === roleArn(role),
    )
    .map(({ name, metricAttributionArn = '' }) => ({
      kind: 'metric-attribution',
      resource: metricAttributionArn,
      message: `Metric attribution ${name} writes its reports with role ${role.roleName} and would stop writing them. First delete it, or give it another role.`,
    }));
}

async function grantUsage(
  session: AwsSession,
  { role }: Losing,
  keyArn: string,
): Promise<Blocker[]> {
  const grants =
    (await unlessAbsent(readKeyGrants(session, keyArn), 'NotFoundException')) ??
    [];
  return grants
    .filter(grant => isOfPersonalize(grant, role))
    .map(({ GrantId, GranteePrincipal, Name }) => ({
      kind: 'kms-grant',
      resource: keyArn,
      message: `${GranteePrincipal} holds grant ${GrantId}${
        Name ? ` (${Name})` : ''
      } on key ${keyArn}: something that Personalize created with the key still uses it, for this set-up or another one. The grant stays after this set-up is removed; ask the owner of the key to retire it once nothing needs it.`,
    }));
}

/** Personalize creates its own grants, as the service or with the role. */
function isOfPersonalize(
  { GranteePrincipal = '' }: GrantListEntry,
  role: RoleTarget,
): boolean {
  return (
    GranteePrincipal === roleArn(role) ||
    GranteePrincipal === SERVICE_PRINCIPAL ||
    /(^|\.)personalize(\.[a-z0-9-]+)?\.(amazonaws\.com(\.cn)?|aws\.internal)$/i.test(
      GranteePrincipal,
    )
  );
}
