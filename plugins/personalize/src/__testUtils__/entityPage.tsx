import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { personalizeApiRef } from '../personalizeApi';
import { taskRouteRef, templateRouteRef } from '../routes';
import { personalizeApiMock } from './api';

export const SETUP_ENTITY = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: 'shop' },
  spec: {
    type: 'personalize-permissions',
    owner: 'group:default/recommendations',
  },
  relations: [
    { type: 'dependsOn', targetRef: 'resource:default/reco-data' },
    { type: 'ownedBy', targetRef: 'group:default/recommendations' },
  ],
};

interface EntityPage {
  api: ReturnType<typeof personalizeApiMock>;
  /** Whether the person has every permission; true by default. */
  isAllowed?: boolean;
}

/** Renders a card or tab on the page of the set-up `shop`. */
export function renderOnEntity(
  element: JSX.Element,
  { api, isAllowed = true }: EntityPage,
) {
  return renderInTestApp(
    <EntityProvider entity={SETUP_ENTITY}>{element}</EntityProvider>,
    {
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/create/tasks/:taskId': taskRouteRef,
        '/create/templates/:namespace/:templateName': templateRouteRef,
      },
      apis: [
        [personalizeApiRef, api],
        mockApis.permission({
          authorize: isAllowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
        }),
      ],
    },
  );
}
