import { shopRole, stepExample } from './stepExample';

const action = 'personalize:register';

/** Examples of `personalize:register`. */
export const examples = [
  stepExample('Register a role as a set-up of a team', {
    action,
    name: 'Register the set-up',
    input: { ...shopRole, name: 'shop', owner: 'group:default/guests' },
  }),
  stepExample('Say more about it in the catalog', {
    action,
    name: 'Register the set-up',
    input: {
      ...shopRole,
      name: 'shop',
      owner: 'guests',
      system: 'system:default/shop',
      title: 'Recommendations of the shop',
      description: 'What customers see below their basket',
    },
  }),
];
