import { JsonObject } from '@backstage/types';
import { ACCOUNT, REGION } from './bench';

/** The role of {@link shopRequest}. */
export const SHOP_ROLE = 'personalize-shop';

export const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundaries/personalize-boundary`;

/** The common fields of each action. */
export const shopRole: JsonObject = {
  accountId: ACCOUNT,
  region: REGION,
  roleName: SHOP_ROLE,
};

/**
 * A data team's request: a key, and an input and an output prefix of one
 * bucket.
 */
export const shopRequest: JsonObject = {
  ...shopRole,
  name: 'shop',
  owner: 'group:default/guests',
  kms: [{ keyId: 'alias/reco-data', workflows: ['dataset-group', 'export'] }],
  s3: [
    { bucket: 'reco-training-data', prefix: 'input/', workflows: ['import'] },
    { bucket: 'reco-training-data', prefix: 'output/', workflows: ['export'] },
  ],
};

/** The same with all settings of a role. */
export const fullShopRequest: JsonObject = {
  ...shopRequest,
  description: 'Recommendations of the shop',
  permissionsBoundary: BOUNDARY,
  tags: { 'cost-center': '4711', team: 'recommendations' },
  cloudWatchMetrics: true,
};

/** What Personalize and the role may do with the key of these requests. */
export const SHOP_KEY_ACTIONS = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ListGrants',
];

/**
 * The role's inline policy allows less, because a grant could give the key to
 * others.
 */
export const SHOP_ROLE_KEY_ACTIONS = SHOP_KEY_ACTIONS.filter(
  action => action !== 'kms:CreateGrant',
);

export const READ_ACTIONS = ['s3:GetObject', 's3:ListBucket'];
export const WRITE_ACTIONS = ['s3:ListBucket', 's3:PutObject'];
