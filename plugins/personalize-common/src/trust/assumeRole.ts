import {
  ContextValue,
  exactly,
  UNKNOWN,
  withValues,
} from '../evaluate/context';
import { stoppingDenies, StoppingDeny } from '../evaluate/denies';
import { AccessRequest } from '../evaluate/request';
import { matchStatements } from '../evaluate/statement';
import { asList, PolicyDocument, PolicyStatement } from '../policy/document';
import { serviceContext } from '../service/requestContext';
import { SERVICE_PRINCIPAL } from '../service/service';
import {
  conditionEntries,
  isKey,
  isStrictlyExact,
  SOURCE_ACCOUNT,
  SOURCE_ARN,
} from './conditions';
import { ASSUME_ROLE, TrustTarget } from './trustStatement';

/**
 * The request in which Personalize assumes the role.
 *
 * @param sourceAccount - the account for which it acts
 */
export function assumeRequest(
  { accountId, regions }: TrustTarget,
  sourceAccount: ContextValue,
): AccessRequest {
  return {
    principal: { kind: 'service', service: SERVICE_PRINCIPAL },
    action: ASSUME_ROLE,
    resource: '*',
    context: withValues(
      serviceContext({ kind: 'service', accountId, region: regions[0] }),
      {
        [SOURCE_ACCOUNT]: sourceAccount,
        // The Region of an STS call is that of its endpoint.
        'aws:RequestedRegion': UNKNOWN,
      },
    ),
  };
}

/** Which statements may let Personalize assume the role for any account. */
export function mayAssumeForAnybody(
  document: PolicyDocument,
  target: TrustTarget,
): boolean[] {
  return mayAssume(document, target, UNKNOWN);
}

/** Which statements may let Personalize assume the role for the target's account. */
export function mayAssumeForTarget(
  document: PolicyDocument,
  target: TrustTarget,
): boolean[] {
  return mayAssume(document, target, exactly(target.accountId));
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
 * StringEquals has no wildcards, and no ARN of Personalize contains one. This
 * common mistake shuts everybody out.
 */
function asksForImpossibleArn(statement: PolicyStatement): boolean {
  return conditionEntries(statement.Condition).some(
    ({ operator, key, values }) =>
      isKey(key, SOURCE_ARN) &&
      isStrictlyExact(operator) &&
      asList(values).every(value => /[*?]/.test(String(value))),
  );
}

/**
 * The Deny statements of a trust policy that stop Personalize from assuming the
 * role for the target's account, or may stop it. They are never changed.
 *
 * @param documentName - the policy's name, returned in each entry
 */
export function trustDenies(
  document: PolicyDocument,
  documentName: string,
  target: TrustTarget,
): StoppingDeny[] {
  return stoppingDenies({
    document,
    documentName,
    kind: 'trust',
    requests: [assumeRequest(target, exactly(target.accountId))],
  });
}
