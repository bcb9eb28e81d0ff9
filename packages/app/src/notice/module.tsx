import {
  AppRootElementBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { Notice } from './Notice';

export const noticeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    AppRootElementBlueprint.make({
      name: 'notice',
      params: { element: <Notice /> },
    }),
  ],
});
