import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ResourceLocks } from './resourceLocks';
import { StaleReads } from './staleReads';

/** Waits; ends early with an error when the signal aborts. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** What a session is made of; see {@link AwsSession}. */
export interface AwsSessionParts {
  accountId: string;
  region: string;
  assumesWriter: boolean;
  iam: IAMClient;
  kms: KMSClient;
  s3: S3Client;
  logger: LoggerService;
  signal: AbortSignal;
  staleReads: StaleReads;
  locks: ResourceLocks;
  wait: Wait;
}

/**
 * One action's view of one AWS account and Region.
 *
 * What a session has read, all parts share; see `oncePerSession`.
 */
export class AwsSession {
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** Whether writes in the account are made with a role of its own for the portal, which is limited. */
  readonly assumesWriter: boolean;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;
  readonly logger: LoggerService;
  readonly signal: AbortSignal;
  readonly staleReads: StaleReads;
  readonly locks: ResourceLocks;
  private readonly pause: Wait;

  constructor(parts: AwsSessionParts) {
    this.accountId = parts.accountId;
    this.region = parts.region;
    this.assumesWriter = parts.assumesWriter;
    this.iam = parts.iam;
    this.kms = parts.kms;
    this.s3 = parts.s3;
    this.logger = parts.logger;
    this.signal = parts.signal;
    this.staleReads = parts.staleReads;
    this.locks = parts.locks;
    this.pause = parts.wait;
  }

  /**
   * Waits for AWS to catch up.
   *
   * @throws the signal's reason as soon as the run is cancelled
   */
  async wait(milliseconds: number): Promise<void> {
    this.signal.throwIfAborted();
    try {
      await this.pause(milliseconds, this.signal);
    } catch (error) {
      this.signal.throwIfAborted();
      throw error;
    }
  }
}
