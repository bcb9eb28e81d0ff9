import { PolicyDocument } from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeAnswer, FakeCall, FakeError } from './fakeAnswer';

export interface FakeBucket {
  policy?: PolicyDocument;
  region: string;
  owner: string;
  tags: Record<string, string>;
  encryption?: { algorithm: string; keyId?: string };
}

/** As much of S3 as the product calls. */
export class FakeS3 {
  readonly buckets = new Map<string, FakeBucket>();

  constructor(private readonly accountId: string) {}

  addBucket(name: string, more: Partial<FakeBucket> = {}): FakeBucket {
    const bucket = {
      region: 'us-east-1',
      owner: this.accountId,
      tags: {},
      ...more,
    };
    this.buckets.set(name, bucket);
    return bucket;
  }

  answer({ operation, resource, headers, body }: FakeCall): FakeAnswer {
    if (operation === 's3:ListBuckets') {
      const names = [...this.buckets]
        .filter(([, { owner }]) => owner === this.accountId)
        .map(([name]) => `<Bucket><Name>${name}</Name></Bucket>`);
      return {
        status: 200,
        body: `<ListAllMyBucketsResult><Buckets>${names.join(
          '',
        )}</Buckets></ListAllMyBucketsResult>`,
      };
    }
    const bucket = this.buckets.get(resource);
    if (!bucket) {
      throw new FakeError('NoSuchBucket', 404);
    }
    const expected = headers['x-amz-expected-bucket-owner'];
    if (expected !== undefined && expected !== bucket.owner) {
      throw new FakeError('AccessDenied', 403);
    }
    switch (operation) {
      case 's3:HeadBucket':
        return {
          status: 200,
          body: '',
          headers: { 'x-amz-bucket-region': bucket.region },
        };
      case 's3:ListObjectsV2':
        return { status: 200, body: '<ListBucketResult></ListBucketResult>' };
      case 's3:GetBucketPolicy':
        if (!bucket.policy) {
          throw new FakeError('NoSuchBucketPolicy', 404);
        }
        return { status: 200, body: JSON.stringify(bucket.policy) };
      case 's3:PutBucketPolicy':
        bucket.policy = JSON.parse(body);
        return { status: 204, body: '' };
      case 's3:DeleteBucketPolicy':
        delete bucket.policy;
        return { status: 204, body: '' };
      case 's3:GetBucketEncryption': {
        if (!bucket.encryption) {
          throw new FakeError(
            'ServerSideEncryptionConfigurationNotFoundError',
            404,
          );
        }
        const { algorithm, keyId } = bucket.encryption;
        const key = keyId ? `<KMSMasterKeyID>${keyId}</KMSMasterKeyID>` : '';
        return {
          status: 200,
          body: `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>${algorithm}</SSEAlgorithm>${key}</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`,
        };
      }
      case 's3:GetBucketTagging': {
        const tags = Object.entries(bucket.tags);
        if (tags.length === 0) {
          throw new FakeError('NoSuchTagSet', 404);
        }
        const set = tags
          .map(
            ([key, value]) =>
              `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`,
          )
          .join('');
        return {
          status: 200,
          body: `<Tagging><TagSet>${set}</TagSet></Tagging>`,
        };
      }
      default:
        throw new FakeError('NotImplemented', 400, `no fake of ${operation}`);
    }
  }
}
