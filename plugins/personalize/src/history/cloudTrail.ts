import {
  AwsRequestRecord,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The place of a set-up in AWS. */
export type Place = Pick<SetupItem, 'partition' | 'region' | 'accountId'>;

/** The console of a partition, and the Region that records global services. */
const PARTITIONS: Record<string, { console: string; globalRegion: string }> = {
  aws: { console: 'console.aws.amazon.com', globalRegion: 'us-east-1' },
  'aws-cn': { console: 'console.amazonaws.cn', globalRegion: 'cn-north-1' },
};

/** The only global service here. */
const GLOBAL_SERVICE = 'iam';

/** CloudTrail's clock can differ from ours. */
const AROUND_MILLISECONDS = 15 * 60_000;

/**
 * The address of CloudTrail's event history in the AWS console, filtered by
 * operation and time. The history can't be searched for request ids.
 *
 * @param at - ISO 8601
 * @returns `undefined` if the console of the partition is unknown
 */
export function cloudTrailAddress(
  { operation }: AwsRequestRecord,
  { partition, region, at }: { partition: string; region: string; at: string },
): string | undefined {
  const known = PARTITIONS[partition];
  const [service, eventName] = operation.split(':');
  if (!known || !eventName) {
    return undefined;
  }
  const place = service === GLOBAL_SERVICE ? known.globalRegion : region;
  const time = Date.parse(at);
  const query = new URLSearchParams({
    EventName: eventName,
    StartTime: new Date(time - AROUND_MILLISECONDS).toISOString(),
    EndTime: new Date(time + AROUND_MILLISECONDS).toISOString(),
  });
  return `https://${place}.${known.console}/cloudtrailv2/home?region=${place}#/events?${query}`;
}
