import { shopRole, stepExample } from './stepExample';

const action = 'personalize:revoke';

/** Examples of `personalize:revoke`. */
export const examples = [
  stepExample('Take back all that a set-up added', {
    action,
    name: 'Remove access',
    input: { name: 'shop' },
  }),
  stepExample(
    'Take it back although something still uses it, or others added to it',
    {
      action,
      name: 'Remove access',
      input: { name: 'shop', force: true },
    },
  ),
  stepExample(
    'Take back what a run left that broke off before the set-up was registered',
    {
      action,
      name: 'Take back what is there',
      input: shopRole,
    },
  ),
];
