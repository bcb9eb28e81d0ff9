import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  ListRolesCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  KMSClient,
  CreateKeyCommand,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketEncryptionCommand,
  GetBucketIntelligentTieringConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  ListInstancesCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  startLocalAccount,
  startRecordingEndpoint,
  type LocalAccount,
  type RecordingEndpoint,
} from './index';

const trustPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
});

describe('recording endpoint', () => {
  let account: LocalAccount;
  let bucketsMade = 0;
  let recording: RecordingEndpoint;
  let iam: IAMClient;
  let kms: KMSClient;
  let s3: S3Client;

  const clientConfig = () => ({
    endpoint: recording.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  /** The account stays, so each test takes a different bucket. */
  const newBucket = () => ({ Bucket: `a-bucket-${++bucketsMade}` });
  const operations = () => recording.calls().map(({ operation }) => operation);

  beforeAll(async () => {
    account = await startLocalAccount();
  }, 30_000);

  afterAll(async () => {
    await account?.stop();
  });

  beforeEach(async () => {
    recording = await startRecordingEndpoint(account.endpoint);
    iam = new IAMClient({
      ...clientConfig(),
      customUserAgent: [['task', 'a1b2']],
    });
    kms = new KMSClient(clientConfig());
    s3 = new S3Client({ ...clientConfig(), forcePathStyle: true });
  });

  afterEach(async () => {
    await recording.close();
  });

  it('names service, operation and resource of the query protocol', async () => {
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'personalize-a',
        AssumeRolePolicyDocument: trustPolicy,
      }),
    );
    await iam.send(new GetRoleCommand({ RoleName: 'personalize-a' }));
    await iam.send(
      new AttachRolePolicyCommand({
        RoleName: 'personalize-a',
        PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      }),
    );
    await new STSClient(clientConfig()).send(new GetCallerIdentityCommand({}));

    expect(recording.calls()).toMatchObject([
      {
        service: 'iam',
        operation: 'CreateRole',
        resource: 'personalize-a',
        write: true,
        status: 200,
      },
      { operation: 'GetRole', resource: 'personalize-a', write: false },
      {
        operation: 'AttachRolePolicy',
        resource: 'personalize-a',
        write: true,
      },
      { service: 'sts', operation: 'GetCallerIdentity', write: false },
    ]);
  });

  it('names service, operation and resource of the JSON protocol', async () => {
    await kms.send(new CreateKeyCommand({}));
    await kms.send(new ListKeysCommand({}));
    await new SSOAdminClient(clientConfig()).send(new ListInstancesCommand({}));

    expect(recording.calls()).toMatchObject([
      { service: 'kms', operation: 'CreateKey', write: true },
      { service: 'kms', operation: 'ListKeys', write: false },
      { service: 'sso-admin', operation: 'ListInstances', write: false },
    ]);
  });

  it('tells S3 operations apart by method and subresource', async () => {
    const bucket = newBucket();
    const refused = () => undefined;
    await s3.send(new CreateBucketCommand(bucket));
    await s3.send(new ListBucketsCommand({ MaxBuckets: 10 }));
    await s3.send(new HeadBucketCommand(bucket));
    await s3.send(new GetBucketLocationCommand(bucket));
    await s3.send(
      new PutObjectCommand({ ...bucket, Key: 'in put/ä.csv', Body: 'x' }),
    );
    await s3.send(new ListObjectsV2Command({ ...bucket, Prefix: 'in' }));
    await s3.send(
      new PutBucketPolicyCommand({ ...bucket, Policy: '{"Statement":[]}' }),
    );
    await s3.send(new GetBucketPolicyCommand(bucket));
    await s3.send(new DeleteBucketPolicyCommand(bucket));
    await s3.send(new GetBucketEncryptionCommand(bucket)).catch(refused);
    await s3.send(new GetBucketTaggingCommand(bucket)).catch(refused);

    expect(
      recording
        .calls()
        .map(({ operation, resource, write }) => [operation, resource, write]),
    ).toEqual([
      ['CreateBucket', bucket.Bucket, true],
      ['ListBuckets', undefined, false],
      ['HeadBucket', bucket.Bucket, false],
      ['GetBucketLocation', bucket.Bucket, false],
      ['PutObject', `${bucket.Bucket}/in put/ä.csv`, true],
      ['ListObjectsV2', bucket.Bucket, false],
      ['PutBucketPolicy', bucket.Bucket, true],
      ['GetBucketPolicy', bucket.Bucket, false],
      ['DeleteBucketPolicy', bucket.Bucket, true],
      ['GetBucketEncryption', bucket.Bucket, false],
      ['GetBucketTagging', bucket.Bucket, false],
    ]);
  });

  it('passes large bodies on unchanged', async () => {
    const bucket = newBucket();
    const policy = JSON.stringify({ Id: 'x'.repeat(3_000_000) });
    await s3.send(new CreateBucketCommand(bucket));
    await s3.send(new PutBucketPolicyCommand({ ...bucket, Policy: policy }));
    const { Policy: read } = await s3.send(new GetBucketPolicyCommand(bucket));
    expect(read).toBe(policy);
  });

  it('records who called, from where and what came of it', async () => {
    await expect(
      iam.send(new GetRoleCommand({ RoleName: 'ghost' })),
    ).rejects.toThrow('ghost');
    expect(recording.calls()).toMatchObject([
      {
        userAgent: expect.stringContaining('task/a1b2'),
        region: 'us-east-1',
        status: 404,
      },
    ]);
  });

  it('shows which calls were under way at the same time', async () => {
    await Promise.all([
      iam.send(new ListRolesCommand({})),
      kms.send(new ListKeysCommand({})),
    ]);
    const [first, second] = recording.calls();
    expect(second.startedAt).toBeLessThan(first.endedAt);

    recording.clear();
    await kms.send(new ListKeysCommand({}));
    await kms.send(new ListKeysCommand({}));
    const [third, fourth] = recording.calls();
    expect(fourth.startedAt).toBeGreaterThanOrEqual(third.endedAt);
  });

  it('counts nothing once a call could not be told apart', async () => {
    await expect(
      s3.send(
        new GetBucketIntelligentTieringConfigurationCommand({
          Bucket: 'a-bucket',
          Id: 'x',
        }),
      ),
    ).rejects.toThrow('Unknown S3 operation');
    expect(() => recording.calls()).toThrow(
      'Unknown S3 operation GET /a-bucket/?id=x&intelligent-tiering=',
    );
    recording.clear();
    expect(recording.calls()).toEqual([]);
  });

  it("answers a fault in each service's own words", async () => {
    recording.intercept(call =>
      call.fault({
        status: 400,
        code: 'AccessDeniedException',
        message: 'not <you>',
        requestId: 'R-1',
      }),
    );
    const expected = {
      name: 'AccessDeniedException',
      message: 'not <you>',
      $metadata: { httpStatusCode: 400, requestId: 'R-1' },
    };
    await expect(
      iam.send(new GetRoleCommand({ RoleName: 'a' })),
    ).rejects.toMatchObject(expected);
    await expect(kms.send(new ListKeysCommand({}))).rejects.toMatchObject(
      expected,
    );
    await expect(
      s3.send(new GetBucketPolicyCommand({ Bucket: 'a-bucket' })),
    ).rejects.toMatchObject(expected);
  });

  it('records the attempts that a client makes when it is throttled', async () => {
    let throttled = 0;
    recording.intercept((call, forward) => {
      if (call.operation === 'ListKeys' && throttled < 1) {
        throttled++;
        return call.fault({
          status: 400,
          code: 'ThrottlingException',
          message: 'Rate exceeded',
        });
      }
      return forward();
    });
    await kms.send(new ListKeysCommand({}));
    expect(recording.calls().map(({ status }) => status)).toEqual([400, 200]);
  });

  it('can answer with what was read before', async () => {
    const bucket = newBucket();
    await s3.send(new CreateBucketCommand(bucket));
    await s3.send(
      new PutBucketPolicyCommand({ ...bucket, Policy: '{"Id":"old"}' }),
    );
    let stale: ReturnType<Parameters<typeof recording.intercept>[0]>;
    recording.intercept((call, forward) => {
      if (call.operation !== 'GetBucketPolicy') {
        return forward();
      }
      stale ??= forward();
      return stale;
    });
    await s3.send(new GetBucketPolicyCommand(bucket));
    await s3.send(
      new PutBucketPolicyCommand({ ...bucket, Policy: '{"Id":"new"}' }),
    );
    const { Policy: read } = await s3.send(new GetBucketPolicyCommand(bucket));
    expect(read).toBe('{"Id":"old"}');
  });

  it('can let a second writer in between a read and a write', async () => {
    const bucket = newBucket();
    const secondWriter = new S3Client({
      ...clientConfig(),
      endpoint: account.endpoint,
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand(bucket));
    const takeAway = recording.intercept(async (call, forward) => {
      const answer = await forward();
      if (call.operation === 'HeadBucket') {
        await secondWriter.send(
          new PutBucketPolicyCommand({ ...bucket, Policy: '{"Id":"theirs"}' }),
        );
      }
      return answer;
    });
    await s3.send(new HeadBucketCommand(bucket));
    takeAway();
    const { Policy: read } = await s3.send(new GetBucketPolicyCommand(bucket));
    expect(read).toBe('{"Id":"theirs"}');
    expect(operations()).toEqual([
      'CreateBucket',
      'HeadBucket',
      'GetBucketPolicy',
    ]);
  });

  it('asks the latest interceptor first', async () => {
    recording.intercept(call =>
      call.fault({ status: 400, code: 'First', message: '' }),
    );
    const takeAway = recording.intercept(call =>
      call.fault({ status: 400, code: 'Second', message: '' }),
    );
    await expect(kms.send(new ListKeysCommand({}))).rejects.toThrow(
      expect.objectContaining({ name: 'Second' }),
    );
    takeAway();
    await expect(kms.send(new ListKeysCommand({}))).rejects.toThrow(
      expect.objectContaining({ name: 'First' }),
    );
  });
});
