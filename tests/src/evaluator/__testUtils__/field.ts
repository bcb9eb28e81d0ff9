import {
  PrincipalMap,
  RequestPrincipal,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The account that the principals belong to. */
export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';

const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/personalize/personalize-shop`;
const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/team/jane`;
const SAML_PROVIDER = `arn:aws:iam::${ACCOUNT}:saml-provider/corp`;
const OIDC_PROVIDER = 'accounts.google.com';
const SOURCE_ARN = `arn:aws:personalize:us-east-1:${ACCOUNT}:dataset-import-job/shop`;

export const ROLE: RequestPrincipal = {
  kind: 'role',
  arn: ROLE_ARN,
  uniqueId: 'AROAEXAMPLESHOPROLE01',
};
export const USER: RequestPrincipal = {
  kind: 'user',
  arn: USER_ARN,
  uniqueId: 'AIDAEXAMPLEJANEUSER01',
};
export const SERVICE: RequestPrincipal = {
  kind: 'service',
  service: 'personalize.amazonaws.com',
};
export const SAML: RequestPrincipal = {
  kind: 'federated',
  provider: SAML_PROVIDER,
};
export const OIDC: RequestPrincipal = {
  kind: 'federated',
  provider: OIDC_PROVIDER,
};

/** A condition key: which operators fit, and the values that requests and policies use. */
export interface KeyOfField {
  kind: 'string' | 'arn' | 'bool' | 'number' | 'date' | 'ip';
  isMultivalued?: boolean;
  /** None: no request to such a resource carries the key. */
  request: readonly string[];
  /** As well as those of the request. */
  policy: readonly string[];
}

const GLOBAL_KEYS: Record<string, KeyOfField> = {
  'aws:SecureTransport': {
    kind: 'bool',
    request: ['true', 'false'],
    policy: ['True'],
  },
  'aws:MultiFactorAuthPresent': {
    kind: 'bool',
    request: ['true', 'false'],
    policy: [],
  },
  'aws:SourceIp': {
    kind: 'ip',
    request: ['10.1.2.3', '203.0.113.7', '2001:db8:1::7'],
    policy: ['10.0.0.0/8', '203.0.113.0/24', '0.0.0.0/0', '2001:db8::/32'],
  },
  'aws:SourceAccount': {
    kind: 'string',
    request: [ACCOUNT, OTHER_ACCOUNT],
    policy: ['1111*', '${aws:PrincipalAccount}'],
  },
  'aws:SourceArn': {
    kind: 'arn',
    request: [
      SOURCE_ARN,
      `arn:aws:personalize:eu-west-1:${OTHER_ACCOUNT}:dataset-group/x`,
    ],
    policy: [
      `arn:aws:personalize:us-east-1:${ACCOUNT}:*`,
      `arn:aws:personalize:*:${ACCOUNT}:*`,
      `arn:aws:personalize:us-east-1:\${aws:SourceAccount}:*`,
      'arn:aws:personalize:*',
      '*',
    ],
  },
  'aws:PrincipalTag/team': {
    kind: 'string',
    request: ['shop', 'Shop', 'ads'],
    policy: ['sh*', 's?op', '${aws:PrincipalTag/TEAM}', '${aws:username}'],
  },
  'aws:username': {
    kind: 'string',
    request: ['jane', 'john'],
    policy: ['j*', "${aws:PrincipalTag/team, 'jane'}"],
  },
  'aws:PrincipalAccount': {
    kind: 'string',
    request: [ACCOUNT],
    policy: [OTHER_ACCOUNT, '${aws:SourceAccount}'],
  },
  'aws:PrincipalArn': {
    kind: 'arn',
    request: [ROLE_ARN, USER_ARN],
    policy: [
      `arn:aws:iam::${ACCOUNT}:role/*`,
      `arn:aws:iam::*:user/team/\${aws:username}`,
    ],
  },
  'aws:PrincipalOrgID': {
    kind: 'string',
    request: ['o-shop', 'o-other'],
    policy: ['o-*', 'o${*}'],
  },
  'aws:CurrentTime': {
    kind: 'date',
    request: ['2026-03-01T12:00:00Z', '2026-06-01T00:00:00Z'],
    policy: ['2026-04-01', '2026-03-01T13:00:00+01:00', '1774000000'],
  },
  'aws:EpochTime': {
    kind: 'date',
    request: ['1772366400', '1780272000'],
    policy: ['1774000000', '2026-04-01T00:00:00Z'],
  },
  'aws:MultiFactorAuthAge': {
    kind: 'number',
    request: ['300', '4000'],
    policy: ['3600', '300.0', '-1'],
  },
  'aws:CalledVia': {
    kind: 'string',
    isMultivalued: true,
    request: ['athena.amazonaws.com', 'cloudformation.amazonaws.com'],
    policy: ['personalize.amazonaws.com', '*.amazonaws.com'],
  },
  'aws:CalledViaFirst': {
    kind: 'string',
    request: ['cloudformation.amazonaws.com', 's3.amazonaws.com'],
    policy: ['*.amazonaws.com'],
  },
  'aws:CalledViaLast': {
    kind: 'string',
    request: ['s3.amazonaws.com', 'dynamodb.amazonaws.com'],
    policy: ['s?.amazonaws.com'],
  },
  'aws:ViaAWSService': {
    kind: 'bool',
    request: ['true', 'false'],
    policy: [],
  },
  'aws:PrincipalIsAWSService': {
    kind: 'bool',
    request: ['true', 'false'],
    policy: [],
  },
  'aws:SourceVpc': {
    kind: 'string',
    request: ['vpc-1a2b', 'vpc-9z8y'],
    policy: ['vpc-*', 'VPC-1A2B'],
  },
  'aws:SourceVpce': {
    kind: 'string',
    request: ['vpce-1a2b', 'vpce-9z8y'],
    policy: ['vpce-*', 'vpce-1???'],
  },
  'aws:VpcSourceIp': {
    kind: 'ip',
    request: ['10.1.2.3', '192.168.7.8'],
    policy: ['10.0.0.0/8', '192.168.0.0/16'],
  },
  'aws:userid': {
    kind: 'string',
    request: ['AROAEXAMPLESHOPROLE01:task', 'AIDAEXAMPLEJANEUSER01'],
    policy: ['AROAEXAMPLESHOPROLE01:*', 'AROAEXAMPLEOTHERROLE1:*', 'AIDA*'],
  },
  'aws:ResourceAccount': {
    kind: 'string',
    request: [ACCOUNT, OTHER_ACCOUNT],
    policy: ['1111*', '${aws:PrincipalAccount}'],
  },
  'aws:TokenIssueTime': {
    kind: 'date',
    request: ['2026-03-01T11:00:00Z', '2026-05-31T23:00:00Z'],
    policy: ['2026-03-01T12:00:00+01:00', '2026-05-01'],
  },
};

/** What may be asked of a kind of resource. */
export interface ActionOfField {
  action: string;
  resource: string;
  keys: Record<string, KeyOfField>;
}

/** A kind of resource, and how policies speak of it. */
export interface ResourceOfField {
  actions: readonly ActionOfField[];
  principals: readonly RequestPrincipal[];
  /** Actions and patterns in policies that cover an action, or not. */
  actionPatterns: readonly string[];
  /** Resources and patterns in policies that cover the resource, or not. */
  resourcePatterns: readonly string[];
}

const ACCESS_POINT: Record<string, KeyOfField> = {
  's3:DataAccessPointArn': {
    kind: 'arn',
    request: [],
    policy: [
      `arn:aws:s3:us-east-1:${ACCOUNT}:accesspoint/*`,
      `arn:aws:s3:*:\${aws:PrincipalAccount}:accesspoint/shop`,
    ],
  },
};
const PREFIX: Record<string, KeyOfField> = {
  's3:prefix': {
    kind: 'string',
    request: ['in/', 'out/', ''],
    policy: ['in/*', '${aws:PrincipalTag/team}/*'],
  },
  's3:max-keys': { kind: 'number', request: ['10', '1000'], policy: ['100'] },
};
const KEY_USE: Record<string, KeyOfField> = {
  'kms:ViaService': {
    kind: 'string',
    request: ['s3.us-east-1.amazonaws.com'],
    policy: ['s3.*.amazonaws.com'],
  },
  'kms:CallerAccount': {
    kind: 'string',
    request: [ACCOUNT],
    policy: [OTHER_ACCOUNT],
  },
  'kms:EncryptionContextKeys': {
    kind: 'string',
    isMultivalued: true,
    request: ['aws:s3:arn', 'stage'],
    policy: ['aws:*'],
  },
};
const KEY_ARN = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd`;
const TARGET_ARN = `arn:aws:iam::${ACCOUNT}:role/personalize/target`;

function withGlobalKeys(
  action: string,
  resource: string,
  keys: Record<string, KeyOfField> = {},
): ActionOfField {
  return { action, resource, keys: { ...GLOBAL_KEYS, ...keys } };
}

export const RESOURCES: Record<
  'bucket' | 'key' | 'trust' | 'none',
  ResourceOfField
> = {
  bucket: {
    actions: [
      withGlobalKeys('s3:GetObject', 'arn:aws:s3:::shop-data/in/a.csv', {
        ...ACCESS_POINT,
        's3:ExistingObjectTag/team': {
          kind: 'string',
          request: ['shop', 'ads'],
          policy: ['${aws:PrincipalTag/team}'],
        },
      }),
      withGlobalKeys('s3:PutObject', 'arn:aws:s3:::shop-data/out/b.csv', {
        's3:x-amz-server-side-encryption': {
          kind: 'string',
          request: ['aws:kms', 'AES256'],
          policy: [],
        },
      }),
      withGlobalKeys('s3:ListBucket', 'arn:aws:s3:::shop-data', {
        ...ACCESS_POINT,
        ...PREFIX,
      }),
    ],
    principals: [ROLE, ROLE, USER, SERVICE],
    actionPatterns: ['*', 's3:*', 's3:Get*', 'S3:PutObject', 's3:ListBucket?'],
    resourcePatterns: [
      '*',
      'arn:aws:s3:::*',
      'arn:aws:s3:::shop-data',
      'arn:aws:s3:::shop-data/*',
      'arn:aws:s3:::shop-data*',
      'arn:aws:s3:::shop-data/in/?.csv',
      'arn:aws:s3:::${aws:PrincipalTag/team}-data/*',
      "arn:aws:s3:::${aws:PrincipalTag/team, 'shop'}-data*",
      'arn:aws:s3:::other/*',
      'arn:aws:s3',
      'arn:aws:s3*',
      'arn:*:s3:::shop-data/*',
    ],
  },
  key: {
    actions: [
      withGlobalKeys('kms:Decrypt', KEY_ARN, KEY_USE),
      withGlobalKeys('kms:GenerateDataKey', KEY_ARN, KEY_USE),
      withGlobalKeys('kms:DescribeKey', KEY_ARN),
    ],
    principals: [ROLE, ROLE, USER, SERVICE],
    actionPatterns: ['*', 'kms:*', 'kms:Decrypt', 'kms:Generate*', 'kms:List*'],
    resourcePatterns: [
      '*',
      KEY_ARN,
      `arn:aws:kms:us-east-1:${ACCOUNT}:key/*`,
      `arn:aws:kms:*:${ACCOUNT}:key/*`,
      `arn:aws:kms:us-east-1:\${aws:PrincipalAccount}:key/*`,
      'arn:aws:kms:us-east-1',
      'arn:aws:kms:*:key/1234abcd',
      'arn:aws:kms:eu-west-1:*',
    ],
  },
  trust: {
    actions: [
      withGlobalKeys('sts:AssumeRole', TARGET_ARN, {
        'sts:ExternalId': {
          kind: 'string',
          request: ['x1', 'x2'],
          policy: ['x*'],
        },
        'aws:TagKeys': {
          kind: 'string',
          isMultivalued: true,
          request: ['team', 'cost-center'],
          policy: ['personalize:*'],
        },
      }),
    ],
    principals: [ROLE, USER, SERVICE],
    actionPatterns: ['*', 'sts:*', 'sts:Assume*', 'sts:TagSession'],
    resourcePatterns: [
      '*',
      TARGET_ARN,
      `arn:aws:iam::${ACCOUNT}:role/personalize/*`,
      `arn:aws:iam::${ACCOUNT}:role/other`,
    ],
  },
  none: {
    actions: [
      withGlobalKeys('iam:PassRole', TARGET_ARN, {
        'iam:PassedToService': {
          kind: 'string',
          request: ['personalize.amazonaws.com', 'ec2.amazonaws.com'],
          policy: ['personalize.*'],
        },
      }),
      withGlobalKeys(
        'personalize:CreateSolutionVersion',
        `arn:aws:personalize:us-east-1:${ACCOUNT}:solution/shop`,
      ),
    ],
    principals: [ROLE, USER],
    actionPatterns: [
      '*',
      'iam:PassRole',
      'personalize:*',
      'Personalize:create*',
      'personalize:Describe*',
    ],
    resourcePatterns: [
      '*',
      TARGET_ARN,
      `arn:aws:iam::${ACCOUNT}:role/personalize/*`,
      `arn:aws:personalize:us-east-1:${ACCOUNT}:*`,
      'arn:aws:personalize:*:*:solution/*',
      'arn:aws:personalize:us-east-1',
    ],
  },
};

/** Who comes from an identity provider assumes a role, and asks for nothing else. */
export const FEDERATED: readonly ActionOfField[] = [
  withGlobalKeys('sts:AssumeRoleWithSAML', TARGET_ARN, {
    'saml:aud': {
      kind: 'string',
      request: ['https://signin.aws.amazon.com/saml', 'https://elsewhere'],
      policy: ['https://signin.*'],
    },
  }),
  withGlobalKeys('sts:AssumeRoleWithWebIdentity', TARGET_ARN, {
    'accounts.google.com:aud': {
      kind: 'string',
      request: ['shop', 'other'],
      policy: ['*'],
    },
    'accounts.google.com:sub': {
      kind: 'string',
      request: ['jane', 'john'],
      policy: ['j*'],
    },
  }),
];

/** The principals that policies name. */
export const NAMED: readonly PrincipalMap[] = [
  { AWS: '*' },
  { AWS: ROLE_ARN },
  { AWS: USER_ARN },
  { AWS: [ROLE_ARN, USER_ARN] },
  { AWS: ACCOUNT },
  { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  { AWS: [`arn:aws:iam::${ACCOUNT}:root`, ROLE_ARN, USER_ARN] },
  { AWS: OTHER_ACCOUNT },
  { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/personalize-shop` },
  { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/personalize-shop/task` },
  { AWS: 'AROAEXAMPLESHOPROLE01' },
  { AWS: ['AROAEXAMPLEOTHERROLE1', 'AIDAEXAMPLEJANEUSER01'] },
  { Service: 'personalize.amazonaws.com' },
  { Service: ['s3.amazonaws.com', 'personalize.amazonaws.com'] },
  { Service: 'ec2.amazonaws.com' },
  { AWS: ROLE_ARN, Service: 'personalize.amazonaws.com' },
  { Federated: SAML_PROVIDER },
  { Federated: OIDC_PROVIDER },
  {
    CanonicalUser:
      '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
  },
];
