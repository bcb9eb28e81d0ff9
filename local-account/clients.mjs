// @ts-check
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IAMClient } from '@aws-sdk/client-iam';
import { IdentitystoreClient } from '@aws-sdk/client-identitystore';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

/** The account that is seeded: moto's own default. */
export const accountId = '123456789012';

/** A partner's account: it owns a bucket and reads one of ours. */
export const partnerAccountId = '210987654321';

/** @typedef {Awaited<ReturnType<typeof createClients>>} Clients */

/**
 * @param {object} options
 * @param {string} options.endpoint
 * @param {string} options.region
 */
export async function createClients({ endpoint, region }) {
  // moto treats any unknown access key as one of its default account.
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const config = { endpoint, region, credentials };
  // An IP address can't have a bucket's name as a subdomain.
  const s3Config = { ...config, forcePathStyle: true };

  return {
    cloudFormation: new CloudFormationClient(config),
    iam: new IAMClient(config),
    identityStore: new IdentitystoreClient(config),
    kms: new KMSClient(config),
    s3: new S3Client(s3Config),
    ssoAdmin: new SSOAdminClient(config),
    partnerS3: new S3Client({
      ...s3Config,
      credentials: await partnerCredentials(new STSClient(config)),
    }),
  };
}

/**
 * moto distinguishes accounts by the access key: the calls of a role of the
 * partner's account go to the partner's account.
 *
 * @param {STSClient} sts
 */
async function partnerCredentials(sts) {
  const { Credentials: session } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${partnerAccountId}:role/administrator`,
      RoleSessionName: 'local-account',
    }),
  );
  if (!session?.AccessKeyId || !session.SecretAccessKey) {
    throw new Error(`No session in account ${partnerAccountId} was handed out`);
  }
  return {
    accessKeyId: session.AccessKeyId,
    secretAccessKey: session.SecretAccessKey,
    sessionToken: session.SessionToken,
  };
}
