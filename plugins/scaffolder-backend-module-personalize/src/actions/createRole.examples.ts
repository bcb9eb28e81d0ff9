import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Shown on the actions page, and run as tests. */
export const examples: TemplateExample[] = [
  {
    description: 'A role for Amazon Personalize with the least that it needs',
    example: stringify({
      steps: [
        {
          id: 'create-role',
          action: 'personalize:create-role',
          name: 'Create the service role',
          input: {
            accountId: '123456789012',
            region: 'us-east-1',
            roleName: 'personalize-shop',
          },
        },
      ],
    }),
  },
  {
    description: 'A role with a boundary, tags and metrics in CloudWatch',
    example: stringify({
      steps: [
        {
          id: 'create-role',
          action: 'personalize:create-role',
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
        },
      ],
    }),
  },
  {
    description: 'Take over a role that somebody made by hand',
    example: stringify({
      steps: [
        {
          id: 'create-role',
          action: 'personalize:create-role',
          name: 'Adopt the service role',
          input: {
            accountId: '123456789012',
            region: 'us-east-1',
            roleName: 'personalize-legacy',
            rolePath: '/service-role/',
            adopt: true,
          },
        },
      ],
    }),
  },
];
