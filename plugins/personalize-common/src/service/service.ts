import { parseArn, Partition } from '../aws/arn';
import { TextRule } from '../aws/textRule';

/**
 * The Regions in which Amazon Personalize exists.
 * Source: Amazon Personalize endpoints and quotas, AWS General Reference.
 */
export const SERVICE_REGIONS = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'cn-north-1',
  'eu-central-1',
  'eu-west-1',
  'us-east-1',
  'us-east-2',
  'us-west-2',
] as const;

/** A Region in which Amazon Personalize exists, for example `us-east-1`. */
export type ServiceRegion = (typeof SERVICE_REGIONS)[number];

/** Whether Amazon Personalize exists in a Region. */
export function isServiceRegion(value: string): value is ServiceRegion {
  return SERVICE_REGIONS.some(region => region === value);
}

/** Why Amazon Personalize can't be used in a Region where it doesn't exist. */
export function regionFlaw(region: unknown): string {
  const where =
    typeof region === 'string' && region.startsWith('us-gov-')
      ? "Amazon Personalize doesn't exist in AWS GovCloud (US); it exists"
      : 'Amazon Personalize exists';
  return `${where} in the Regions ${SERVICE_REGIONS.join(', ')}`;
}

/** The prefix of its actions, and the service in its ARNs. */
export const SERVICE_NAMESPACE = 'personalize';

/** The service principal of Amazon Personalize; the same in every partition. */
export const SERVICE_PRINCIPAL = 'personalize.amazonaws.com';

/** The ARN pattern of all Personalize resources of one account in one Region. */
export function serviceArns(
  partition: Partition,
  region: string,
  accountId: string,
): string {
  return `arn:${partition}:personalize:${region}:${accountId}:*`;
}

/** Characters of a Personalize ARN. Source: Amazon Personalize API Reference, Arn. */
const MAX_ARN_CHARACTERS = 256;

const sourceArnFits =
  'a source ARN must be that of a Personalize resource: arn:PARTITION:personalize:REGION:ACCOUNT:TYPE/ID, with * and ? only after TYPE/';

/** A full type, then an id or a pattern for it. */
const RESOURCE = /^[a-z]+(?:-[a-z]+)*\/[\w*?/-]+$/;

/**
 * An ARN, or a pattern of ARNs, that limits requests of Personalize.
 *
 * Wildcards elsewhere would admit accounts and Regions outside the request. `*` for
 * every type is the same as leaving out the list.
 * Sources: Amazon Personalize Developer Guide, "Cross-service confused deputy
 * prevention"; Service Authorization Reference, Amazon Personalize.
 *
 * @param request - where it must be; unknown parts aren't compared
 */
export function sourceArnRule(request: {
  partition?: Partition;
  accountId?: string;
  regions?: readonly string[];
}): TextRule {
  return {
    fits: sourceArnFits,
    broken(text) {
      const arn = parseArn(text);
      if (!arn || arn.service !== SERVICE_NAMESPACE) {
        return sourceArnFits;
      }
      if (arn.resource === '*') {
        return `${sourceArnFits}; leave the list out for everything in the account and Region`;
      }
      if (!RESOURCE.test(arn.resource)) {
        return sourceArnFits;
      }
      if (request.partition && arn.partition !== request.partition) {
        return `a source ARN must be in the partition of the request's Region: it starts with arn:${request.partition}:`;
      }
      if (request.regions && !request.regions.includes(arn.region)) {
        return `a source ARN must be in a Region of the trust: ${request.regions.join(
          ', ',
        )}`;
      }
      if (request.accountId && arn.accountId !== request.accountId) {
        return `a source ARN must belong to the account of the request, ${request.accountId}`;
      }
      return text.length > MAX_ARN_CHARACTERS
        ? `an ARN of Personalize has at most ${MAX_ARN_CHARACTERS} characters`
        : undefined;
    },
  };
}
