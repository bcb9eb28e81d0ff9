import { JsonObject } from '@backstage/types';
import { parseArn } from '@personalize-portal/backstage-plugin-personalize-common';
import { IamRole, PolicyEntity } from './iam';
import { Outdated } from './oncePerSession';

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

/** Of a role by name: whether it is there, its tags, its description and session duration. */
export const outdatedRole: Outdated<
  | Pick<IamRole, 'arn' | 'tags' | 'description' | 'maxSessionDuration'>
  | undefined
> = ({ accountId, staleReads }, name, role) => {
  const missing = staleReads.outdatedIn(resource =>
    isArnOf(accountId, { kind: 'role', name }, resource)
      ? role !== undefined
      : undefined,
  );
  if (!role) {
    return missing;
  }
  const { arn, tags, description, maxSessionDuration } = role;
  const states: [string, JsonObject][] = [
    [arn, { description, maxSessionDuration }],
    [tagsName(arn), tags],
  ];
  return [
    ...missing,
    ...states.flatMap(([resource, state]) =>
      staleReads.looksStale(resource, state) ? [resource] : [],
    ),
  ];
};

/** As a change of a role's tags names them. */
export function tagsName(roleArn: string): string {
  return `${roleArn}#tags`;
}

/** Of a managed policy by ARN. */
export const outdatedPolicy: Outdated<object | undefined> = (
  { staleReads },
  policyArn,
  policy,
) =>
  staleReads.outdatedIn(resource =>
    resource === policyArn ? policy !== undefined : undefined,
  );

/** Of the policies that are attached to a role, group or user, by its name. */
export function outdatedAttachments(
  kind: PolicyEntity['kind'],
): Outdated<string[]> {
  return ({ accountId, staleReads }, name, policyArns) =>
    staleReads.outdatedIn(resource => {
      const [arn, policyArn] = resource.split(ATTACHED);
      return policyArn && isArnOf(accountId, { kind, name }, arn)
        ? policyArns.includes(policyArn)
        : undefined;
    });
}

/** Of what a policy is attached to, by the ARN of the policy. */
export const outdatedEntities: Outdated<PolicyEntity[]> = (
  { accountId, staleReads },
  policyArn,
  entities,
) =>
  staleReads.outdatedIn(resource => {
    const [arn, attached] = resource.split(ATTACHED);
    return attached === policyArn
      ? entities.some(entity => isArnOf(accountId, entity, arn))
      : undefined;
  });
