import { ContextValue, known, UNKNOWN, withValues } from '../evaluate/context';
import { personalizeContext } from '../evaluate/personalizeContext';
import { matchStatements } from '../evaluate/statement';
import { PERSONALIZE_SERVICE } from '../aws/regions';
import { asList, PolicyDocument, PolicyStatement } from '../policy/document';
import { conditionEntries } from './conditionEntries';
import {
  isKey,
  isStrictlyExact,
  SOURCE_ACCOUNT,
  SOURCE_ARN,
} from './sourceKeys';
import { ASSUME_ROLE, TrustTarget } from './trustStatement';

/** Which statements may let Personalize assume the role, on behalf of anybody. */
export function mayAssumeForAnybody(
  document: PolicyDocument,
  target: TrustTarget,
): boolean[] {
  return mayAssume(document, target, UNKNOWN);
}

/** Which statements may let Personalize assume the role on behalf of the target's account. */
export function mayAssumeForTarget(
  document: PolicyDocument,
  target: TrustTarget,
): boolean[] {
  return mayAssume(document, target, known(target.accountId));
}

function mayAssume(
  document: PolicyDocument,
  { accountId, regions }: TrustTarget,
  sourceAccount: ContextValue,
): boolean[] {
  const context = withValues(
    personalizeContext({ kind: 'service', accountId, region: regions[0] }),
    {
      [SOURCE_ACCOUNT]: sourceAccount,
      // The Region of an STS call is that of the endpoint that was called.
      'aws:RequestedRegion': UNKNOWN,
    },
  );
  return matchStatements(document, 'trust', {
    principal: { kind: 'service', service: PERSONALIZE_SERVICE },
    action: ASSUME_ROLE,
    resource: '*',
    context,
  }).map(
    ({ statement, answer }) =>
      statement.Effect === 'Allow' &&
      answer !== 'no' &&
      !asksForImpossibleArn(statement),
  );
}

/**
 * StringEquals knows no wildcards, and no ARN of Personalize has one in it: a
 * common mistake, which shuts everybody out.
 */
function asksForImpossibleArn(statement: PolicyStatement): boolean {
  return conditionEntries(statement.Condition).some(
    ({ operator, key, values }) =>
      isKey(key, SOURCE_ARN) &&
      isStrictlyExact(operator) &&
      asList(values).every(value => /[*?]/.test(String(value))),
  );
}
