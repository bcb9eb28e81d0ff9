import { createApp } from '@backstage/frontend-defaults';
import { navigationModule } from './navigation';
import { noticeModule } from './notice';

// Every other plugin is found by `app.packages: all` in app-config.yaml.
export default createApp({
  features: [navigationModule, noticeModule],
});
