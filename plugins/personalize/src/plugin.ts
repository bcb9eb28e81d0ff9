import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { personalizeApiRef } from './api/personalizeApi';
import { PersonalizeClient } from './api/PersonalizeClient';

/** Form fields of the software templates for Amazon Personalize. */
export const personalizePlugin = createFrontendPlugin({
  pluginId: 'personalize',
  extensions: [
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
