import {
  HttpAuthService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { AccountsResponse } from '@personalize-portal/backstage-plugin-personalize-common';
import { Response, Router } from 'express';
import createPromiseRouter from 'express-promise-router';
import { inventoryAccess } from './accounts/inventoryAccess';
import { accountsFor, PortalLimits } from './accounts/portalLimits';

/** What the routes need of the portal. */
export interface RouterOptions {
  limits: PortalLimits;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  userInfo: UserInfoService;
}

/**
 * The routes of `schema/openapi.yaml`. Each asks for a person's own token: an
 * answer depends on the person's teams, which a service has none of.
 */
export function createRouter({
  limits,
  httpAuth,
  permissions,
  userInfo,
}: RouterOptions): Router {
  const router = createPromiseRouter();

  router.get('/accounts', async (req, res: Response<AccountsResponse>) => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    const [{ ownershipEntityRefs }, maySee] = await Promise.all([
      userInfo.getUserInfo(credentials),
      inventoryAccess(permissions, credentials),
    ]);
    const groups = ownershipEntityRefs
      .map(ref => ref.toLowerCase())
      .filter(ref => ref.startsWith('group:'));
    res.json({ items: accountsFor(groups, limits, maySee) });
  });

  return router;
}
