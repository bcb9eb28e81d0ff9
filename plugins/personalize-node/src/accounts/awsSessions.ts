import http from 'node:http';
import https from 'node:https';
import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { PersonalizeClient } from '@aws-sdk/client-personalize';
import { S3Client } from '@aws-sdk/client-s3';
import { SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import {
  partitionOf,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { RequestLog } from '../aws/awsCall';
import { Journal, READ_ONLY } from '../aws/journal';
import {
  identityCenterSessionPolicy,
  RunReach,
  sessionPolicies,
} from '../portalRole/sessionPolicy';
import { AccountCredentials, MAX_ATTEMPTS } from './accountCredentials';
import { AccountConfig, readAccounts } from './accountsConfig';
import {
  AwsSession,
  IdentityCenterAccess,
  waitByClock,
} from '../aws/awsSession';
import {
  IdentityCenterConfig,
  readIdentityCenter,
} from './identityCenterConfig';
import { RunIdentity, userAgent } from './runIdentity';
import { RolesOnRecord } from '../aws/rolesOnRecord';
import { StaleReads } from '../aws/staleReads';

/** Opens sessions in the configured accounts, and in no other. */
export interface AwsSessions {
  /** The accounts of `personalize.accounts`. */
  readonly accounts: readonly AccountConfig[];
  /**
   * Opens a session. Makes no AWS call before the first read, except those of
   * `reach`.
   *
   * @throws NotAllowedError for an account or Region outside `personalize.accounts`;
   *   as `reach` does
   */
  open(options: SessionOptions): Promise<AwsSession>;
}

/** The purpose of a session. */
export type SessionOptions = ReadOptions | WriteOptions;

/** A plan, a dry run or a check only reads. */
export interface ReadOptions extends RunOptions {
  access: 'read';
}

/** A run that writes. */
export interface WriteOptions extends RunOptions {
  access: 'write';
  /** The session writes through it; without it, the session only reads. */
  journal?: Journal;
  /**
   * Finds what the session may write. Only an assumed role can be limited to it, so
   * it isn't called if the account has no `writer`.
   */
  reach(): Promise<RunReach>;
}

interface RunOptions {
  /** 12 digits. */
  accountId: string;
  region: string;
  identity: RunIdentity;
  logger: LoggerService;
  /** Ends the session's calls and waits. */
  signal?: AbortSignal;
  /** Recorded recent writes by resource, also of other processes: an older answer is read again. */
  written?: Record<string, WrittenDocument>;
  /** The roles that runs created or adopted; without it, none are ours. */
  rolesOnRecord?: RolesOnRecord;
}

/** Open connections, which clients share. */
interface Connections {
  httpAgent: http.Agent;
  httpsAgent: https.Agent;
}

/**
 * Sessions with the credentials of the configuration's `aws` section.
 *
 * @throws Error for a wrong `personalize.accounts` or `personalize.identityCenter`
 */
export function awsSessionsFromConfig(config: Config): AwsSessions {
  const accounts = readAccounts(config);
  const identityCenter = readIdentityCenter(config);
  const credentials = new AccountCredentials(config);
  const staleReads = new StaleReads();
  // Otherwise each client of a session would open its own connections.
  const requestHandler: Connections = {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
  };

  return {
    accounts,
    async open(options) {
      const {
        accountId,
        region,
        identity,
        logger,
        signal,
        written = {},
        rolesOnRecord = new Map(),
      } = options;
      const account = accounts.find(known => known.accountId === accountId);
      if (!account || !account.regions.includes(region)) {
        throw new NotAllowedError(
          `Account ${accountId} in ${region} is not in personalize.accounts; nothing was called. Ask the team that runs the portal to add it, or choose another account or Region`,
        );
      }
      Object.entries(written).forEach(([resource, document]) =>
        staleReads.learn(resource, document),
      );
      const settings = {
        region,
        endpoint: account.endpoint,
        credentials: await credentials.of(
          account,
          region,
          options.access === 'read'
            ? { access: 'read' }
            : {
                access: 'write',
                policies: async () => sessionPolicies(await options.reach()),
                logger,
              },
          identity,
        ),
        customUserAgent: userAgent(identity),
        maxAttempts: MAX_ATTEMPTS,
        requestHandler,
      };
      return new AwsSession({
        accountId,
        region,
        assumesWriter: account.writer !== undefined,
        iam: new IAMClient(settings),
        kms: new KMSClient(settings),
        personalize: new PersonalizeClient(settings),
        accessAnalyzer: account.endpoint
          ? undefined
          : new AccessAnalyzerClient(settings),
        identityCenter:
          identityCenter &&
          identityCenterAccess(
            identityCenter,
            credentials,
            requestHandler,
            options,
          ),
        s3: new S3Client({
          ...settings,
          // A local account serves all buckets under one host name.
          forcePathStyle: account.endpoint !== undefined,
          followRegionRedirects: true,
        }),
        logger,
        signal: signal ?? new AbortController().signal,
        staleReads,
        rolesOnRecord,
        journal:
          (options.access === 'write' ? options.journal : undefined) ??
          READ_ONLY,
        requests: new RequestLog(),
        wait: waitByClock,
      });
    },
  };
}

/**
 * The instance has its own account and Region, whatever the session's account. Its
 * credentials are looked up on first use: most runs never call it.
 */
function identityCenterAccess(
  config: IdentityCenterConfig,
  credentials: AccountCredentials,
  requestHandler: Connections,
  { access, identity, logger, ...account }: SessionOptions,
): IdentityCenterAccess {
  const { accountId, region, instanceArn, endpoint } = config;
  const document = identityCenterSessionPolicy({
    partition: partitionOf(region),
    accountId: account.accountId,
  });
  return {
    accountId,
    region,
    instanceArn,
    client: new SSOAdminClient({
      region,
      endpoint,
      credentials: async () => {
        const provide = await credentials.of(
          config,
          region,
          access === 'read'
            ? { access }
            : {
                access,
                policies: async () => [{ form: 'by-name', document }],
                logger,
              },
          identity,
        );
        return provide();
      },
      customUserAgent: userAgent(identity),
      maxAttempts: MAX_ATTEMPTS,
      requestHandler,
    }),
  };
}
