import { ContextValue, known, UNKNOWN } from '../evaluate/context';
import { matchStatements } from '../evaluate/statement';
import { asList, PolicyDocument, PolicyStatement } from '../policy/document';
import { assumeRequest } from './assumeRequest';
import { conditionEntries } from './conditionEntries';
import { isKey, isStrictlyExact, SOURCE_ARN } from './sourceKeys';
import { TrustTarget } from './trustStatement';

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
  target: TrustTarget,
  sourceAccount: ContextValue,
): boolean[] {
  return matchStatements(
    document,
    'trust',
    assumeRequest(target, sourceAccount),
  ).map(
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
