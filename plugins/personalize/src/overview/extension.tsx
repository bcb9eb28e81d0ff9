import { PageBlueprint } from '@backstage/frontend-plugin-api';
import { overviewRouteRef } from '../routes';

export const overviewPage = PageBlueprint.make({
  params: {
    path: '/personalize',
    routeRef: overviewRouteRef,
    loader: () =>
      import('./OverviewPage').then(({ OverviewPage }) => <OverviewPage />),
  },
});
