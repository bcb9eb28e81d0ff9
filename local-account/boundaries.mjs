// @ts-check
import { CreatePolicyCommand } from '@aws-sdk/client-iam';
import { accountId } from './account.mjs';

/** Outside `/personalize/`, so that the portal's own role can't edit them. */
const path = '/boundaries/';

const personalize = {
  Sid: 'Personalize',
  Effect: 'Allow',
  Action: 'personalize:*',
  Resource: '*',
};

const trainingData = {
  Sid: 'TrainingData',
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
  Resource: '*',
};

const passRole = {
  Sid: 'PassRole',
  Effect: 'Allow',
  Action: 'iam:PassRole',
  Resource: `arn:aws:iam::${accountId}:role/*`,
  Condition: {
    StringEquals: { 'iam:PassedToService': 'personalize.amazonaws.com' },
  },
};

const metrics = {
  Sid: 'Metrics',
  Effect: 'Allow',
  Action: 'cloudwatch:PutMetricData',
  Resource: '*',
};

const encryption = {
  Sid: 'Encryption',
  Effect: 'Allow',
  Action: [
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:DescribeKey',
    'kms:CreateGrant',
    'kms:ListGrants',
  ],
  Resource: '*',
};

/**
 * Permissions boundaries: one that a Personalize role can live with, be it for
 * the service or for people, and one that keeps it away from every key, whatever
 * the key's policy grants.
 *
 * @param {import('@aws-sdk/client-iam').IAMClient} iam
 * @returns ARNs by name
 */
export async function seedBoundaries(iam) {
  const [personalizeBoundary, noKmsBoundary] = await Promise.all([
    createBoundary(iam, 'personalize-boundary', [
      personalize,
      passRole,
      trainingData,
      metrics,
      encryption,
    ]),
    createBoundary(iam, 'no-kms-boundary', [
      personalize,
      passRole,
      trainingData,
      metrics,
    ]),
  ]);
  return {
    'personalize-boundary': personalizeBoundary,
    'no-kms-boundary': noKmsBoundary,
  };
}

/**
 * @param {import('@aws-sdk/client-iam').IAMClient} iam
 * @param {string} name
 * @param {object[]} statements
 */
async function createBoundary(iam, name, statements) {
  const { Policy: policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: name,
      Path: path,
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: statements,
      }),
    }),
  );
  if (!policy?.Arn) {
    throw new Error(`The policy ${name} was created without an ARN`);
  }
  return policy.Arn;
}
