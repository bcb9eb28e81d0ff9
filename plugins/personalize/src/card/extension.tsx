import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { SETUP_ENTITY_FILTER } from '../setups/setupEntity';

export const setupCard = EntityCardBlueprint.make({
  name: 'setup',
  params: {
    type: 'content',
    filter: SETUP_ENTITY_FILTER,
    loader: () => import('./SetupCard').then(({ SetupCard }) => <SetupCard />),
  },
});
