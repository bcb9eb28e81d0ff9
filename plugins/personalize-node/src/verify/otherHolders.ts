import {
  Change,
  OtherHolders,
  parseIamArn,
  parsePlace,
  Principal,
  RoleTarget,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { PolicyEntity } from '../aws/iam';
import { isReservedRole, isReservedRoleOf } from '../parts/users/holders';
import { readPresetPolicies } from '../parts/users/presetPolicies';
import { nameOf } from '../parts/users/wanted';
import { attachmentsIn } from './changedDocuments';
import { Answer, answerOf } from './obstacles';

/** Reads which holders have the preset policies without being requested. */
export async function readOtherHolders(
  session: AwsSession,
  target: RoleTarget,
  users: UserAccess[],
): Promise<Answer<OtherHolders[]>> {
  const policies = await answerOf(readPresetPolicies(session, target));
  return policies.obstacle
    ? policies
    : {
        value: policies.value.map(({ preset, arn, entities }) => {
          const asked = users
            .filter(access => access.preset === preset)
            .flatMap(({ principals }) => principals);
          return {
            policyArn: arn,
            names: entities
              .filter(entity => !asked.some(isHeldBy(entity)))
              // For a preset that nobody requested, the plan reports what a permission set keeps.
              .filter(
                ({ kind, name }) =>
                  asked.length > 0 ||
                  !(kind === 'role' && isReservedRole(name)),
              )
              .map(({ kind, name }) => `${kind} ${name}`),
          };
        }),
      };
}

/** IAM compares names without case. */
function isHeldBy({ kind, name }: PolicyEntity) {
  return (principal: Principal): boolean => {
    const asked = nameOf(principal);
    switch (principal.type) {
      case 'permission-set':
        return kind === 'role' && isReservedRoleOf(name, asked);
      case 'group':
      case 'user':
        return (
          kind === principal.type && name.toLowerCase() === asked.toLowerCase()
        );
      default:
        return kind === 'role' && name.toLowerCase() === asked.toLowerCase();
    }
  };
}

/** The other holders after a plan. */
export function otherHoldersAfter(
  changes: readonly Change[],
  { policyArn, names }: OtherHolders,
): OtherHolders {
  const detached = attachmentsIn(changes)
    .filter(one => one.policyArn === policyArn && one.operation === 'delete')
    .map(({ holder }) => {
      const { kind, name } = parseIamArn(holder) ?? {};
      return `${kind} ${name}`;
    });
  const unreferred = changes.flatMap(({ resource, operation }) => {
    const place = parsePlace(resource);
    return operation === 'delete' && place.kind === 'permission-set'
      ? [place.name]
      : [];
  });
  return {
    policyArn,
    names: names.filter(holder => {
      const [, name] = holder.split(' ');
      return (
        !detached.includes(holder) &&
        !unreferred.some(set => isReservedRoleOf(name, set))
      );
    }),
  };
}
