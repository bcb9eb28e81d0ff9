import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { readCatalogConfig } from '@personalize-portal/backstage-plugin-personalize-common';
import { SetupEntityProvider } from './SetupEntityProvider';
import { SetupsClient } from './setupsClient';

/** Shows the set-ups of the Personalize backend in the catalog. */
export const catalogModulePersonalize = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'personalize',
  register(reg) {
    reg.registerInit({
      deps: {
        catalog: catalogProcessingExtensionPoint,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({
        catalog,
        auth,
        config,
        discovery,
        events,
        lifecycle,
        logger,
        scheduler,
      }) {
        const stopped = new AbortController();
        lifecycle.addShutdownHook(() => stopped.abort());
        catalog.addEntityProvider(
          new SetupEntityProvider({
            ...readCatalogConfig(config),
            appBaseUrl: config.getOptionalString('app.baseUrl'),
            setups: new SetupsClient({ auth, discovery }),
            events,
            logger,
            scheduler,
            signal: stopped.signal,
          }),
        );
      },
    });
  },
});
