import { legacyRole, shopRole, stepExample } from './stepExample';

const action = 'personalize:create-role';

/** Examples of `personalize:create-role`. */
export const examples = [
  stepExample('A role for Amazon Personalize with the minimum of inputs', {
    action,
    name: 'Create the service role',
    input: shopRole,
  }),
  stepExample('A role with a boundary, tags and metrics in CloudWatch', {
    action,
    name: 'Create the service role',
    input: {
      accountId: '123456789012',
      region: 'us-east-1',
      roleName: 'personalize-news',
      description: 'Recommendations of the news site',
      permissionsBoundary:
        'arn:aws:iam::123456789012:policy/boundaries/personalize-boundary',
      tags: { 'cost-center': '4711' },
      maxSessionDuration: 7200,
      servicePolicy: 'scoped',
      cloudWatchMetrics: true,
    },
  }),
  stepExample('Adopt a role that somebody created by hand', {
    action,
    name: 'Adopt the service role',
    input: { ...legacyRole, adopt: true },
  }),
];
