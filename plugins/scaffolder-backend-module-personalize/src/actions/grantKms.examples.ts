import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Shown on the actions page, and run as tests. */
export const examples: TemplateExample[] = [
  {
    description: 'A key that encrypts the dataset group and its exports',
    example: stringify({
      steps: [
        {
          id: 'grant-kms',
          action: 'personalize:grant-kms',
          name: 'Grant the keys',
          input: {
            accountId: '123456789012',
            region: 'us-east-1',
            roleName: 'personalize-legacy',
            rolePath: '/service-role/',
            keys: [
              {
                keyId: 'alias/reco-data',
                workflows: ['dataset-group', 'export'],
              },
            ],
          },
        },
      ],
    }),
  },
  {
    description:
      'Two keys, and only requests that name the account they are for',
    example: stringify({
      steps: [
        {
          id: 'grant-kms',
          action: 'personalize:grant-kms',
          name: 'Grant the keys',
          input: {
            accountId: '123456789012',
            region: 'us-east-1',
            roleName: 'personalize-legacy',
            rolePath: '/service-role/',
            keys: [
              { keyId: 'alias/reco-data', workflows: ['import'] },
              { keyId: 'alias/orders', workflows: ['batch'] },
            ],
            sourceConditions: 'required',
          },
        },
      ],
    }),
  },
];
