import { createApp } from '@backstage/frontend-defaults';
import {
  AppRootElementBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { NavContentBlueprint } from '@backstage/plugin-app-react';
import { Notice } from './Notice';
import { PortalSidebar } from './PortalSidebar';

// `app.packages: all` in app-config.yaml finds every other plugin.
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
