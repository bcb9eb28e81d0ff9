import {
  GetObjectLockConfigurationCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Config } from '@backstage/config';
import { NotFoundError } from '@backstage/errors';
import { allPages, AwsService, RequestLog, unlessAbsent } from '../aws/awsCall';
import { witnessClient, WitnessPlace } from './witnessClient';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A bucket with S3 Object Lock. */
export interface LockedBucketPlace extends WitnessPlace {
  bucket: string;
  /** How long nobody can delete what is stored there. */
  retainDays: number;
}

/** A version of an object. */
export interface ObjectVersion {
  key: string;
  /** When S3 stored it, by its clock: ISO 8601, UTC. */
  at: string;
}

/**
 * Stores objects that nobody can delete or replace until a date: under S3 Object Lock
 * in compliance mode, which not even the account's root user can shorten (S3 User
 * Guide, "Locking objects with Object Lock").
 */
export class LockedBucket {
  private readonly client: S3Client;

  /** @param config - the whole, for its section `aws` */
  constructor(config: Config, private readonly place: LockedBucketPlace) {
    this.client = new S3Client({
      ...witnessClient(config, place),
      forcePathStyle: place.endpoint !== undefined,
    });
  }

  /** @throws NotFoundError if the bucket has no Object Lock; AwsOperationError */
  async requireLock(signal: AbortSignal): Promise<void> {
    const { bucket } = this.place;
    const answer = await unlessAbsent(
      this.s3(signal).read(
        new GetObjectLockConfigurationCommand(this.target()),
      ),
      'ObjectLockConfigurationNotFoundError',
    );
    if (answer?.ObjectLockConfiguration?.ObjectLockEnabled !== 'Enabled') {
      throw new NotFoundError(
        `Bucket ${bucket} has no Object Lock, so anyone who can write there can delete its content. Enable Object Lock on the bucket, or choose one that has it.`,
      );
    }
  }

  /**
   * The versions of all objects whose keys begin with a prefix, by key. Includes
   * those hidden by a newer version or a delete marker, because a lock keeps versions
   * and stops neither.
   *
   * @throws AwsOperationError
   */
  async versions(
    prefix: string,
    signal: AbortSignal,
  ): Promise<ObjectVersion[]> {
    let versionMarker: string | undefined;
    const found = await allPages(
      async keyMarker => {
        const answer = await this.s3(signal).read(
          new ListObjectVersionsCommand({
            ...this.target(),
            Prefix: prefix,
            KeyMarker: keyMarker,
            VersionIdMarker: versionMarker,
          }),
        );
        versionMarker = answer.NextVersionIdMarker;
        return {
          versions: answer.Versions,
          NextMarker: answer.IsTruncated ? answer.NextKeyMarker : undefined,
        };
      },
      ({ versions }) => versions,
    );
    return found.flatMap(({ Key, LastModified }) =>
      Key && LastModified ? [{ key: Key, at: LastModified.toISOString() }] : [],
    );
  }

  /**
   * Stores a version of an object under its own lock.
   *
   * @throws AwsOperationError
   */
  async put(key: string, text: string, signal: AbortSignal): Promise<void> {
    const { retainDays } = this.place;
    // A repeated call only stores it twice, so an interrupted call may be repeated.
    await this.s3(signal).read(
      new PutObjectCommand({
        ...this.target(),
        Key: key,
        Body: text,
        ContentType: 'text/plain',
        // S3 accepts an object with a lock only with a checksum.
        ChecksumAlgorithm: 'SHA256',
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: new Date(Date.now() + retainDays * DAY_MS),
      }),
    );
  }

  private target() {
    const { bucket, accountId } = this.place;
    return { Bucket: bucket, ExpectedBucketOwner: accountId };
  }

  private s3(signal: AbortSignal) {
    return new AwsService(this.client, { signal, requests: new RequestLog() });
  }
}
