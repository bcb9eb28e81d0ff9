import { createHash } from 'node:crypto';
import { PolicyStatement } from '@personalize-portal/backstage-plugin-personalize-common';
import { ACCOUNT, REGION } from './bench';

/*
 * The policies that the contract requires in AWS, written down a second time.
 * They don't use the product's code; otherwise they would repeat its mistakes.
 */

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * The Sid of the product's statement, a hash of its role and resource; see
 * "Ownership and merging" in the design.
 */
export function expectedSid(
  kind: 'Trust' | 'S3' | 'KmsRole' | 'KmsService',
  roleName: string,
  resource: string,
  prefix = '',
): string {
  const part = { Trust: 'trust', S3: 's3', KmsRole: 'kms', KmsService: 'kms' };
  const bits = [
    ...createHash('sha256')
      .update(
        [
          'aws',
          ACCOUNT,
          roleName.toLowerCase(),
          part[kind],
          resource,
          prefix,
        ].join('|'),
      )
      .digest(),
  ]
    .map(byte => byte.toString(2).padStart(8, '0'))
    .join('');
  const hash = Array.from(
    { length: 12 },
    (_, index) => BASE32[parseInt(bits.slice(index * 5, index * 5 + 5), 2)],
  ).join('');
  return `Personalize${kind}${hash}`;
}

export function expectedRoleArn(roleName: string, path = '/personalize/') {
  return `arn:aws:iam::${ACCOUNT}:role${path}${roleName}`;
}

export function expectedPolicyArn(roleName: string, path = '/personalize/') {
  return `arn:aws:iam::${ACCOUNT}:policy${path}${roleName}-service`;
}

/**
 * The statement that lets Personalize assume the role, only for this account.
 */
export function expectedTrust(
  roleName: string,
  path = '/personalize/',
): PolicyStatement {
  return {
    Sid: expectedSid('Trust', roleName, expectedRoleArn(roleName, path)),
    Effect: 'Allow',
    Principal: { Service: 'personalize.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      ArnLike: {
        'aws:SourceArn': `arn:aws:personalize:${REGION}:${ACCOUNT}:*`,
      },
    },
  };
}

const ifOwnAccount = {
  StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT },
};

/** The statement in the policy of a bucket. */
export function expectedOnBucket(
  roleName: string,
  bucket: string,
  prefix: string,
  actions: string[],
): PolicyStatement {
  return {
    ...expectedBucketOnRole(roleName, bucket, prefix, actions),
    Principal: { Service: 'personalize.amazonaws.com' },
    Condition: ifOwnAccount,
  };
}

/** The statement on a bucket in the role's inline policy. */
export function expectedBucketOnRole(
  roleName: string,
  bucket: string,
  prefix: string,
  actions: string[],
): PolicyStatement {
  const arn = `arn:aws:s3:::${bucket}`;
  return {
    Sid: expectedSid('S3', roleName, arn, prefix),
    Effect: 'Allow',
    Action: actions,
    Resource: [arn, `${arn}/${prefix}*`],
    Condition: { StringEquals: { 'aws:ResourceAccount': ACCOUNT } },
  };
}

/** The two statements in the policy of a key, in the order in which they are appended. */
export function expectedOnKey(
  roleName: string,
  keyArn: string,
  actions: string[],
): PolicyStatement[] {
  return [
    {
      Sid: expectedSid('KmsRole', roleName, keyArn),
      Effect: 'Allow',
      Principal: { AWS: expectedRoleArn(roleName) },
      Action: actions,
      Resource: '*',
    },
    {
      Sid: expectedSid('KmsService', roleName, keyArn),
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: actions,
      Resource: '*',
      Condition: ifOwnAccount,
    },
  ];
}

/** The statement on a key in the role's inline policy. */
export function expectedKeyOnRole(
  roleName: string,
  keyArn: string,
  actions: string[],
): PolicyStatement {
  return {
    Sid: expectedSid('KmsRole', roleName, keyArn),
    Effect: 'Allow',
    Action: actions,
    Resource: keyArn,
  };
}

/** The role's managed policy, limited to the account and Region. */
export const expectedScopedPolicy: PolicyStatement[] = [
  {
    Sid: 'PersonalizeApi',
    Effect: 'Allow',
    Action: 'personalize:*',
    Resource: [
      `arn:aws:personalize:${REGION}:${ACCOUNT}:*`,
      'arn:aws:personalize:::*',
    ],
  },
  {
    Sid: 'PersonalizeApiWithoutResource',
    Effect: 'Allow',
    Action: [
      'personalize:List*',
      'personalize:PutActionInteractions',
      'personalize:PutEvents',
    ],
    Resource: '*',
    Condition: { StringEquals: { 'aws:RequestedRegion': REGION } },
  },
];

export const expectedMetrics: PolicyStatement = {
  Sid: 'PersonalizeMetrics',
  Effect: 'Allow',
  Action: 'cloudwatch:PutMetricData',
  Resource: '*',
};

/** The statements of others must be unchanged, and in their order. */
export function sidsInOrder<T extends { Sid?: string }>(statements: T[]): T[] {
  return [...statements].sort((a, b) =>
    (a.Sid ?? '') < (b.Sid ?? '') ? -1 : 1,
  );
}
