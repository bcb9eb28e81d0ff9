import { RoleIdentity } from '../aws/arn';
import { PersonalizeRegion } from '../aws/regions';
import { KmsWorkflow, S3Workflow } from '../workflows';

/** How service statements on buckets and keys are tied to the account; see the design's contract. */
export const SOURCE_CONDITIONS = ['none', 'if-present', 'required'] as const;
export type SourceConditions = (typeof SOURCE_CONDITIONS)[number];

/** `documented`: personalize:* on *; `scoped`: limited to the account and Region. */
export const SERVICE_POLICIES = ['documented', 'scoped'] as const;
export type ServicePolicy = (typeof SERVICE_POLICIES)[number];

/** The role that a request is about, and where. Common to all actions. */
export interface RoleTarget extends RoleIdentity {
  region: PersonalizeRegion;
}

/** How the role is to be made or brought to. */
export interface RoleSettings {
  description?: string;
  /** ARN of the permissions boundary. */
  permissionsBoundary?: string;
  tags: Record<string, string>;
  /** Seconds. */
  maxSessionDuration?: number;
  servicePolicy: ServicePolicy;
  cloudWatchMetrics: boolean;
  adopt: boolean;
}

/** Whom the trust policy lets in: Personalize for these Regions or source ARNs of the account. */
export interface TrustSettings {
  /** Not empty. */
  regions: PersonalizeRegion[];
  /** Exact ARNs or patterns inside the account and the Regions; empty: the whole account in the Regions. */
  sourceArns: string[];
}

/** A key and what it is used for. */
export interface KeyAccess {
  /** Key ARN, key id, or alias (`alias/NAME` or the ARN of one). */
  keyId: string;
  workflows: KmsWorkflow[];
}

/** A prefix of a bucket and what it is used for. */
export interface BucketAccess {
  bucket: string;
  /** Normalised: empty for the whole bucket, else ends in `/`. */
  prefix: string;
  workflows: S3Workflow[];
  /** 12-digit id of the bucket's account where it isn't the role's. */
  bucketOwner?: string;
}

/** Who the set-up belongs to. */
export interface SetupIdentity {
  name: string;
  owner: string;
  system?: string;
}

/** A whole set-up as asked for, checked and normalised. */
export interface SetupRequest {
  identity: SetupIdentity;
  role: RoleTarget;
  settings: RoleSettings;
  trust: TrustSettings;
  keys: KeyAccess[];
  buckets: BucketAccess[];
  sourceConditions: SourceConditions;
}

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
