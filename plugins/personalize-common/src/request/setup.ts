import { JsonObject } from '@backstage/types';
import { z } from 'zod/v3';
import {
  RegisterSetupRequest,
  SetupIdentity,
  SetupParts,
  SetupRequest,
} from '../setup/access';
import {
  entityRefRule,
  normaliseEntityRef,
  setupNameRule,
} from '../setup/entity';
import { bucketList, keyList, sourceConditionsField } from './dataFields';
import { optional, parseFields, text } from './fields';
import { roleFields, settingsFields, toRole, toSettings } from './roleFields';
import { RequestScope, RequestDefaults } from './scope';
import { userList } from './userFields';

/**
 * Reads the parameters of the main template, which are the input of
 * `personalize:plan`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseSetupRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): SetupRequest {
  const fields = parseFields('a set-up', input, scope => ({
    ...identityFields(),
    ...setupFields(scope, defaults),
  }));
  return {
    identity: toIdentity(fields),
    role: toRole(fields),
    ...toParts(fields),
  };
}

/** The fields of a whole set-up, without its name and owner. */
export function setupFields(scope: RequestScope, defaults: RequestDefaults) {
  return {
    ...roleFields(scope, defaults),
    ...settingsFields(scope),
    kms: keyList(scope).default([]),
    s3: bucketList(scope),
    users: userList(scope).default([]),
    sourceConditions: sourceConditionsField(defaults),
  };
}

/** All parts of a set-up in the fields of a request. */
export function toParts(
  fields: z.output<z.ZodObject<ReturnType<typeof setupFields>>>,
): SetupParts {
  return {
    settings: toSettings(fields),
    trust: { regions: [fields.region], sourceArns: [] },
    keys: fields.kms,
    buckets: fields.s3,
    users: fields.users,
    sourceConditions: fields.sourceConditions,
  };
}

/** The full request as parameters of the main template. Reading them gives the same request. */
export function parametersOf({
  identity,
  role: { accountId, region, roleName, rolePath },
  settings,
  keys: kms,
  buckets: s3,
  // These belong to the set-up. No parameter asks for them.
  title,
  description,
  trust,
  ...parts
}: RegisterSetupRequest): JsonObject {
  return JSON.parse(
    JSON.stringify({
      ...identity,
      ...{ accountId, region, roleName, rolePath },
      ...settings,
      ...{ kms, s3 },
      ...parts,
    }),
  );
}

function entityRef(kind: string) {
  return text(entityRefRule(kind)).transform(ref =>
    normaliseEntityRef(ref, kind),
  );
}

/** The fields for a set-up's name and owner. */
export function identityFields() {
  return {
    name: text(setupNameRule),
    owner: entityRef('group'),
    system: optional(entityRef('system')),
  };
}

/** The future owner of a set-up, for a dry run before anything is registered. */
export function ownerField() {
  return { owner: optional(entityRef('group')) };
}

/** The identity in the fields of a request. */
export function toIdentity(fields: SetupIdentity): SetupIdentity {
  return { name: fields.name, owner: fields.owner, system: fields.system };
}
