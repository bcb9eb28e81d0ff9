import { z } from 'zod/v3';
import { RoleTarget } from '../service/role';
import { SetupParts } from '../setup/access';
import { setupNameRule } from '../setup/entity';
import { bucketList, keyList, sourceConditionsField } from './dataFields';
import { optional, parseFields, text } from './fields';
import { Field, valueAt } from './parse';
import { roleFields, settingsFields, toRole } from './roleFields';
import { RequestDefaults } from './scope';
import { ownerField, toParts } from './setup';
import { toTrust, trustFields } from './trustFields';
import { userList } from './userFields';

/** The input of `personalize:verify`, checked and normalised. */
export interface VerifyRequest extends SetupParts {
  /** Name of the set-up, if given. */
  name?: string;
  role: RoleTarget;
  /** Entity ref of the group that will own the set-up; see `ownerOf`. */
  owner?: string;
}

/**
 * Reads the input of `personalize:verify`: the inputs of the other steps combined.
 * The keys are called `kms` or `keys` and the buckets `s3` or `buckets`, as in the
 * template or in the steps.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseVerifyRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): VerifyRequest {
  const fields = parseFields(
    'personalize:verify',
    withoutChanges(input),
    scope => ({
      name: optional(text(setupNameRule)),
      ...roleFields(scope, defaults),
      ...settingsFields(scope),
      ...trustFields(scope),
      kms: keyList(scope).optional(),
      keys: unlessCalled('kms', input, keyList(scope)),
      s3: bucketList(scope).optional(),
      buckets: unlessCalled('s3', input, bucketList(scope)),
      users: userList(scope).default([]),
      sourceConditions: sourceConditionsField(defaults),
      ...ownerField(),
      changes: z.unknown().optional(),
    }),
  );
  return {
    name: fields.name,
    role: toRole(fields),
    ...toParts({
      ...fields,
      kms: fields.kms ?? fields.keys ?? [],
      s3: fields.s3 ?? fields.buckets ?? [],
    }),
    trust: toTrust(fields),
    owner: fields.owner,
  };
}

/**
 * Templates of the former version pass all changes. They are accepted for one
 * release and ignored.
 */
function withoutChanges(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return input;
  }
  const { changes, ...fields } = Object(input);
  return fields;
}

/** A list under its second name, which is allowed only without the first. */
function unlessCalled<T>(
  first: string,
  input: unknown,
  list: Field<T>,
): Field<T | undefined> {
  return list
    .optional()
    .refine(
      given => given === undefined || valueAt(input, [first]) === undefined,
      `it is the same list as ${first}, which is also given; give only one of them`,
    );
}
