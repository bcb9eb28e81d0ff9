import {
  HolderRef,
  RoleTarget,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IdentityCenterAccess } from '../../aws/awsSession';

/**
 * The roles and permission sets that give people access; they belong to an owner.
 * Nobody claims IAM groups and users.
 *
 * @param identityCenter - undefined unless it is configured; the plan refuses
 *   permission sets then
 */
export function holderRefs(
  users: readonly UserAccess[],
  { accountId }: Pick<RoleTarget, 'accountId'>,
  identityCenter:
    | Pick<IdentityCenterAccess, 'accountId' | 'region'>
    | undefined,
): HolderRef[] {
  const refs = users
    .flatMap(({ principals }) => principals)
    .flatMap((principal): HolderRef[] => {
      if ('roleName' in principal) {
        return [{ kind: 'role', accountId, name: principal.roleName }];
      }
      return principal.type === 'permission-set' && identityCenter
        ? [
            {
              kind: 'permission-set',
              instance: `${identityCenter.accountId}/${identityCenter.region}`,
              name: principal.name,
            },
          ]
        : [];
    });
  return [
    ...new Map(refs.map(ref => [`${ref.kind} ${ref.name}`, ref])).values(),
  ];
}
