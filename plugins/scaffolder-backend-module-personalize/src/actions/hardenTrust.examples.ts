import { legacyRole, stepExample } from './stepExample';

const action = 'personalize:harden-trust';

/** Examples of `personalize:harden-trust`. */
export const examples = [
  stepExample(
    'Let Personalize assume a role for this account and Region only',
    { action, name: 'Limit who can use the role', input: legacyRole },
  ),
  stepExample('Let Personalize assume it for one dataset group only', {
    action,
    name: 'Limit who can use the role',
    input: {
      ...legacyRole,
      sourceArns: [
        'arn:aws:personalize:us-east-1:123456789012:dataset-group/shop',
      ],
    },
  }),
];
