import {
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
} from '@aws-sdk/client-iam';
import { oncePerSession } from '../accounts/oncePerSession';
import { awsRead, unlessAbsent } from './awsCall';
import { NO_SUCH_ENTITY } from './iamListing';

/** Whether the account has a SAML provider of that ARN. */
export const hasSamlProvider = oncePerSession(
  async (session, arn): Promise<boolean> => {
    const answer = await unlessAbsent(
      awsRead(
        session,
        { operation: 'iam:GetSAMLProvider', resource: arn },
        options =>
          session.iam.send(
            new GetSAMLProviderCommand({ SAMLProviderArn: arn }),
            options,
          ),
      ),
      NO_SUCH_ENTITY,
    );
    return answer !== undefined;
  },
);

/**
 * The audiences that an OIDC provider of the account takes tokens for, as AWS
 * calls them the client ids; `undefined` where there is no such provider.
 */
export const readOidcAudiences = oncePerSession(
  async (session, arn): Promise<string[] | undefined> => {
    const answer = await unlessAbsent(
      awsRead(
        session,
        { operation: 'iam:GetOpenIDConnectProvider', resource: arn },
        options =>
          session.iam.send(
            new GetOpenIDConnectProviderCommand({
              OpenIDConnectProviderArn: arn,
            }),
            options,
          ),
      ),
      NO_SUCH_ENTITY,
    );
    return answer && (answer.ClientIDList ?? []);
  },
);
