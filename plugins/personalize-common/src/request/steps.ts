import { RoleTarget } from '../service/role';
import {
  BucketAccess,
  KeyAccess,
  RoleSettings,
  SourceConditions,
  TrustSettings,
  UserAccess,
} from '../setup/access';
import { bucketList, keyList, sourceConditionsField } from './dataFields';
import { fieldsOnly, flag, withDefault } from './fields';
import { parseRequest } from './parse';
import { roleFields, settingsFields, toRole, toSettings } from './roleFields';
import { scopeOf, RequestDefaults } from './scope';
import { ownerField } from './setup';
import { toTrust, trustFields } from './trustFields';
import { userList } from './userFields';

/** The input of `personalize:create-role`, checked and normalised. */
export interface CreateRoleRequest {
  role: RoleTarget;
  settings: RoleSettings;
}

/** The input of `personalize:harden-trust`, checked and normalised. */
export interface HardenTrustRequest {
  role: RoleTarget;
  trust: TrustSettings;
}

/** The input of `personalize:grant-kms`, checked and normalised. */
export interface GrantKmsRequest {
  role: RoleTarget;
  keys: KeyAccess[];
  sourceConditions: SourceConditions;
}

/** The input of `personalize:grant-s3`, checked and normalised. */
export interface GrantS3Request {
  role: RoleTarget;
  buckets: BucketAccess[];
  sourceConditions: SourceConditions;
}

/** The input of `personalize:grant-users`, checked and normalised. */
export interface GrantUsersRequest {
  role: RoleTarget;
  /** Each preset at most once. */
  users: UserAccess[];
  /** Whether people who have access and aren't listed keep it. */
  keepOthers: boolean;
  /** Entity ref of the group that the set-up will belong to; see `ownerOf`. */
  owner?: string;
}

/**
 * Reads the input of `personalize:create-role`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseCreateRoleRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): CreateRoleRequest {
  const scope = scopeOf(input);
  const fields = parseRequest(
    fieldsOnly(
      {
        ...roleFields(scope, defaults),
        ...settingsFields(scope),
      },
      'personalize:create-role',
    ),
    input,
  );
  return { role: toRole(fields), settings: toSettings(fields) };
}

/**
 * Reads the input of `personalize:harden-trust`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseHardenTrustRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): HardenTrustRequest {
  const scope = scopeOf(input);
  const fields = parseRequest(
    fieldsOnly(
      { ...roleFields(scope, defaults), ...trustFields(scope) },
      'personalize:harden-trust',
    ),
    input,
  );
  return { role: toRole(fields), trust: toTrust(fields) };
}

/**
 * Reads the input of `personalize:grant-kms`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseGrantKmsRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): GrantKmsRequest {
  const scope = scopeOf(input);
  const fields = parseRequest(
    fieldsOnly(
      {
        ...roleFields(scope, defaults),
        keys: keyList(scope),
        sourceConditions: sourceConditionsField(defaults),
      },
      'personalize:grant-kms',
    ),
    input,
  );
  return {
    role: toRole(fields),
    keys: fields.keys,
    sourceConditions: fields.sourceConditions,
  };
}

/**
 * Reads the input of `personalize:grant-s3`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseGrantS3Request(
  input: unknown,
  defaults: RequestDefaults = {},
): GrantS3Request {
  const scope = scopeOf(input);
  const fields = parseRequest(
    fieldsOnly(
      {
        ...roleFields(scope, defaults),
        buckets: bucketList(scope),
        sourceConditions: sourceConditionsField(defaults),
      },
      'personalize:grant-s3',
    ),
    input,
  );
  return {
    role: toRole(fields),
    buckets: fields.buckets,
    sourceConditions: fields.sourceConditions,
  };
}

/**
 * Reads the input of `personalize:grant-users`.
 *
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseGrantUsersRequest(
  input: unknown,
  defaults: RequestDefaults = {},
): GrantUsersRequest {
  const scope = scopeOf(input);
  const fields = parseRequest(
    fieldsOnly(
      {
        ...roleFields(scope, defaults),
        users: userList(scope),
        keepOthers: withDefault(flag(), false),
        ...ownerField(),
      },
      'personalize:grant-users',
    ),
    input,
  );
  return {
    role: toRole(fields),
    users: fields.users,
    keepOthers: fields.keepOthers,
    owner: fields.owner,
  };
}
