import { allowedActions, ReasonedStatement } from './reasoned';

/**
 * Denies every action that some statements don't allow.
 * Source: IAM User Guide, "Policy evaluation logic": within one account an
 * Allow in a resource's own policy is enough, and an explicit Deny wins over it.
 */
export function nothingElse(
  allowed: readonly ReasonedStatement[],
): ReasonedStatement {
  return {
    because:
      'Without this, the policy of a bucket or key, or the trust policy of a role, that names this role would be enough to let it in, and the writer writes such policies. So data, keys, other roles and PassRole stay out of reach whatever another policy allows.',
    statement: {
      Sid: 'NothingElse',
      Effect: 'Deny',
      NotAction: allowedActions(allowed),
      Resource: '*',
    },
  };
}
