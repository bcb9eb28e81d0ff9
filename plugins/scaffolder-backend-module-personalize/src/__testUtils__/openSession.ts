import { mockServices } from '@backstage/backend-test-utils';
import {
  AwsSession,
  AwsSessions,
  awsSessionsFromConfig,
  Journal,
} from '@personalize-portal/backstage-plugin-personalize-node';

/** Sessions in account 123456789012; by default, AWS doesn't answer. */
export function sessionsOn(endpoint = 'http://127.0.0.1:9'): AwsSessions {
  return awsSessionsFromConfig(
    mockServices.rootConfig({
      data: {
        aws: {
          mainAccount: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
        },
        personalize: {
          accounts: [
            {
              accountId: '123456789012',
              regions: ['us-east-1'],
              endpoint,
            },
          ],
        },
      },
    }),
  );
}

/** A session without an answer from AWS. */
export async function openSession(journal?: Journal): Promise<AwsSession> {
  return sessionsOn().open({
    accountId: '123456789012',
    region: 'us-east-1',
    access: 'write',
    reach: async () => {
      throw new Error('The account has no writer to be limited');
    },
    identity: { person: 'user:default/ana' },
    logger: mockServices.logger.mock(),
    journal,
  });
}
