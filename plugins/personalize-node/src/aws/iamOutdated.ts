import { JsonObject } from '@backstage/types';
import {
  parseIamArn,
  parsePlace,
  placeText,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IamRole, PolicyEntity } from './iam';
import { Outdated } from './oncePerSession';

/** IAM compares names without case, whatever the path. */
function isArnOf(
  accountId: string,
  { kind, name }: PolicyEntity,
  arn: string,
): boolean {
  const found = parseIamArn(arn);
  return (
    found?.accountId === accountId &&
    found.kind === kind &&
    found.name.toLowerCase() === name.toLowerCase()
  );
}

/** For a role by name: its existence, tags, description and session duration. */
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
    [placeText({ arn, kind: 'tags' }), tags],
  ];
  return [
    ...missing,
    ...states.flatMap(([resource, state]) =>
      staleReads.looksStale(resource, state) ? [resource] : [],
    ),
  ];
};

/** For a managed policy by ARN. */
export const outdatedPolicy: Outdated<object | undefined> = (
  { staleReads },
  policyArn,
  policy,
) =>
  staleReads.outdatedIn(resource =>
    resource === policyArn ? policy !== undefined : undefined,
  );

/** For the policies attached to a role, group or user, by its name. */
export function outdatedAttachments(
  kind: PolicyEntity['kind'],
): Outdated<string[]> {
  return ({ accountId, staleReads }, name, policyArns) =>
    staleReads.outdatedIn(resource => {
      const place = parsePlace(resource);
      return place.kind === 'attached-policy' &&
        isArnOf(accountId, { kind, name }, place.arn)
        ? policyArns.includes(place.name)
        : undefined;
    });
}

/** For the holders of a policy, by the policy's ARN. */
export const outdatedEntities: Outdated<PolicyEntity[]> = (
  { accountId, staleReads },
  policyArn,
  entities,
) =>
  staleReads.outdatedIn(resource => {
    const place = parsePlace(resource);
    return place.kind === 'attached-policy' && place.name === policyArn
      ? entities.some(entity => isArnOf(accountId, entity, place.arn))
      : undefined;
  });
