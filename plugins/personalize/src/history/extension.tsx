import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { SETUP_ENTITY_FILTER } from '../setups/setupEntity';

export const historyContent = EntityContentBlueprint.make({
  name: 'history',
  params: {
    path: '/personalize-history',
    title: 'History',
    filter: SETUP_ENTITY_FILTER,
    loader: () =>
      import('./HistoryTab').then(({ HistoryTab }) => <HistoryTab />),
  },
});
