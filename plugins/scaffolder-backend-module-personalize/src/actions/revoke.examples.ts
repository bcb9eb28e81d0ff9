import { shopRole, stepExample } from './stepExample';

const action = 'personalize:revoke';

/** Examples of `personalize:revoke`. */
export const examples = [
  stepExample('Remove everything that a set-up added', {
    action,
    name: 'Remove access',
    input: { name: 'shop' },
  }),
  stepExample(
    'Remove it although something still uses it, or others added to it',
    {
      action,
      name: 'Remove access',
      input: { name: 'shop', force: true },
    },
  ),
  stepExample(
    'Remove what a run left that stopped before the set-up was registered',
    {
      action,
      name: 'Remove what is there',
      input: shopRole,
    },
  ),
];
