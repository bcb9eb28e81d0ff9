import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Shown on the actions page, and run as tests. */
export const examples: TemplateExample[] = [
  {
    description: 'An input and an output prefix of one bucket',
    example: stringify({
      steps: [
        {
          id: 'grant-s3',
          action: 'personalize:grant-s3',
          name: 'Grant the buckets',
          input: {
            accountId: '123456789012',
            region: 'us-east-1',
            roleName: 'personalize-legacy',
            rolePath: '/service-role/',
            buckets: [
              {
                bucket: 'reco-training-data',
                prefix: 'input/',
                workflows: ['import'],
              },
              {
                bucket: 'reco-training-data',
                prefix: 'output/',
                workflows: ['export'],
              },
            ],
          },
        },
      ],
    }),
  },
  {
    description:
      'A bucket of another account, whose owner gets a document to apply',
    example: stringify({
      steps: [
        {
          id: 'grant-s3',
          action: 'personalize:grant-s3',
          name: 'Grant the buckets',
          input: {
            accountId: '123456789012',
            region: 'us-east-1',
            roleName: 'personalize-legacy',
            rolePath: '/service-role/',
            buckets: [
              { bucket: 'reco-results', workflows: ['batch', 'metrics'] },
              {
                bucket: 'partner-events',
                prefix: 'clicks/',
                workflows: ['import'],
                bucketOwner: '210987654321',
              },
            ],
          },
        },
      ],
    }),
  },
];
