import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { SETUP_ENTITY_FILTER } from '@personalize-portal/backstage-plugin-personalize-common';
import { RiKey2Line } from '@remixicon/react';
import { personalizeApiRef, PersonalizeClient } from './personalizeApi';
import { overviewRouteRef, taskRouteRef, templateRouteRef } from './routes';

const personalizeApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: personalizeApiRef,
      deps: { discovery: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discovery, fetchApi }) =>
        new PersonalizeClient(discovery, fetchApi),
    }),
});

const setupCard = EntityCardBlueprint.make({
  name: 'setup',
  params: {
    type: 'content',
    filter: SETUP_ENTITY_FILTER,
    loader: () =>
      import('./card/SetupCard').then(({ SetupCard }) => <SetupCard />),
  },
});

const historyContent = EntityContentBlueprint.make({
  name: 'history',
  params: {
    path: '/personalize-history',
    title: 'History',
    filter: SETUP_ENTITY_FILTER,
    loader: () =>
      import('./history/HistoryTab').then(({ HistoryTab }) => <HistoryTab />),
  },
});

const overviewPage = PageBlueprint.make({
  params: {
    path: '/personalize',
    routeRef: overviewRouteRef,
    loader: () =>
      import('./overview/OverviewPage').then(({ OverviewPage }) => (
        <OverviewPage />
      )),
  },
});

const limitsField = FormFieldBlueprint.make({
  name: 'limits',
  params: {
    field: () =>
      import('./limits/limitsField').then(({ limitsField: field }) => field),
  },
});

/**
 * Form fields of the software templates for Amazon Personalize, a card and a tab
 * on the entities of set-ups, and the overview of all set-ups.
 */
export const personalizePlugin = createFrontendPlugin({
  pluginId: 'personalize',
  title: 'Personalize',
  icon: <RiKey2Line />,
  routes: { overview: overviewRouteRef },
  externalRoutes: { task: taskRouteRef, template: templateRouteRef },
  extensions: [
    setupCard,
    historyContent,
    overviewPage,
    personalizeApi,
    limitsField,
  ],
});
