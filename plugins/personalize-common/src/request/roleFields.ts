import { z } from 'zod/v3';
import { partitionOf } from '../aws/arn';
import { boundaryArnRule } from '../aws/boundaryArn';
import {
  accountIdRule,
  roleDescriptionRule,
  roleNameRule,
  SESSION_SECONDS,
} from '../aws/names';
import { DEFAULT_ROLE_PATH, rolePathRule, RoleTarget } from '../service/role';
import { SERVICE_REGIONS, ServiceRegion, regionFlaw } from '../service/service';
import { SERVICE_POLICIES } from '../service/servicePolicy';
import { tagKeyRule, tagSetFlaw, tagValueRule } from '../service/tags';
import { RoleSettings } from '../setup/access';
import {
  flag,
  choice,
  optional,
  text,
  wholeNumber,
  withDefault,
} from './fields';
import { RequestScope, RequestDefaults } from './scope';

/** The fields of every action: which role, and where. */
export function roleFields(scope: RequestScope, defaults: RequestDefaults) {
  return {
    accountId: text(accountIdRule),
    region: choice(SERVICE_REGIONS, regionFlaw),
    roleName: text(roleNameRule),
    rolePath: withDefault(
      text(rolePathRule(scope)),
      defaults.rolePath ?? DEFAULT_ROLE_PATH,
    ),
  };
}

/** The role in the fields. */
export function toRole(fields: {
  accountId: string;
  region: ServiceRegion;
  roleName: string;
  rolePath: string;
}): RoleTarget {
  return {
    partition: partitionOf(fields.region),
    accountId: fields.accountId,
    region: fields.region,
    roleName: fields.roleName,
    rolePath: fields.rolePath,
  };
}

/** The fields for the role's settings. */
export function settingsFields(scope: RequestScope) {
  return {
    description: optional(text(roleDescriptionRule)),
    permissionsBoundary: optional(text(boundaryArnRule(scope))),
    tags: tagsField().default({}),
    servicePolicy: withDefault(choice(SERVICE_POLICIES), 'scoped'),
    cloudWatchMetrics: withDefault(flag(), false),
    adopt: withDefault(flag(), false),
    maxSessionDuration: optional(wholeNumber(SESSION_SECONDS, 'seconds')),
  };
}

/** The settings in the fields of a request. */
export function toSettings(fields: RoleSettings): RoleSettings {
  return {
    description: fields.description,
    permissionsBoundary: fields.permissionsBoundary,
    tags: fields.tags,
    servicePolicy: fields.servicePolicy,
    cloudWatchMetrics: fields.cloudWatchMetrics,
    adopt: fields.adopt,
    maxSessionDuration: fields.maxSessionDuration,
  };
}

/**
 * A person's tags, key to value, without the product's own.
 *
 * Parsed by hand, because an error about a key must show the key in place of the
 * value, and because zod drops a key named `__proto__`.
 */
function tagsField() {
  return z.unknown().transform((tags, context): Record<string, string> => {
    const refuse = (message: string, value: unknown) =>
      context.addIssue({ code: 'custom', message, params: { value } });

    if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) {
      refuse('it must be an object of tag keys and values', tags);
      return z.NEVER;
    }
    const read: [string, string][] = [];
    for (const [key, value] of Object.entries(tags)) {
      const keyFlaw = tagKeyRule.broken(key);
      if (keyFlaw) {
        refuse(keyFlaw, key);
      }
      const valueFlaw =
        typeof value === 'string'
          ? tagValueRule.broken(value)
          : tagValueRule.fits;
      if (valueFlaw) {
        context.addIssue({ code: 'custom', path: [key], message: valueFlaw });
      } else {
        read.push([key, value]);
      }
    }
    const keys = Object.keys(tags);
    const setFlaw = tagSetFlaw(keys);
    if (setFlaw) {
      refuse(setFlaw, keys);
    }
    return Object.fromEntries(read);
  });
}
