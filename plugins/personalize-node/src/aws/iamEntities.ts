import { ListEntitiesForPolicyCommand } from '@aws-sdk/client-iam';
import { oncePerSession } from '../accounts/oncePerSession';
import { awsRead, unlessAbsent } from './awsCall';
import { NO_SUCH_ENTITY } from './iamReads';
import { allPages } from './paginate';

/** What has a managed policy, by kind and name. */
export interface PolicyEntity {
  kind: 'role' | 'group' | 'user';
  name: string;
}

/** What a managed policy is attached to; nothing for a policy that doesn't exist. */
export const readPolicyEntities = oncePerSession(
  async (session, policyArn): Promise<PolicyEntity[]> =>
    (await unlessAbsent(
      allPages(async marker => {
        const answer = await awsRead(
          session,
          { operation: 'iam:ListEntitiesForPolicy', resource: policyArn },
          options =>
            session.iam.send(
              new ListEntitiesForPolicyCommand({
                PolicyArn: policyArn,
                PolicyUsageFilter: 'PermissionsPolicy',
                Marker: marker,
              }),
              options,
            ),
        );
        return {
          items: [
            ...(answer.PolicyRoles ?? []).map(
              ({ RoleName: name = '' }): PolicyEntity => ({
                kind: 'role',
                name,
              }),
            ),
            ...(answer.PolicyGroups ?? []).map(
              ({ GroupName: name = '' }): PolicyEntity => ({
                kind: 'group',
                name,
              }),
            ),
            ...(answer.PolicyUsers ?? []).map(
              ({ UserName: name = '' }): PolicyEntity => ({
                kind: 'user',
                name,
              }),
            ),
          ],
          next: answer.Marker,
        };
      }),
      NO_SUCH_ENTITY,
    )) ?? [],
);
