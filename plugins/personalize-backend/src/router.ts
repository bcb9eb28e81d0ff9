import {
  AuditorService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AccessAnalyzerConfig,
  AttemptEnvironment,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { Request, Response, Router } from 'express';
import createPromiseRouter from 'express-promise-router';
import { Knex } from 'knex';
import { Inventory } from './accounts/inventory';
import { PortalLimits } from './accounts/portalLimits';
import { SetupNotices } from './drift/setupNotices';
import { SetupChecks } from './drift/setupChecks';
import { addAccountRoutes } from './http/accountRoutes';
import { errorHandler } from './http/errorHandler';
import { Callers } from './http/callers';
import { addLedgerRoutes } from './http/ledgerRoutes';
import { addPlanRoutes } from './http/planRoutes';
import { addScaffolderRoutes } from './http/scaffolderRoutes';
import { addSetupRoutes } from './http/setupRoutes';
import { addRateLimits } from './http/rateLimits';
import { requireDocumented, readDocument, validate } from './http/validation';
import { DatabaseLeases } from './leases/databaseLeases';
import { DatabaseLedger } from './ledger/databaseLedger';
import { DatabaseSetups } from './setups/databaseSetups';

/** The parts of the portal that the routes need. */
export interface RouterOptions extends AttemptEnvironment {
  /** The plugin's own database. */
  database: Knex;
  limits: PortalLimits;
  accessAnalyzer: AccessAnalyzerConfig;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  auditor: AuditorService;
  logger: LoggerService;
  leases: DatabaseLeases;
  ledger: DatabaseLedger;
  setups: DatabaseSetups;
  checks: Pick<SetupChecks, 'check'>;
  notices: Pick<SetupNotices, 'tell'>;
}

/**
 * The routes of `schema/openapi.yaml`. It first identifies the caller and
 * limits the rate, then validates the request; each route decides about
 * permissions.
 */
export function createRouter(options: RouterOptions): Router {
  const { httpAuth, sessions, logger } = options;
  const callers = new Callers(httpAuth);
  const document = readDocument();
  const router = createPromiseRouter();
  const all = { ...options, callers };

  router.use(async (req: Request) => {
    await callers.anybody(req);
    return 'next';
  });
  addRateLimits(router, all);
  router.use(validate(document));

  router.get('/openapi.json', (_req: Request, res: Response) => {
    res.json(document);
  });
  router.use(requireDocumented);
  addPlanRoutes(router, all);
  addSetupRoutes(router, all);
  addAccountRoutes(router, {
    ...all,
    inventory: new Inventory(sessions, logger),
  });
  addLedgerRoutes(router, all);
  addScaffolderRoutes(router, all);

  router.use(errorHandler(all));
  return router;
}
