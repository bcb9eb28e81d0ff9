import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Shown on the actions page, and run as tests. */
export const examples: TemplateExample[] = [
  {
    description: 'Plan a whole set-up before anything is written',
    example: stringify({
      steps: [
        {
          id: 'plan',
          action: 'personalize:plan',
          name: 'Check the request',
          input: {
            name: 'shop-recommendations',
            owner: 'group:default/guests',
            accountId: '123456789012',
            region: 'us-east-1',
            roleName: 'personalize-shop',
            kms: [{ keyId: 'alias/reco-data', workflows: ['dataset-group'] }],
            s3: [
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
];
