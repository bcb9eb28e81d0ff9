import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
// The account is no package that could be imported by name.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { seed } from '../../../local-account/seed.mjs';
import {
  startLocalAccount,
  type LocalAccount,
  type SeededAccount,
} from './index';

const config = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

describe('local account', () => {
  let account: LocalAccount;
  let seeded: SeededAccount;
  let s3: S3Client;
  let kms: KMSClient;

  beforeAll(async () => {
    account = await startLocalAccount();
    ({ seeded } = account);
    s3 = new S3Client({
      ...config,
      endpoint: account.endpoint,
      forcePathStyle: true,
    });
    kms = new KMSClient({ ...config, endpoint: account.endpoint });
  }, 60_000);

  afterAll(async () => {
    await account?.stop();
  });

  it('finds each key by its alias, in the state that its name stands for', async () => {
    const states = await Promise.all(
      Object.entries(seeded.keys).map(async ([alias, arn]) => {
        const { KeyMetadata: key } = await kms.send(
          new DescribeKeyCommand({ KeyId: alias }),
        );
        expect(key?.Arn).toBe(arn);
        return [alias, key?.KeyState, key?.KeyUsage];
      }),
    );
    expect(states).toEqual([
      ['alias/reco-data', 'Enabled', 'ENCRYPT_DECRYPT'],
      ['alias/orders', 'Enabled', 'ENCRYPT_DECRYPT'],
      ['alias/reco-archive', 'Disabled', 'ENCRYPT_DECRYPT'],
      ['alias/reco-2024', 'PendingDeletion', 'ENCRYPT_DECRYPT'],
      ['alias/reco-signing', 'Enabled', 'SIGN_VERIFY'],
    ]);
  });

  it('holds a key policy with foreign statements whose Sids have spaces', async () => {
    const { Policy: policy } = await kms.send(
      new GetKeyPolicyCommand({
        KeyId: seeded.keys['alias/reco-data'],
        PolicyName: 'default',
      }),
    );
    expect(
      JSON.parse(policy ?? '').Statement.map(({ Sid }: { Sid: string }) => Sid),
    ).toEqual([
      'Enable IAM User Permissions',
      'Allow access for Key Administrators',
      'Allow use of the key',
      'Allow attachment of persistent resources',
    ]);
  });

  it('holds a bucket policy with foreign statements', async () => {
    const { Policy: policy } = await s3.send(
      new GetBucketPolicyCommand({ Bucket: 'reco-training-data' }),
    );
    expect(JSON.parse(policy ?? '')).toMatchObject({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'DenyInsecureTransport', Effect: 'Deny' },
        {
          Sid: 'PartnerReadsCatalogue',
          Principal: { AWS: 'arn:aws:iam::210987654321:root' },
        },
      ],
    });
  });

  it('encrypts a bucket with a key of its own', async () => {
    const { ServerSideEncryptionConfiguration: encryption } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket: 'reco-encrypted' }),
    );
    expect(encryption?.Rules?.[0].ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: seeded.keys['alias/reco-data'],
    });
  });

  it('says which stack owns a bucket', async () => {
    const { TagSet: tags } = await s3.send(
      new GetBucketTaggingCommand({ Bucket: 'reco-pipeline-output' }),
    );
    expect(tags).toContainEqual({
      Key: 'aws:cloudformation:stack-name',
      Value: 'reco-pipeline',
    });
  });

  it("keeps the partner's bucket closed", async () => {
    await expect(
      s3.send(new HeadBucketCommand({ Bucket: 'partner-catalogue' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it('refuses to be seeded twice', async () => {
    await expect(seed(account)).rejects.toThrow(
      `The account at ${account.endpoint} is already seeded`,
    );
  });

  describe('beside another one', () => {
    let other: LocalAccount;
    let otherS3: S3Client;

    beforeEach(async () => {
      other = await startLocalAccount();
      otherS3 = new S3Client({
        ...config,
        endpoint: other.endpoint,
        forcePathStyle: true,
      });
    });

    afterEach(() => other.stop());

    const make = (Bucket: string) =>
      otherS3.send(new CreateBucketCommand({ Bucket }));
    async function buckets(client = otherS3) {
      const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
      return Buckets.map(({ Name }) => Name);
    }

    it('is separate', async () => {
      await make('a-bucket');

      expect(await buckets()).toContain('a-bucket');
      expect(await buckets(s3)).not.toContain('a-bucket');
    });

    it('comes back to what was seeded, again and again', async () => {
      const before = await buckets();
      for (const bucket of ['one', 'another']) {
        await make(`${bucket}-bucket`);
        await other.restore();
        expect(await buckets()).toEqual(before);
      }
    });

    it('comes back to what was kept last', async () => {
      await make('first');
      await other.keepState();
      const kept = await buckets();
      for (const bucket of ['second', 'third']) {
        await make(bucket);
        await other.restore();
        expect(await buckets()).toEqual(kept);
      }
      expect(kept).toContain('first');
    });
  });

  it('leaves nothing behind once it is stopped', async () => {
    const other = await startLocalAccount();
    await other.stop();
    await expect(fetch(other.endpoint)).rejects.toThrow('fetch failed');
  }, 30_000);
});
