import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Shown on the actions page, and run as tests. */
export const examples: TemplateExample[] = [
  {
    description:
      'Let Personalize assume a role for this account and Region only',
    example: stringify({
      steps: [
        {
          id: 'harden-trust',
          action: 'personalize:harden-trust',
          name: 'Harden the trust policy',
          input: {
            accountId: '123456789012',
            region: 'us-east-1',
            roleName: 'personalize-legacy',
            rolePath: '/service-role/',
          },
        },
      ],
    }),
  },
  {
    description: 'Let Personalize assume it for one dataset group only',
    example: stringify({
      steps: [
        {
          id: 'harden-trust',
          action: 'personalize:harden-trust',
          name: 'Harden the trust policy',
          input: {
            accountId: '123456789012',
            region: 'us-east-1',
            roleName: 'personalize-legacy',
            rolePath: '/service-role/',
            sourceArns: [
              'arn:aws:personalize:us-east-1:123456789012:dataset-group/shop',
            ],
          },
        },
      ],
    }),
  },
];
