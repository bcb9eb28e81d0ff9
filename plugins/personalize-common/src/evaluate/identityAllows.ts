import {
  findEffect,
  matchPolicies,
  NamedPolicy,
  overrule,
  PolicyDecision,
} from './findings';
import { AccessRequest } from './request';

/**
 * Whether identity policies of one principal, taken together, allow a request.
 * A permissions boundary is asked by itself: it allows nothing, but what it
 * doesn't allow is out of reach.
 */
export function identityAllows(
  policies: readonly NamedPolicy[],
  request: AccessRequest,
): PolicyDecision {
  const matches = matchPolicies(policies, 'identity', request);
  return overrule(findEffect(matches, 'Deny'), findEffect(matches, 'Allow'));
}
