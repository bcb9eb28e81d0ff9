import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { AccountState, readAccountState } from '../../src/support/accountState';

const common = {
  endpoint: process.env.LOCAL_AWS_ENDPOINT,
  region: 'us-east-1',
  credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
};
/** IAM of that account. */
export const iam = new IAMClient(common);
const kms = new KMSClient(common);
const s3 = new S3Client({ ...common, forcePathStyle: true });

/** The local account of the portal under test, read only with the SDK. */
export function readAccount(): Promise<AccountState> {
  // The owner of the partner's bucket makes no difference here.
  return readAccountState({
    iam,
    kms,
    s3,
    ssoAdmin: new SSOAdminClient(common),
    partnerS3: s3,
  });
}

/** The ARN of the key behind an alias. */
export async function keyArnOf(alias: string): Promise<string> {
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
  const entry = Aliases.find(({ AliasName }) => AliasName === alias);
  if (!entry?.TargetKeyId) {
    throw new Error(`The local account has no ${alias}`);
  }
  return `arn:aws:kms:us-east-1:123456789012:key/${entry.TargetKeyId}`;
}
