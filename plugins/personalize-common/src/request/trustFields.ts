import { z } from 'zod/v3';
import { Partition, partitionOf } from '../aws/arn';
import {
  isServiceRegion,
  SERVICE_REGIONS,
  ServiceRegion,
  regionFlaw,
  sourceArnRule,
} from '../service/service';
import { TrustSettings } from '../setup/access';
import { choice, text } from './fields';
import { RequestScope } from './scope';

const regionsMessage =
  'it must be a list of at least one Region; leave it out to trust only the Region of the request';
const arnsMessage = 'it must be a list of source ARNs';

/** The fields that say whom the trust policy lets in. */
export function trustFields(scope: RequestScope) {
  return {
    regions: z
      .array(trustRegion(scope.partition), {
        invalid_type_error: regionsMessage,
      })
      .min(1, regionsMessage)
      .transform(regions => [...new Set(regions)])
      .optional(),
    sourceArns: z
      .array(text(sourceArnRule({ ...scope, regions: scope.trustRegions })), {
        invalid_type_error: arnsMessage,
      })
      .transform(arns => [...new Set(arns)])
      .default([]),
  };
}

/** An account belongs to one partition, so the trust of its roles does too. */
function trustRegion(partition: Partition | undefined) {
  return choice(
    SERVICE_REGIONS.filter(
      region => !partition || partitionOf(region) === partition,
    ),
    value =>
      typeof value === 'string' && isServiceRegion(value)
        ? `it must be in the partition of the request's Region, ${partition}`
        : regionFlaw(value),
  );
}

/** The trust in the fields. */
export function toTrust(fields: {
  region: ServiceRegion;
  regions?: ServiceRegion[];
  sourceArns: string[];
}): TrustSettings {
  return {
    regions: fields.regions ?? [fields.region],
    sourceArns: fields.sourceArns,
  };
}
