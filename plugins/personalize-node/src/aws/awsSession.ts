import { setTimeout } from 'node:timers/promises';
import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { PersonalizeClient } from '@aws-sdk/client-personalize';
import { S3Client } from '@aws-sdk/client-s3';
import { SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { LoggerService } from '@backstage/backend-plugin-api';
import { AwsService, RequestLog, ServiceOf } from './awsCall';
import { Journal } from './journal';
import { RolesOnRecord } from './rolesOnRecord';
import { StaleReads } from './staleReads';

/** Waits; ends early with an error when the signal aborts. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Waits by the clock; tests replace it. */
export const waitByClock: Wait = (milliseconds, signal) =>
  setTimeout(milliseconds, undefined, { signal });

/** The organisation's Identity Center, which has its own account and Region. */
export interface IdentityCenterAccess {
  /** 12 digits. */
  accountId: string;
  region: string;
  /** Undefined if the Region has one instance, which is then looked up. */
  instanceArn?: string;
  client: SSOAdminClient;
}

/** What a session is made of; see {@link AwsSession}. */
export interface AwsSessionParts {
  accountId: string;
  region: string;
  assumesWriter: boolean;
  iam: IAMClient;
  kms: KMSClient;
  personalize: PersonalizeClient;
  s3: S3Client;
  accessAnalyzer: AccessAnalyzerClient | undefined;
  identityCenter: IdentityCenterAccess | undefined;
  logger: LoggerService;
  signal: AbortSignal;
  staleReads: StaleReads;
  rolesOnRecord: RolesOnRecord;
  journal: Journal;
  requests: RequestLog;
  wait: Wait;
}

/**
 * One action's view of one AWS account and Region.
 *
 * All parts share what a session has read; see `oncePerSession`.
 */
export class AwsSession {
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** Whether the portal assumes a role, whose session can be limited, to write in the account. */
  readonly assumesWriter: boolean;
  readonly iam: ServiceOf<IAMClient>;
  readonly kms: ServiceOf<KMSClient>;
  readonly personalize: ServiceOf<PersonalizeClient>;
  readonly s3: ServiceOf<S3Client>;
  /** Undefined in a local account, which has none. */
  readonly accessAnalyzer: ServiceOf<AccessAnalyzerClient> | undefined;
  /** Undefined unless `personalize.identityCenter` is configured. */
  readonly identityCenter: IdentityCenterAccess | undefined;
  readonly logger: LoggerService;
  readonly signal: AbortSignal;
  readonly staleReads: StaleReads;
  /** What determines whether a role is ours. */
  readonly rolesOnRecord: RolesOnRecord;
  /** What it writes through. */
  readonly journal: Journal;
  /** What it has written. */
  readonly requests: RequestLog;

  constructor(private readonly parts: AwsSessionParts) {
    this.accountId = parts.accountId;
    this.region = parts.region;
    this.assumesWriter = parts.assumesWriter;
    this.identityCenter = parts.identityCenter;
    this.logger = parts.logger;
    this.signal = parts.signal;
    this.staleReads = parts.staleReads;
    this.rolesOnRecord = parts.rolesOnRecord;
    this.journal = parts.journal;
    this.requests = parts.requests;
    this.iam = new AwsService(parts.iam, this);
    this.kms = new AwsService(parts.kms, this);
    this.personalize = new AwsService(parts.personalize, this);
    this.s3 = new AwsService(parts.s3, this);
    this.accessAnalyzer =
      parts.accessAnalyzer && new AwsService(parts.accessAnalyzer, this);
  }

  /** The same view without earlier answers, so that AWS is asked again. */
  afresh(): AwsSession {
    return new AwsSession(this.parts);
  }

  /**
   * Waits for AWS to catch up.
   *
   * @throws the signal's reason as soon as the run is cancelled
   */
  async wait(milliseconds: number): Promise<void> {
    this.signal.throwIfAborted();
    try {
      await this.parts.wait(milliseconds, this.signal);
    } catch (error) {
      this.signal.throwIfAborted();
      throw error;
    }
  }
}
