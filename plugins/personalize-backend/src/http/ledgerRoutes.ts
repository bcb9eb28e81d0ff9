import { PermissionsService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import { DatabaseLedger } from '../ledger/databaseLedger';
import { headIn } from '../ledger/ledgerConfig';
import { Callers } from './callers';
import { addRoute } from './routes';
import { SetupAccess } from './setupAccess';

/** The parts of the portal that verifying the ledger over HTTP needs. */
export interface LedgerRoutesOptions {
  callers: Callers;
  permissions: PermissionsService;
  ledger: DatabaseLedger;
}

/** Adds `/ledger/verify`, which is for people. */
export function addLedgerRoutes(
  router: Router,
  { callers, permissions, ledger }: LedgerRoutesOptions,
): void {
  addRoute(router, 'verifyLedger', async req => {
    const caller = await callers.person(req);
    const access = await SetupAccess.of(permissions, caller);
    access.requireAll();
    return ledger.verify(headIn(req.query.head ?? ''));
  });
}
