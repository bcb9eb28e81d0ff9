import { createApp } from '@backstage/frontend-defaults';
import {
  AppRootElementBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { NavContentBlueprint } from '@backstage/plugin-app-react';
import { Notice } from './Notice';
import { PortalSidebar } from './PortalSidebar';

// Every other plugin is found by `app.packages: all` in app-config.yaml.
export default createApp({
  features: [
    createFrontendModule({
      pluginId: 'app',
      extensions: [
        NavContentBlueprint.make({ params: { component: PortalSidebar } }),
        AppRootElementBlueprint.make({
          name: 'notice',
          params: { element: <Notice /> },
        }),
      ],
    }),
  ],
});
