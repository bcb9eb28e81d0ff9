import { parseArn } from '@personalize-portal/backstage-plugin-personalize-common';
import { Showing } from '../accounts/oncePerSession';
import { PolicyEntity } from './iamEntities';

/** Separates what has a policy from the policy, in `Change.resource`. */
const ATTACHED = '#attached-policy/';

/** IAM compares names without case, and keeps them apart without regard to the path. */
function isArnOf(
  accountId: string,
  { kind, name }: PolicyEntity,
  arn: string,
): boolean {
  const found = parseArn(arn);
  const [first, ...path] = found?.resource.split('/') ?? [];
  return (
    found?.service === 'iam' &&
    found.accountId === accountId &&
    first === kind &&
    path.at(-1)?.toLowerCase() === name.toLowerCase()
  );
}

/** Of a role by name. */
export const showingRole: Showing<object | undefined> =
  ({ accountId }, name, role) =>
  resource =>
    isArnOf(accountId, { kind: 'role', name }, resource)
      ? role !== undefined
      : undefined;

/** Of a managed policy by ARN. */
export const showingPolicy: Showing<object | undefined> =
  (_session, policyArn, policy) => resource =>
    resource === policyArn ? policy !== undefined : undefined;

/** Of the policies that are attached to a role, group or user, by its name. */
export function showingAttachments(
  kind: PolicyEntity['kind'],
): Showing<string[]> {
  return ({ accountId }, name, policyArns) =>
    resource => {
      const [arn, policyArn] = resource.split(ATTACHED);
      return policyArn && isArnOf(accountId, { kind, name }, arn)
        ? policyArns.includes(policyArn)
        : undefined;
    };
}

/** Of what a policy is attached to, by the ARN of the policy. */
export const showingEntities: Showing<PolicyEntity[]> =
  ({ accountId }, policyArn, entities) =>
  resource => {
    const [arn, attached] = resource.split(ATTACHED);
    return attached === policyArn
      ? entities.some(entity => isArnOf(accountId, entity, arn))
      : undefined;
  };
