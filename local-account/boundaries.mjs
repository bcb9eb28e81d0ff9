// @ts-check
import { CreatePolicyCommand } from '@aws-sdk/client-iam';
import { accountId } from './clients.mjs';

/** Outside `/personalize/`, so that the portal's own role can't edit them. */
const path = '/boundaries/';

/**
 * @param {string} Sid
 * @param {string | string[]} Action
 */
const allow = (Sid, Action, Resource = '*') => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
});

const personalize = allow('Personalize', 'personalize:*');

const trainingData = allow('TrainingData', [
  's3:GetObject',
  's3:PutObject',
  's3:ListBucket',
]);

const passRole = {
  ...allow('PassRole', 'iam:PassRole', `arn:aws:iam::${accountId}:role/*`),
  Condition: {
    StringEquals: { 'iam:PassedToService': 'personalize.amazonaws.com' },
  },
};

const metrics = allow('Metrics', 'cloudwatch:PutMetricData');

const encryption = allow('Encryption', [
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
  'kms:CreateGrant',
  'kms:ListGrants',
]);

/**
 * Permissions boundaries: one that allows everything that a Personalize role
 * needs, for the service or for people, and one that keeps a role from every
 * key, whatever the key's policy grants.
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
