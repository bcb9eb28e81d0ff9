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
import { flag, parseFields, withDefault } from './fields';
import { roleFields, settingsFields, toRole, toSettings } from './roleFields';
import { RequestDefaults } from './scope';
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
  /** Entity ref of the group that will own the set-up; see `ownerOf`. */
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
  const fields = parseFields('personalize:create-role', input, scope => ({
    ...roleFields(scope, defaults),
    ...settingsFields(scope),
  }));
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
  const fields = parseFields('personalize:harden-trust', input, scope => ({
    ...roleFields(scope, defaults),
    ...trustFields(scope),
  }));
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
  const fields = parseFields('personalize:grant-kms', input, scope => ({
    ...roleFields(scope, defaults),
    keys: keyList(scope),
    sourceConditions: sourceConditionsField(defaults),
  }));
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
  const fields = parseFields('personalize:grant-s3', input, scope => ({
    ...roleFields(scope, defaults),
    buckets: bucketList(scope),
    sourceConditions: sourceConditionsField(defaults),
  }));
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
  const fields = parseFields('personalize:grant-users', input, scope => ({
    ...roleFields(scope, defaults),
    users: userList(scope),
    keepOthers: withDefault(flag(), false),
    ...ownerField(),
  }));
  return {
    role: toRole(fields),
    users: fields.users,
    keepOthers: fields.keepOthers,
    owner: fields.owner,
  };
}
