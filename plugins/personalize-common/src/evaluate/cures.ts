import { PolicyStatement } from '../policy/document';
import { ConditionAnswer } from './conditions/conditions';
import { RequestPrincipal } from './request';

const ENCRYPTION_HEADERS = [
  's3:x-amz-server-side-encryption',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
];

/** Keys by which companies fence off what doesn't come from their own networks and people. */
const PERIMETER_KEYS = [
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpcsourceip',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
];

/** What to do about a Deny that stops a request of Personalize, where that is known. */
export function cureOf(
  statement: PolicyStatement,
  conditions: readonly ConditionAnswer[],
  principal: RequestPrincipal,
): string | undefined {
  const asks = (keys: readonly string[]) =>
    conditions.some(({ key }) => keys.includes(key.toLowerCase()));
  if (asks(ENCRYPTION_HEADERS)) {
    return 'Give the Personalize job a kmsKeyArn: what it writes then carries the encryption header.';
  }
  // Federated principals assume roles, and make no request of Personalize's.
  if (principal.kind === 'federated') {
    return undefined;
  }
  if (statement.NotPrincipal !== undefined) {
    return `Replace NotPrincipal by Principal "*" with conditions: it denies every service, and every role with a permissions boundary. Add to the statement ${exemptionOf(
      principal,
    )}.`;
  }
  return asks(PERIMETER_KEYS)
    ? `Exempt Personalize: add to the statement ${exemptionOf(principal)}.`
    : undefined;
}

function exemptionOf(
  principal: Exclude<RequestPrincipal, { kind: 'federated' }>,
): string {
  const condition =
    principal.kind === 'service'
      ? { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } }
      : { ArnNotEqualsIfExists: { 'aws:PrincipalArn': principal.arn } };
  return `the condition ${JSON.stringify(condition)}`;
}
