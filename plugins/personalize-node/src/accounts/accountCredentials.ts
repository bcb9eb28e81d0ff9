import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import {
  AwsCredentialsManager,
  DefaultAwsCredentialsManager,
} from '@backstage/integration-aws-node';
import {
  partitionOf,
  policyText,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsCredentialIdentityProvider } from '@smithy/types';
import { ASSUME_ROLE, AwsOperationError } from '../aws/awsError';
import {
  SessionPolicy,
  sessionPolicySentence,
} from '../portalRole/sessionPolicy';
import { AccountEntrance, AssumedRole } from './accountFields';
import {
  RunIdentity,
  sessionName,
  sourceIdentity,
  userAgent,
} from './runIdentity';

/** IAM throttles early, and a run that gives up leaves its work half done. */
export const MAX_ATTEMPTS = 5;

/** Why a run assumes its roles. */
export type RunAccess =
  | { access: 'read' }
  | {
      access: 'write';
      /**
       * Finds the policies that can limit the session, from the narrowest form to the
       * widest; the first that AWS accepts is used.
       */
      policies(): Promise<readonly [SessionPolicy, ...SessionPolicy[]]>;
      /** Logs when the session gets a wider form. */
      logger: LoggerService;
    };

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

  /**
   * The credentials of one run in an account; makes no calls yet. Only an assumed
   * role can be limited, so the policies of a run aren't used with base credentials.
   *
   * @throws as the policies of the run do
   */
  async of(
    account: AccountEntrance,
    region: string,
    run: RunAccess,
    identity: RunIdentity,
  ): Promise<AwsCredentialIdentityProvider> {
    const role = run.access === 'write' ? account.writer : account.reader;
    if (!role) {
      return this.base(account);
    }
    const { sdkCredentialProvider } =
      await this.manager.getCredentialProvider();
    const assumeWith = assumption(
      role,
      account,
      region,
      sdkCredentialProvider,
      identity,
    );
    if (run.access === 'read') {
      return sharedCredentials(() => assumeWith());
    }
    const policies = await run.policies();
    return sharedCredentials(() =>
      firstThatFits(policies, assumeWith, run.logger),
    );
  }

  /**
   * Never looks up a local account by its id unless `aws.accounts` names it: the
   * look-up would ask the real AWS for the main account.
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

type Assume = (
  policy?: SessionPolicy,
) => ReturnType<AwsCredentialIdentityProvider>;

/**
 * Assumes a role for one run. Backstage's credentials manager calls every session
 * "backstage"; CloudTrail must name the task and the person instead.
 */
function assumption(
  role: AssumedRole,
  account: AccountEntrance,
  region: string,
  base: AwsCredentialIdentityProvider,
  identity: RunIdentity,
): Assume {
  const roleArn = `arn:${partitionOf(region)}:iam::${account.accountId}:role/${
    role.roleName
  }`;
  return async policy => {
    const provide = fromTemporaryCredentials({
      masterCredentials: base,
      params: {
        RoleArn: roleArn,
        RoleSessionName: sessionName(identity),
        SourceIdentity: sourceIdentity(identity),
        ExternalId: role.externalId,
        Policy: policy && policyText(policy.document),
      },
      clientConfig: {
        region,
        endpoint: account.endpoint,
        customUserAgent: userAgent(identity),
        maxAttempts: MAX_ATTEMPTS,
      },
    });
    try {
      return await provide();
    } catch (error) {
      throw new AwsOperationError(
        { operation: ASSUME_ROLE, resource: roleArn },
        error,
      );
    }
  };
}

/** Never continues without a policy: if even the widest is too large for AWS, its error is thrown. */
async function firstThatFits(
  [policy, ...wider]: readonly [SessionPolicy, ...SessionPolicy[]],
  assumeWith: Assume,
  logger: LoggerService,
): ReturnType<AwsCredentialIdentityProvider> {
  const [next, ...rest] = wider;
  try {
    const credentials = await assumeWith(policy);
    if (policy.form !== 'by-name') {
      logger.info(
        `${sessionPolicySentence(
          policy,
        )} The list of names is too long for AWS.`,
      );
    }
    return credentials;
  } catch (error) {
    if (!next || !isTooLarge(error)) {
      throw error;
    }
    return firstThatFits([next, ...rest], assumeWith, logger);
  }
}

/** Source: AWS STS API Reference, AssumeRole, Errors. */
function isTooLarge(error: unknown): boolean {
  return (
    error instanceof AwsOperationError &&
    /^PackedPolicyTooLarge(Exception)?$/.test(error.awsError)
  );
}

/** The SDK's clients request new credentials this long before the old ones expire. */
const RENEWED_BEFORE_MS = 5 * 60_000;

/**
 * Lets all clients of a session share one answer of a provider. Each client only
 * caches its own credentials, so each would assume the role once.
 */
export function sharedCredentials(
  provide: AwsCredentialIdentityProvider,
  now: () => number = Date.now,
): AwsCredentialIdentityProvider {
  let latest:
    | { identity: ReturnType<AwsCredentialIdentityProvider>; expires: number }
    | undefined;

  return properties => {
    if (latest && latest.expires - now() > RENEWED_BEFORE_MS) {
      return latest.identity;
    }
    const asked = { identity: provide(properties), expires: Infinity };
    latest = asked;
    asked.identity.then(
      ({ expiration }) => {
        asked.expires = expiration?.getTime() ?? Infinity;
      },
      () => {
        asked.expires = 0;
      },
    );
    return asked.identity;
  };
}
