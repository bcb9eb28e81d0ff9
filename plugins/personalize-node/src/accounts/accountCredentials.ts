import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { Config } from '@backstage/config';
import {
  AwsCredentialsManager,
  DefaultAwsCredentialsManager,
} from '@backstage/integration-aws-node';
import { partitionOf } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsCredentialIdentityProvider } from '@smithy/types';
import { ASSUME_ROLE, AwsOperationError } from '../aws/awsError';
import { AccountEntrance, AssumedRole } from './accountFields';
import {
  RunIdentity,
  sessionName,
  sourceIdentity,
  userAgent,
} from './runIdentity';
import { sharedCredentials } from './sharedCredentials';

/** IAM throttles early, and a run that gives up leaves its work half done. */
export const MAX_ATTEMPTS = 5;

/** Base credentials by account, and the roles assumed with them. */
export class AccountCredentials {
  private readonly manager: AwsCredentialsManager;
  private readonly namedAccounts: Set<string>;

  constructor(config: Config) {
    this.manager = DefaultAwsCredentialsManager.fromConfig(config);
    this.namedAccounts = new Set(
      (config.getOptionalConfigArray('aws.accounts') ?? []).map(account =>
        account.getString('accountId'),
      ),
    );
  }

  /** The credentials of one run in an account; nothing is called for them yet. */
  async of(
    account: AccountEntrance,
    region: string,
    access: 'read' | 'write',
    identity: RunIdentity,
  ): Promise<AwsCredentialIdentityProvider> {
    const role = access === 'write' ? account.writer : account.reader;
    if (!role) {
      return this.base(account);
    }
    const { sdkCredentialProvider } =
      await this.manager.getCredentialProvider();
    return assume(role, account, region, sdkCredentialProvider, identity);
  }

  /**
   * A local account is never looked up by its id where `aws.accounts` doesn't
   * name it: the look-up would ask the real AWS who the main account is.
   */
  private async base(
    account: AccountEntrance,
  ): Promise<AwsCredentialIdentityProvider> {
    const isLocal =
      account.endpoint !== undefined &&
      !this.namedAccounts.has(account.accountId);
    const { sdkCredentialProvider } = await this.manager.getCredentialProvider(
      isLocal ? undefined : { accountId: account.accountId },
    );
    return sdkCredentialProvider;
  }
}

/**
 * Credentials of a role, assumed for one run. The credentials manager of
 * Backstage calls every session "backstage"; CloudTrail must name the task and
 * the person instead.
 */
function assume(
  role: AssumedRole,
  account: AccountEntrance,
  region: string,
  base: AwsCredentialIdentityProvider,
  identity: RunIdentity,
): AwsCredentialIdentityProvider {
  const roleArn = `arn:${partitionOf(region)}:iam::${account.accountId}:role/${
    role.roleName
  }`;
  const provide = fromTemporaryCredentials({
    masterCredentials: base,
    params: {
      RoleArn: roleArn,
      RoleSessionName: sessionName(identity),
      SourceIdentity: sourceIdentity(identity),
      ExternalId: role.externalId,
    },
    clientConfig: {
      region,
      endpoint: account.endpoint,
      customUserAgent: userAgent(identity),
      maxAttempts: MAX_ATTEMPTS,
    },
  });
  return sharedCredentials(async properties => {
    try {
      return await provide(properties);
    } catch (error) {
      throw new AwsOperationError(
        { operation: ASSUME_ROLE, resource: roleArn },
        error,
      );
    }
  });
}
