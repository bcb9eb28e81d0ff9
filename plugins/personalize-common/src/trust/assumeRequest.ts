import { ContextValue, UNKNOWN, withValues } from '../evaluate/context';
import { AccessRequest } from '../evaluate/request';
import { personalizeContext } from '../service/requestContext';
import { PERSONALIZE_SERVICE } from '../service/service';
import { SOURCE_ACCOUNT } from './sourceKeys';
import { ASSUME_ROLE, TrustTarget } from './trustStatement';

/**
 * The request in which Personalize assumes the role.
 *
 * @param sourceAccount - on whose behalf
 */
export function assumeRequest(
  { accountId, regions }: TrustTarget,
  sourceAccount: ContextValue,
): AccessRequest {
  return {
    principal: { kind: 'service', service: PERSONALIZE_SERVICE },
    action: ASSUME_ROLE,
    resource: '*',
    context: withValues(
      personalizeContext({ kind: 'service', accountId, region: regions[0] }),
      {
        [SOURCE_ACCOUNT]: sourceAccount,
        // The Region of an STS call is that of the endpoint that was called.
        'aws:RequestedRegion': UNKNOWN,
      },
    ),
  };
}
