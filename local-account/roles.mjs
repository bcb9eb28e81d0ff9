// @ts-check
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { bucketArn } from './buckets.mjs';
import { accountId } from './clients.mjs';

/**
 * @typedef {object} Role
 * @property {string} path
 * @property {string} name
 * @property {string} description
 * @property {object} principal - of the trust policy, without conditions
 * @property {string[]} [attached] - names of AWS's managed policies
 * @property {Record<string, object>} [inline] - policy documents by name
 * @property {Record<string, string>} [tags]
 */

/** @param {string} pathAndName - such as `service-role/glue-reco-etl` */
export const roleArn = pathAndName =>
  `arn:aws:iam::${accountId}:role/${pathAndName}`;

/**
 * Created by hand from a guide: any account's Personalize can assume it.
 *
 * @type {Role}
 */
const personalizeLegacy = {
  path: '/service-role/',
  name: 'personalize-legacy',
  description: 'Personalize trial',
  principal: { Service: 'personalize.amazonaws.com' },
  attached: ['service-role/AmazonPersonalizeFullAccess'],
  inline: {
    'training-data': {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:ListBucket'],
          Resource: [
            bucketArn('reco-training-data'),
            `${bucketArn('reco-training-data')}/*`,
          ],
        },
      ],
    },
  },
  tags: { team: 'recommendations' },
};

/**
 * Anyone who may pass this role to Personalize or to SageMaker controls the
 * account.
 *
 * @type {Role}
 */
const personalizeAdminLegacy = {
  path: '/',
  name: 'personalize-admin-legacy',
  description: 'Temporary, for the proof of concept',
  principal: {
    Service: ['personalize.amazonaws.com', 'sagemaker.amazonaws.com'],
  },
  attached: ['AdministratorAccess'],
};

/** @type {Role} */
const glueRecoEtl = {
  path: '/service-role/',
  name: 'glue-reco-etl',
  description: 'Fills reco-training-data every night',
  principal: { Service: 'glue.amazonaws.com' },
  attached: ['service-role/AWSGlueServiceRole'],
  tags: { team: 'recommendations' },
};

/** @type {Role} */
const ordersApi = {
  path: '/orders/',
  name: 'orders-api',
  description: 'Orders API',
  principal: { Service: 'lambda.amazonaws.com' },
  attached: ['service-role/AWSLambdaBasicExecutionRole'],
  tags: { team: 'orders' },
};

/** @type {Role} */
const keyAdministrator = {
  path: '/platform/',
  name: 'key-administrator',
  description: 'Administers the keys of this account',
  principal: { AWS: `arn:aws:iam::${accountId}:root` },
  tags: { team: 'platform' },
};

/**
 * @param {import('@aws-sdk/client-iam').IAMClient} iam
 * @returns ARNs by name
 */
export async function seedRoles(iam) {
  const roles = [
    personalizeLegacy,
    personalizeAdminLegacy,
    glueRecoEtl,
    ordersApi,
    keyAdministrator,
  ];
  await Promise.all(roles.map(role => createRole(iam, role)));
  return Object.fromEntries(
    roles.map(({ path, name }) => [name, roleArn(`${path.slice(1)}${name}`)]),
  );
}

/**
 * @param {import('@aws-sdk/client-iam').IAMClient} iam
 * @param {Role} role
 */
async function createRole(iam, role) {
  await iam.send(
    new CreateRoleCommand({
      RoleName: role.name,
      Path: role.path,
      Description: role.description,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: role.principal,
            Action: 'sts:AssumeRole',
          },
        ],
      }),
      Tags: Object.entries(role.tags ?? {}).map(([Key, Value]) => ({
        Key,
        Value,
      })),
    }),
  );
  await Promise.all([
    ...(role.attached ?? []).map(policy =>
      iam.send(
        new AttachRolePolicyCommand({
          RoleName: role.name,
          PolicyArn: `arn:aws:iam::aws:policy/${policy}`,
        }),
      ),
    ),
    ...Object.entries(role.inline ?? {}).map(([PolicyName, document]) =>
      iam.send(
        new PutRolePolicyCommand({
          RoleName: role.name,
          PolicyName,
          PolicyDocument: JSON.stringify(document),
        }),
      ),
    ),
  ]);
}
