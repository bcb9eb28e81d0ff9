import { setTimeout } from 'node:timers/promises';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import {
  AwsCredentialsManager,
  DefaultAwsCredentialsManager,
} from '@backstage/integration-aws-node';
import { partitionOf } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsCredentialIdentityProvider } from '@smithy/types';
import { AccountConfig, AssumedRole, readAccounts } from './accountsConfig';
import { AwsSession } from './awsSession';
import { ResourceLocks } from './resourceLocks';
import {
  RunIdentity,
  sessionName,
  sourceIdentity,
  userAgent,
} from './runIdentity';
import { sharedCredentials } from './sharedCredentials';
import { StaleReads } from './staleReads';

/** Opens sessions in the accounts that the configuration names, and in no other. */
export interface AwsSessions {
  /** The accounts of `personalize.accounts`. */
  readonly accounts: readonly AccountConfig[];
  /**
   * Opens a session. No call to AWS is made before the first read.
   *
   * @throws NotAllowedError for an account or Region outside `personalize.accounts`
   */
  open(options: SessionOptions): Promise<AwsSession>;
}

/** What a session is opened for. */
export interface SessionOptions {
  /** 12 digits. */
  accountId: string;
  region: string;
  /** Which role of the account is assumed; a plan, a dry run or a check only reads. */
  access: 'read' | 'write';
  identity: RunIdentity;
  logger: LoggerService;
  /** Ends the session's calls and waits. */
  signal?: AbortSignal;
}

/** Base credentials by account, and the roles assumed with them. */
class AccountCredentials {
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

  async of(
    account: AccountConfig,
    region: string,
    access: SessionOptions['access'],
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
    account: AccountConfig,
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

/** IAM throttles early, and a run that gives up leaves its work half done. */
const MAX_ATTEMPTS = 5;

/**
 * Sessions with the credentials of the `aws` section of the configuration.
 *
 * @throws Error for a wrong `personalize.accounts`
 */
export function awsSessionsFromConfig(config: Config): AwsSessions {
  const accounts = readAccounts(config);
  const credentials = new AccountCredentials(config);
  const staleReads = new StaleReads();
  const locks = new ResourceLocks();

  return {
    accounts,
    async open({ accountId, region, access, identity, logger, signal }) {
      const account = accounts.find(known => known.accountId === accountId);
      if (!account || !account.regions.includes(region)) {
        throw new NotAllowedError(
          `Account ${accountId} in ${region} is outside of personalize.accounts; nothing was called`,
        );
      }
      const settings = {
        region,
        endpoint: account.endpoint,
        credentials: await credentials.of(account, region, access, identity),
        customUserAgent: userAgent(identity),
        maxAttempts: MAX_ATTEMPTS,
      };
      return new AwsSession({
        accountId,
        region,
        assumesWriter: account.writer !== undefined,
        iam: new IAMClient(settings),
        kms: new KMSClient(settings),
        s3: new S3Client({
          ...settings,
          // A local account serves all buckets under one host name.
          forcePathStyle: account.endpoint !== undefined,
          followRegionRedirects: true,
        }),
        logger,
        signal: signal ?? new AbortController().signal,
        staleReads,
        locks,
        wait: async (milliseconds, aborted) => {
          await setTimeout(milliseconds, undefined, { signal: aborted });
        },
      });
    },
  };
}

/**
 * Credentials of a role, assumed for one run. The credentials manager of
 * Backstage calls every session "backstage"; CloudTrail must name the task and
 * the person instead.
 */
function assume(
  role: AssumedRole,
  account: AccountConfig,
  region: string,
  base: AwsCredentialIdentityProvider,
  identity: RunIdentity,
): AwsCredentialIdentityProvider {
  return sharedCredentials(
    fromTemporaryCredentials({
      masterCredentials: base,
      params: {
        RoleArn: `arn:${partitionOf(region)}:iam::${account.accountId}:role/${
          role.roleName
        }`,
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
    }),
  );
}
