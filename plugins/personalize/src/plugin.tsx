import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { RiKey2Line } from '@remixicon/react';
import { personalizeApiRef } from './api/personalizeApi';
import { PersonalizeClient } from './api/PersonalizeClient';
import { setupCard } from './card/extension';
import { historyContent } from './history/extension';
import { overviewPage } from './overview/extension';
import { overviewRouteRef, taskRouteRef, templateRouteRef } from './routes';

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
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: personalizeApiRef,
          deps: { discovery: discoveryApiRef, fetchApi: fetchApiRef },
          factory: ({ discovery, fetchApi }) =>
            new PersonalizeClient(discovery, fetchApi),
        }),
    }),
    FormFieldBlueprint.make({
      name: 'limits',
      params: {
        field: () =>
          import('./limits/field').then(({ limitsField }) => limitsField),
      },
    }),
  ],
});
