import { boundaryArnRule } from '../aws/boundaryArn';
import { roleDescriptionRule, SESSION_SECONDS } from '../aws/names';
import { SERVICE_POLICIES } from '../service/servicePolicy';
import { RoleSettings } from '../setup/access';
import { RequestContext } from './context';
import {
  flag,
  oneOf,
  optional,
  text,
  wholeNumber,
  withDefault,
} from './fields';
import { tagsField } from './tagsField';

/** The fields that say how the role is to be. */
export function settingsFields(context: RequestContext) {
  return {
    description: optional(text(roleDescriptionRule)),
    permissionsBoundary: optional(text(boundaryArnRule(context))),
    tags: tagsField().default({}),
    servicePolicy: withDefault(oneOf(SERVICE_POLICIES), 'scoped'),
    cloudWatchMetrics: withDefault(flag(), false),
    adopt: withDefault(flag(), false),
    maxSessionDuration: optional(wholeNumber(SESSION_SECONDS, 'seconds')),
  };
}

/** The settings among the fields of a request. */
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
