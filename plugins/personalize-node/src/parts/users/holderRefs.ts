import {
  HolderRef,
  RoleTarget,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IdentityCenterAccess } from '../../aws/awsSession';

/**
 * What people get access by that belongs to an owner: roles and permission sets.
 * IAM groups and users aren't claimed.
 *
 * @param identityCenter - undefined unless it is configured; permission sets are
 * refused then, by the plan
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
