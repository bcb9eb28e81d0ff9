import { PermissionsService } from '@backstage/backend-plugin-api';
import { LedgerVerification } from '@personalize-portal/backstage-plugin-personalize-common';
import { Request, Response, Router } from 'express';
import { Ledger } from '../ledger/ledger';
import { headIn } from '../ledger/ledgerConfig';
import { Callers } from './callers';
import { SetupAccess } from './setupAccess';

/** What verifying the ledger over HTTP needs. */
export interface LedgerRoutesOptions {
  callers: Callers;
  permissions: PermissionsService;
  ledger: Ledger;
}

/** Adds `/ledger/verify`, which is for people. */
export function addLedgerRoutes(
  router: Router,
  { callers, permissions, ledger }: LedgerRoutesOptions,
): void {
  router.get(
    '/ledger/verify',
    async (
      req: Request<{}, LedgerVerification, undefined, { head?: string }>,
      res: Response<LedgerVerification>,
    ) => {
      const caller = await callers.person(req);
      const access = await SetupAccess.of(permissions, caller);
      access.requireAll();
      res.json(await ledger.verify(headIn(req.query.head ?? '')));
    },
  );
}
