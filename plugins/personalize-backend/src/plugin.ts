import {
  coreServices,
  createBackendPlugin,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import {
  Guardrails,
  openGuardrails,
  personalizePermissions,
  readCatalogConfig,
  SETUPS_TOPIC,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  awsSessionsFromConfig,
  personalizeSetupResourceRef,
  personalizeSetupRules,
  readAccessAnalyzer,
  readIdentityCenter,
  readPlatformTeams,
  refuseUnknownSections,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { refuseDroppedGuardrails } from './accounts/droppedGuardrails';
import { readPortalLimits } from './accounts/portalLimits';
import { openDatabase } from './database';
import { readDriftConfig } from './drift/driftConfig';
import { DriftRounds, scheduleDrift } from './drift/driftRounds';
import { SetupNotices } from './drift/setupNotices';
import { SetupChecks } from './drift/setupChecks';
import { resourceOf } from './http/setupAccess';
import { DatabaseLeases } from './leases/databaseLeases';
import { DatabaseLedger } from './ledger/databaseLedger';
import { readLease, readLedgerConfig } from './ledger/ledgerConfig';
import { scheduleRetention } from './ledger/retention';
import { migrateRecord } from './record/migration';
import { createRouter } from './router';
import { scheduleReleases } from './setups/release';
import { DatabaseSetups } from './setups/databaseSetups';
import { scheduleHeadRounds } from './witness/headRounds';
import { openWitnesses } from './witness/witnesses';

/**
 * Keeps the ledger and the set-ups, checks them, and answers the portal's pages
 * and the scaffolder's actions under `/api/personalize`. It registers the
 * permissions and the conditions that a policy can use. A wrong `personalize`
 * section of the configuration stops the start.
 */
export const personalizePlugin = createBackendPlugin({
  pluginId: 'personalize',
  register(reg) {
    reg.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        userInfo: coreServices.userInfo,
      },
      async init(services) {
        const { auditor, auth, catalog, config, logger, scheduler } = services;
        refuseUnknownSections(config);
        const limits = readPortalLimits(config);
        const { guardrails, teams } = limits;
        await refuseDroppedGuardrails(config, logger);
        tellOpenGuardrails(guardrails, logger);
        const accessAnalyzer = readAccessAnalyzer(config);
        const driftConfig = readDriftConfig(config);
        const ledgerConfig = readLedgerConfig(config);
        const { keepRevokedMs } = readCatalogConfig(config);
        const sessions = awsSessionsFromConfig(config);

        const database = await openDatabase(services.database, ledgerConfig);
        const witnesses = openWitnesses(config, database);
        const leases = new DatabaseLeases(database, readLease(config));
        const ledger = await DatabaseLedger.open({
          database,
          config: ledgerConfig,
          auditor,
          logger,
          witnesses,
        });
        const home = readIdentityCenter(config);
        await migrateRecord({
          database,
          ledger,
          logger,
          ...(home && {
            permissionSetHome: `${home.accountId}/${home.region}`,
          }),
        });
        const setups = new DatabaseSetups({
          database,
          ledger,
          keepRevokedMs,
          findEntity: async entityRef =>
            catalog.getEntityByRef(entityRef, {
              credentials: await auth.getOwnServiceCredentials(),
            }),
          onChanged: name => {
            services.events
              .publish({ topic: SETUPS_TOPIC, eventPayload: { name } })
              .catch(error =>
                logger.warn(
                  `The event that set-up ${name} changed wasn't sent; the catalog sees the change in its next round: ${error}`,
                ),
              );
          },
        });
        services.permissionsRegistry.addResourceType({
          resourceRef: personalizeSetupResourceRef,
          permissions: personalizePermissions,
          rules: Object.values(personalizeSetupRules),
          // A page asks what a person may do with a set-up, by its name.
          getResources: names =>
            Promise.all(
              names.map(async name => {
                const setup = await setups.byName(name);
                return setup && resourceOf(setup.item);
              }),
            ),
        });
        const notices = new SetupNotices({
          notifications: services.notifications,
          setups,
          platformTeams: readPlatformTeams(config),
          appBaseUrl: config.getOptionalString('app.baseUrl') ?? '',
          frequencyMs: driftConfig.frequencyMs,
          logger,
        });
        const checks = new SetupChecks({
          setups,
          ledger,
          sessions,
          guardrails,
          accessAnalyzer,
          quietMs: driftConfig.quietMs,
          notices,
          auditor,
          logger,
        });

        services.httpRouter.use(
          createRouter({
            database,
            limits,
            guardrails,
            teams,
            platformTeams: readPlatformTeams(config),
            accessAnalyzer,
            sessions,
            auditor,
            auth,
            httpAuth: services.httpAuth,
            logger,
            permissions: services.permissions,
            userInfo: services.userInfo,
            leases,
            ledger,
            setups,
            checks,
            notices,
          }),
        );
        await scheduleDrift(
          scheduler,
          new DriftRounds({
            setups,
            checks,
            notices,
            catalog,
            auth,
            config: driftConfig,
            logger,
          }),
          driftConfig,
        );
        await scheduleReleases({ setups, scheduler, logger });
        await scheduleHeadRounds({
          ledger,
          witnesses,
          auditor,
          scheduler,
          logger,
        });
        await scheduleRetention({
          ledger,
          config: ledgerConfig,
          scheduler,
          logger,
        });
      },
    });
  },
});

/** The start-up log shows what the platform team allows. */
function tellOpenGuardrails(
  guardrails: Guardrails,
  logger: LoggerService,
): void {
  const open = openGuardrails(guardrails);
  if (open.length > 0) {
    logger.warn(`Open by personalize.guardrails: ${open.join('; ')}`);
  }
}
