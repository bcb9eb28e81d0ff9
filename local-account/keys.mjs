// @ts-check
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { accountId } from './clients.mjs';
import { roleArn } from './roles.mjs';

/** @typedef {import('@aws-sdk/client-kms').KMSClient} KMSClient */

const accountDelegation = {
  Sid: 'Enable IAM User Permissions',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${accountId}:root` },
  Action: 'kms:*',
  Resource: '*',
};

/** The policy in the KMS console's form, including Sids with spaces. */
const recoDataPolicy = {
  Version: '2012-10-17',
  Id: 'key-consolepolicy-3',
  Statement: [
    accountDelegation,
    {
      Sid: 'Allow access for Key Administrators',
      Effect: 'Allow',
      Principal: { AWS: roleArn('platform/key-administrator') },
      Action: [
        'kms:Create*',
        'kms:Describe*',
        'kms:Enable*',
        'kms:List*',
        'kms:Put*',
        'kms:Update*',
        'kms:Revoke*',
        'kms:Disable*',
        'kms:Get*',
        'kms:Delete*',
        'kms:TagResource',
        'kms:UntagResource',
        'kms:ScheduleKeyDeletion',
        'kms:CancelKeyDeletion',
      ],
      Resource: '*',
    },
    {
      Sid: 'Allow use of the key',
      Effect: 'Allow',
      Principal: { AWS: roleArn('service-role/glue-reco-etl') },
      Action: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:DescribeKey',
      ],
      Resource: '*',
    },
    {
      Sid: 'Allow attachment of persistent resources',
      Effect: 'Allow',
      Principal: { AWS: roleArn('service-role/glue-reco-etl') },
      Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
      Resource: '*',
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
  ],
};

const ordersPolicy = {
  Version: '2012-10-17',
  Statement: [
    accountDelegation,
    {
      Sid: 'OrdersApi',
      Effect: 'Allow',
      Principal: { AWS: roleArn('orders/orders-api') },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
    },
  ],
};

/**
 * @param {KMSClient} kms
 * @returns ARNs by alias, because key ids differ from one seeding to the next
 */
export async function seedKeys(kms) {
  const [recoData, orders, recoArchive, reco2024, recoSigning] =
    await Promise.all([
      createKey(kms, 'alias/reco-data', {
        Description: 'Training data of the recommendations team',
        Policy: JSON.stringify(recoDataPolicy),
        Tags: [
          { TagKey: 'team', TagValue: 'recommendations' },
          { TagKey: 'personalize:grantable', TagValue: 'true' },
        ],
      }),
      createKey(kms, 'alias/orders', {
        Description: 'Order history',
        Policy: JSON.stringify(ordersPolicy),
        Tags: [{ TagKey: 'team', TagValue: 'orders' }],
      }),
      createKey(kms, 'alias/reco-archive', {
        Description: 'Archived training data, disabled between audits',
      }),
      createKey(kms, 'alias/reco-2024', {
        Description: 'Training data of 2024',
      }),
      createKey(kms, 'alias/reco-signing', {
        Description: 'Signs model manifests',
        KeySpec: 'RSA_2048',
        KeyUsage: 'SIGN_VERIFY',
      }),
    ]);
  await Promise.all([
    // By id, because moto fails on an ARN here.
    kms.send(new DisableKeyCommand({ KeyId: recoArchive.id })),
    kms.send(
      new ScheduleKeyDeletionCommand({
        KeyId: reco2024.id,
        PendingWindowInDays: 30,
      }),
    ),
  ]);
  return {
    'alias/reco-data': recoData.arn,
    'alias/orders': orders.arn,
    'alias/reco-archive': recoArchive.arn,
    'alias/reco-2024': reco2024.arn,
    'alias/reco-signing': recoSigning.arn,
  };
}

/**
 * @param {KMSClient} kms
 * @param {string} alias
 * @param {import('@aws-sdk/client-kms').CreateKeyCommandInput} properties
 */
async function createKey(kms, alias, properties) {
  const { KeyMetadata: key } = await kms.send(
    new CreateKeyCommand({
      // AWS's defaults, listed because moto omits them in DescribeKey.
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyUsage: 'ENCRYPT_DECRYPT',
      MultiRegion: false,
      ...properties,
    }),
  );
  if (!key?.KeyId || !key.Arn) {
    throw new Error(`The key for ${alias} was created without an id`);
  }
  await kms.send(
    new CreateAliasCommand({ AliasName: alias, TargetKeyId: key.KeyId }),
  );
  return { id: key.KeyId, arn: key.Arn };
}
