import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePolicyDocument } from '@personalize-portal/backstage-plugin-personalize-common';
import { simulate } from './evaluator/__testUtils__/simulator';

/** As docs/ledger.md prints it. */
const POLICY = parsePolicyDocument(
  readFileSync(path.join(__dirname, '../../docs/ledger.md'), 'utf8')
    .split('## Heads outside\n')[1]
    .split('```json\n')[1]
    .split('```')[0],
  'docs/ledger.md',
);

const ACCOUNT = '777788889999';
const BUCKET = 'arn:aws:s3:::acme-ledger-heads';
const HEAD = `${BUCKET}/personalize-ledger/0000004711-0f3a`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const outcome = (action: string, resource: string, accountId = ACCOUNT) =>
  simulate({
    principal: {
      kind: 'role',
      arn: `arn:aws:iam::${ACCOUNT}:role/personalize-witness`,
      uniqueId: 'AROAEXAMPLEEXAMPLE',
      hasBoundary: false,
    },
    action,
    resource,
    kind: 'none',
    accountId,
    keys: [],
    context: {},
    identity: [POLICY],
    // As KMS gives it to a key: the account's policies decide.
    ...(resource === KEY && {
      resourcePolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
            Action: 'kms:*',
            Resource: '*',
          },
        ],
      },
    }),
  });

describe('the role of the witness, as it is documented', () => {
  // Source: S3 API Reference and KMS API Reference, the permissions of each operation.
  it.each([
    ['s3:PutObject', HEAD],
    ['s3:PutObjectRetention', HEAD],
    ['s3:ListBucketVersions', BUCKET],
    ['s3:GetBucketObjectLockConfiguration', BUCKET],
    ['kms:DescribeKey', KEY],
    ['kms:Sign', KEY],
    ['kms:Verify', KEY],
  ])('may %s', async (action, resource) => {
    expect(await outcome(action, resource)).toBe('allowed');
  });

  it.each([
    ['s3:DeleteObject', HEAD],
    ['s3:DeleteObjectVersion', HEAD],
    ['s3:BypassGovernanceRetention', HEAD],
    ['s3:PutObject', `${BUCKET}/other`],
    ['s3:PutBucketPolicy', BUCKET],
    ['s3:PutBucketObjectLockConfiguration', BUCKET],
    ['s3:PutLifecycleConfiguration', BUCKET],
    ['kms:PutKeyPolicy', KEY],
    ['kms:ScheduleKeyDeletion', KEY],
  ])('may not %s', async (action, resource) => {
    expect(await outcome(action, resource)).toBe('denied');
  });

  it('assumes no role of the portal', async () => {
    expect(
      await outcome(
        'sts:AssumeRole',
        'arn:aws:iam::111122223333:role/personalize-portal/personalize-writer',
        '111122223333',
      ),
    ).toBe('denied');
  });
});
