import { AwsCredentialIdentityProvider } from '@smithy/types';

/** The SDK's clients ask for new credentials this long before the old ones expire. */
const RENEWED_BEFORE_MS = 5 * 60_000;

/**
 * Lets all clients of a session use one answer of a provider. Each client keeps
 * credentials for itself alone, so a role would be assumed once for each.
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
