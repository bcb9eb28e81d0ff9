import { Config } from '@backstage/config';
import { AwsCredentialIdentityProvider } from '@smithy/types';
import { AccountCredentials } from '../accounts/accountCredentials';
import { AssumedRole } from '../accounts/accountFields';
import { userAgent } from '../accounts/runIdentity';

/** Where a witness of the ledger is, and which credentials reach it. */
export interface WitnessPlace {
  /** 12 digits; none of `personalize.accounts`. */
  accountId: string;
  region: string;
  /** A separate role: the portal's own credentials may assume roles that write in accounts. */
  role: AssumedRole;
  /** Address of a local AWS account. */
  endpoint?: string;
}

/** How CloudTrail identifies each call. */
const IDENTITY = { taskId: 'ledger-witness', person: 'plugin:personalize' };

/** The next interval writes what fails now, and a verification waits for an answer. */
const MAX_ATTEMPTS = 3;
const CONNECTION_TIMEOUT_MS = 3_000;

/**
 * The client settings for a witness. Makes no calls before the client is used.
 *
 * @param config - the whole, for its section `aws`
 */
export function witnessClient(
  config: Config,
  { accountId, region, role, endpoint }: WitnessPlace,
) {
  const manager = new AccountCredentials(config);
  const credentials: AwsCredentialIdentityProvider = async () => {
    const provide = await manager.of(
      { accountId, reader: role, endpoint },
      region,
      // Only a run has a policy that limits its session.
      { access: 'read' },
      IDENTITY,
    );
    return provide();
  };
  return {
    region,
    endpoint,
    credentials,
    customUserAgent: userAgent(IDENTITY),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS },
  };
}
