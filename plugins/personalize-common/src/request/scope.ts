import { Partition, partitionOf } from '../aws/arn';
import { accountIdRule, roleNameRule } from '../aws/names';
import { isServiceRegion, ServiceRegion } from '../service/service';
import { SourceConditions } from '../setup/access';
import { REQUEST_LIMITS, valueAt } from './parse';

/**
 * What the other fields of a request are compared with. It is read before them.
 * Missing or bad values are undefined here: their own fields report them, and the
 * other fields are still checked.
 */
export interface RequestScope {
  accountId?: string;
  region?: ServiceRegion;
  partition?: Partition;
  roleName?: string;
  /** The Regions of the trust: those asked for, or the one of the request. */
  trustRegions?: ServiceRegion[];
}

/** Reads the scope from any input. */
export function scopeOf(input: unknown): RequestScope {
  const accountId = valueAt(input, ['accountId']);
  const region = valueAt(input, ['region']);
  const roleName = valueAt(input, ['roleName']);
  const knownRegion =
    typeof region === 'string' && isServiceRegion(region) ? region : undefined;
  return {
    accountId: validText(accountId, accountIdRule.broken),
    region: knownRegion,
    partition: knownRegion && partitionOf(knownRegion),
    roleName: validText(roleName, roleNameRule.broken),
    trustRegions: trustRegionsOf(valueAt(input, ['regions']), knownRegion),
  };
}

/** A text that matches a rule, or undefined. */
export function validText(
  value: unknown,
  broken: (text: string) => string | undefined,
): string | undefined {
  return typeof value === 'string' &&
    value.length <= REQUEST_LIMITS.characters &&
    !broken(value)
    ? value
    : undefined;
}

function trustRegionsOf(
  value: unknown,
  region: ServiceRegion | undefined,
): ServiceRegion[] | undefined {
  if (value === undefined) {
    return region && [region];
  }
  const known = (Array.isArray(value) ? value : [])
    .slice(0, REQUEST_LIMITS.entries)
    .filter(
      (item): item is ServiceRegion =>
        typeof item === 'string' && isServiceRegion(item),
    );
  return known.length > 0 ? known : undefined;
}

/** Default values that are stricter than the product's own, such as the guardrails. */
export interface RequestDefaults {
  rolePath?: string;
  sourceConditions?: SourceConditions;
}
