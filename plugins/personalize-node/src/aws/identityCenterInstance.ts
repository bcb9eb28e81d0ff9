import {
  ListInstancesCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { ConflictError } from '@backstage/errors';
import { markUnseen } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { oncePerSession } from '../accounts/oncePerSession';
import { awsRead } from './awsCall';
import { allPages } from './paginate';

/** The instance that is called, and the client that calls it. */
export interface IdentityCenterInstance {
  client: SSOAdminClient;
  instanceArn: string;
}

/** See {@link openIdentityCenter}. */
const findInstance = oncePerSession(
  async (session): Promise<IdentityCenterInstance> => {
    const access = session.identityCenter;
    if (!access) {
      throw markUnseen(
        new ConflictError(
          'Permission sets are in Identity Center, and personalize.identityCenter is not configured. Ask the team that runs the portal.',
        ),
      );
    }
    const { client, region } = access;
    if (access.instanceArn) {
      return { client, instanceArn: access.instanceArn };
    }
    const instances = await allPages(async marker => {
      const answer = await awsRead(
        session,
        {
          operation: 'sso-admin:ListInstances',
          resource: `Identity Center in ${region}`,
        },
        options =>
          client.send(new ListInstancesCommand({ NextToken: marker }), options),
      );
      return {
        items: (answer.Instances ?? []).map(({ InstanceArn: arn = '' }) => arn),
        next: answer.NextToken,
      };
    });
    const [instanceArn, ...others] = instances;
    if (instanceArn === undefined || others.length > 0) {
      throw markUnseen(
        new ConflictError(
          `Account ${access.accountId} has ${
            instanceArn === undefined
              ? 'no instance of Identity Center'
              : `the instances ${instances.join(', ')} of Identity Center`
          } in ${region}. Have the team that runs the portal correct personalize.identityCenter: its account and Region${
            instanceArn === undefined ? '' : ', or which instance is meant'
          }.`,
        ),
      );
    }
    return { client, instanceArn };
  },
);

/**
 * The organisation's instance of Identity Center. Where the configuration names
 * none it is looked up.
 *
 * @throws ConflictError where Identity Center isn't configured, or which
 * instance is meant can't be told
 */
export function openIdentityCenter(
  session: AwsSession,
): Promise<IdentityCenterInstance> {
  return findInstance(session, '');
}
