/**
 * The Regions in which Amazon Personalize exists.
 * Source: Amazon Personalize endpoints and quotas, AWS General Reference.
 */
export const PERSONALIZE_REGIONS = [
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
export type PersonalizeRegion = (typeof PERSONALIZE_REGIONS)[number];

/** An AWS partition in which Amazon Personalize exists. */
export type Partition = 'aws' | 'aws-cn';

/** Tells whether Amazon Personalize exists in a Region. */
export function isPersonalizeRegion(value: string): value is PersonalizeRegion {
  return PERSONALIZE_REGIONS.some(region => region === value);
}

/** Why Amazon Personalize can't be used in a Region where it doesn't exist. */
export function regionFlaw(region: unknown): string {
  const where =
    typeof region === 'string' && region.startsWith('us-gov-')
      ? "Amazon Personalize doesn't exist in AWS GovCloud (US); it exists"
      : 'Amazon Personalize exists';
  return `${where} in the Regions ${PERSONALIZE_REGIONS.join(', ')}`;
}

/** The partition of a Region; every ARN in that Region starts with it. */
export function partitionOf(region: string): Partition {
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

/** The service principal of Amazon Personalize; the same in every partition. */
export const PERSONALIZE_SERVICE = 'personalize.amazonaws.com';
