import { Preset } from '../service/presets';
import { RoleTarget } from '../service/role';
import { ServiceRegion } from '../service/service';
import { ServicePolicySettings } from '../service/servicePolicy';
import { KmsWorkflow, S3Workflow } from '../service/workflows';

/**
 * How service statements on buckets and keys are limited to the account; see the
 * design's contract.
 */
export const SOURCE_CONDITIONS = ['none', 'if-present', 'required'] as const;
export type SourceConditions = (typeof SOURCE_CONDITIONS)[number];

/** The requested settings of the role. */
export interface RoleSettings extends ServicePolicySettings {
  description?: string;
  /** ARN of the permissions boundary. */
  permissionsBoundary?: string;
  tags: Record<string, string>;
  /** Seconds. */
  maxSessionDuration?: number;
  adopt: boolean;
}

/** For whom Personalize may assume the role: Regions or source ARNs of the account. */
export interface TrustSettings {
  /** Not empty. */
  regions: ServiceRegion[];
  /**
   * Exact ARNs or patterns inside the account and the Regions. Empty for the whole
   * account in the Regions.
   */
  sourceArns: string[];
}

/** A key and its purposes. */
export interface KeyAccess {
  /** Key ARN, key id, or alias (`alias/NAME` or the ARN of one). */
  keyId: string;
  workflows: KmsWorkflow[];
}

/** A prefix of a bucket and its purposes. */
export interface BucketAccess {
  bucket: string;
  /** Normalised: empty for the whole bucket, else ends in `/`. */
  prefix: string;
  workflows: S3Workflow[];
  /** 12-digit id of the bucket's account. Undefined if it is the role's. */
  bucketOwner?: string;
}

/** A permission set of Identity Center. */
export interface PermissionSetPrincipal {
  type: 'permission-set';
  name: string;
  /** Ids of the identity store. If empty, the set is created but assigned to nobody. */
  assignTo: { kind: 'group' | 'user'; id: string }[];
}

/** A role that people of a SAML provider assume. */
export interface SamlRolePrincipal {
  type: 'saml-role';
  roleName: string;
  /** ARN of the provider. */
  provider: string;
}

/** A role that people or pipelines of an OIDC provider assume. */
export interface OidcRolePrincipal {
  type: 'oidc-role';
  roleName: string;
  /** ARN of the provider. */
  provider: string;
  audience: string;
  /** `*` and `?` are wildcards. */
  subject: string;
}

/** A role that named IAM users of the account assume. */
export interface AccountRolePrincipal {
  type: 'account-role';
  roleName: string;
  /** Names of IAM users of the account. */
  users: string[];
  requireMfa: boolean;
}

/** An IAM group. */
export interface GroupPrincipal {
  type: 'group';
  name: string;
}

/** An IAM user. */
export interface UserPrincipal {
  type: 'user';
  name: string;
}

/** The ways in which people can reach a preset's policy. */
export const PRINCIPAL_TYPES = [
  'permission-set',
  'saml-role',
  'oidc-role',
  'account-role',
  'group',
  'user',
] as const;

/** One way in which people reach a preset's policy. */
export type Principal =
  | PermissionSetPrincipal
  | SamlRolePrincipal
  | OidcRolePrincipal
  | AccountRolePrincipal
  | GroupPrincipal
  | UserPrincipal;

/** A principal that is a role of the account, made for people. */
export type PeopleRolePrincipal =
  | SamlRolePrincipal
  | OidcRolePrincipal
  | AccountRolePrincipal;

/** Who gets a preset. */
export interface UserAccess {
  preset: Preset;
  principals: Principal[];
}

/** The owner of the set-up and its name. */
export interface SetupIdentity {
  name: string;
  owner: string;
  system?: string;
}

/** The parts of a set-up, checked and normalised. */
export interface SetupParts {
  settings: RoleSettings;
  trust: TrustSettings;
  keys: KeyAccess[];
  buckets: BucketAccess[];
  /** Each preset at most once. */
  users: UserAccess[];
  sourceConditions: SourceConditions;
}

/** A whole requested set-up, checked and normalised. */
export interface SetupRequest extends SetupParts {
  identity: SetupIdentity;
  role: RoleTarget;
}

/**
 * The input of `personalize:register`, checked and normalised. A part is defined if
 * any of its fields was given.
 */
export interface RegisterSetupRequest extends Partial<SetupParts> {
  identity: SetupIdentity;
  role: RoleTarget;
  /** The title in the catalog. */
  title?: string;
  description?: string;
}
