import {
  ListEntitiesForPolicyCommand,
  ListInstanceProfilesForRoleCommand,
} from '@aws-sdk/client-iam';
import { oncePerSession } from '../accounts/oncePerSession';
import { listAll } from './iamListing';
import { outdatedEntities } from './iamOutdated';

/** What has a managed policy, by kind and name. */
export interface PolicyEntity {
  kind: 'role' | 'group' | 'user';
  name: string;
}

/** What a managed policy is attached to; nothing for a policy that doesn't exist. */
export const readPolicyEntities = oncePerSession(
  (session, policyArn): Promise<PolicyEntity[]> =>
    listAll(
      session,
      { operation: 'iam:ListEntitiesForPolicy', resource: policyArn },
      async (marker, options) => {
        const {
          PolicyRoles: roles = [],
          PolicyGroups: groups = [],
          PolicyUsers: users = [],
          Marker,
        } = await session.iam.send(
          new ListEntitiesForPolicyCommand({
            PolicyArn: policyArn,
            PolicyUsageFilter: 'PermissionsPolicy',
            Marker: marker,
          }),
          options,
        );
        const named =
          (kind: PolicyEntity['kind']) =>
          (name: string = '') => ({
            kind,
            name,
          });
        return {
          items: [
            ...roles.map(({ RoleName }) => named('role')(RoleName)),
            ...groups.map(({ GroupName }) => named('group')(GroupName)),
            ...users.map(({ UserName }) => named('user')(UserName)),
          ],
          next: Marker,
        };
      },
    ),
  outdatedEntities,
);

/** ARNs of the instance profiles that hand a role to EC2; none for a role that doesn't exist. */
export const readInstanceProfiles = oncePerSession(
  (session, roleName): Promise<string[]> =>
    listAll(
      session,
      {
        operation: 'iam:ListInstanceProfilesForRole',
        resource: `role ${roleName}`,
      },
      async (marker, options) => {
        const { InstanceProfiles = [], Marker } = await session.iam.send(
          new ListInstanceProfilesForRoleCommand({
            RoleName: roleName,
            Marker: marker,
          }),
          options,
        );
        return {
          items: InstanceProfiles.map(({ Arn = '' }) => Arn),
          next: Marker,
        };
      },
    ),
);
