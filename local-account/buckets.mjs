// @ts-check
import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { partnerAccountId } from './clients.mjs';

/**
 * @typedef {import('@aws-sdk/client-s3').S3Client} S3Client
 *
 * @typedef {object} Bucket
 * @property {string} name
 * @property {import('@aws-sdk/client-s3').BucketLocationConstraint} [region]
 * @property {object} [policy]
 * @property {import('@aws-sdk/client-s3').ServerSideEncryptionByDefault} [encryption]
 * @property {Record<string, string>} [tags]
 * @property {Record<string, string>} [objects] - content by key
 */

/** @param {string} name */
export const bucketArn = name => `arn:aws:s3:::${name}`;

/**
 * The statement that most companies put on every bucket.
 *
 * @param {string} bucket
 */
const denyInsecureTransport = bucket => ({
  Sid: 'DenyInsecureTransport',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [bucketArn(bucket), `${bucketArn(bucket)}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/** @type {Bucket} */
const recoTrainingData = {
  name: 'reco-training-data',
  tags: { team: 'recommendations', 'cost-center': '4711' },
  policy: {
    Version: '2012-10-17',
    Statement: [
      denyInsecureTransport('reco-training-data'),
      {
        Sid: 'PartnerReadsCatalogue',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${partnerAccountId}:root` },
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: [
          bucketArn('reco-training-data'),
          `${bucketArn('reco-training-data')}/items/*`,
        ],
      },
    ],
  },
  objects: {
    'interactions/2026-11.csv':
      'USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1793491200\nu2,i1,1793494800\n',
    'items/items.csv': 'ITEM_ID,CATEGORY\ni1,books\ni2,games\n',
    'users/users.csv': 'USER_ID,AGE_BAND\nu1,25-34\nu2,35-44\n',
  },
};

/** @type {Bucket} */
const recoResults = {
  name: 'reco-results',
  tags: { team: 'recommendations' },
  objects: { 'batch/2026-10/segments.json': '{"input":{},"output":{}}\n' },
};

/**
 * An older policy version, a policy Id, statements without a Sid, and the same
 * Sid twice.
 *
 * @type {Bucket}
 */
const clickArchive = {
  name: 'click-archive',
  tags: { team: 'web', ManagedBy: 'terraform' },
  policy: {
    Version: '2008-10-17',
    Id: 'Policy1386872500000',
    Statement: [
      {
        Sid: 'AccessLogs',
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `${bucketArn('click-archive')}/access-logs/*`,
      },
      {
        Sid: 'AccessLogs',
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: ['s3:PutObject'],
        Resource: [`${bucketArn('click-archive')}/access-logs/*`],
      },
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:DeleteObject',
        Resource: `${bucketArn('click-archive')}/*`,
      },
    ],
  },
  objects: { 'clicks/2026-11-01.json': '{"user":"u1","item":"i2"}\n' },
};

/**
 * Personalize has no access here, whatever else is granted.
 *
 * @type {Bucket}
 */
const financeVpcOnly = {
  name: 'finance-vpc-only',
  tags: { team: 'finance' },
  policy: {
    Version: '2012-10-17',
    Statement: [
      denyInsecureTransport('finance-vpc-only'),
      {
        Sid: 'OnlyFromTheFinanceVpc',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [
          bucketArn('finance-vpc-only'),
          `${bucketArn('finance-vpc-only')}/*`,
        ],
        Condition: {
          StringNotEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f60718' },
        },
      },
    ],
  },
  objects: { 'ledger/2026.csv': 'ACCOUNT,AMOUNT\n1000,42\n' },
};

/**
 * @param {string} keyArn
 * @returns {Bucket}
 */
const recoEncrypted = keyArn => ({
  name: 'reco-encrypted',
  tags: { team: 'recommendations' },
  encryption: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn },
  objects: { 'interactions/2026-11.csv': 'USER_ID,ITEM_ID,TIMESTAMP\n' },
});

/**
 * SSE-KMS without a key means aws/s3, whose policy nobody can edit.
 *
 * @type {Bucket}
 */
const recoAwsManagedKey = {
  name: 'reco-aws-managed-key',
  tags: { team: 'recommendations' },
  encryption: { SSEAlgorithm: 'aws:kms' },
};

/** @type {Bucket} */
const recoDualLayer = {
  name: 'reco-dual-layer',
  tags: { team: 'recommendations' },
  encryption: { SSEAlgorithm: 'aws:kms:dsse' },
};

/** @type {Bucket} */
const recoEurope = {
  name: 'reco-europe',
  region: 'eu-west-1',
  tags: { team: 'recommendations' },
};

/** @type {Bucket} */
const partnerCatalogue = {
  name: 'partner-catalogue',
  policy: {
    Version: '2012-10-17',
    Statement: [denyInsecureTransport('partner-catalogue')],
  },
  objects: { 'items/items.csv': 'ITEM_ID,CATEGORY\np1,toys\n' },
};

/** CloudFormation's own tags: S3 accepts them only from CloudFormation. */
const pipelineStack = {
  Resources: {
    Output: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: 'reco-pipeline-output',
        Tags: [
          // moto doesn't add them by itself, unlike AWS.
          { Key: 'aws:cloudformation:stack-name', Value: 'reco-pipeline' },
          { Key: 'aws:cloudformation:logical-id', Value: 'Output' },
          { Key: 'team', Value: 'recommendations' },
        ],
      },
    },
  },
};

/**
 * @param {import('./clients.mjs').Clients} clients
 * @param {object} keys
 * @param {string} keys.recoDataKeyArn - the default encryption key of
 * `reco-encrypted`
 * @returns ARNs by name
 */
export async function seedBuckets(
  { s3, partnerS3, cloudFormation },
  { recoDataKeyArn },
) {
  const buckets = [
    recoTrainingData,
    recoResults,
    clickArchive,
    financeVpcOnly,
    recoEncrypted(recoDataKeyArn),
    recoAwsManagedKey,
    recoDualLayer,
    recoEurope,
  ];
  await Promise.all([
    ...buckets.map(bucket => createBucket(s3, bucket)),
    createBucket(partnerS3, partnerCatalogue),
    cloudFormation.send(
      new CreateStackCommand({
        StackName: 'reco-pipeline',
        TemplateBody: JSON.stringify(pipelineStack),
      }),
    ),
  ]);
  return Object.fromEntries(
    [
      ...buckets.map(({ name }) => name),
      partnerCatalogue.name,
      pipelineStack.Resources.Output.Properties.BucketName,
    ].map(name => [name, bucketArn(name)]),
  );
}

/**
 * @param {S3Client} s3
 * @param {Bucket} bucket
 */
async function createBucket(s3, bucket) {
  const Bucket = bucket.name;
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: bucket.region && {
        LocationConstraint: bucket.region,
      },
    }),
  );
  await Promise.all([
    bucket.encryption &&
      s3.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [
              {
                ApplyServerSideEncryptionByDefault: bucket.encryption,
                BucketKeyEnabled: true,
              },
            ],
          },
        }),
      ),
    bucket.tags &&
      s3.send(
        new PutBucketTaggingCommand({
          Bucket,
          Tagging: {
            TagSet: Object.entries(bucket.tags).map(([Key, Value]) => ({
              Key,
              Value,
            })),
          },
        }),
      ),
    ...Object.entries(bucket.objects ?? {}).map(([Key, Body]) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body })),
    ),
  ]);
  // Last: moto ignores conditions, so the Deny would stop our own uploads.
  if (bucket.policy) {
    await s3.send(
      new PutBucketPolicyCommand({
        Bucket,
        Policy: JSON.stringify(bucket.policy),
      }),
    );
  }
}
