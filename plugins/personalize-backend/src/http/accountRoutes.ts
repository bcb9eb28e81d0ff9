import {
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AccountsResponse,
  InventoryResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Request, Response, Router } from 'express';
import { Inventory, InventoryPlace } from '../accounts/inventory';
import { inventoryAccess } from '../accounts/inventoryAccess';
import { PageOf } from '../accounts/namesPage';
import { accountsFor, PortalLimits } from '../accounts/portalLimits';
import { Callers, PersonCredentials } from './callers';

/** What the routes of accounts need. */
export interface AccountRoutesOptions {
  callers: Callers;
  permissions: PermissionsService;
  userInfo: UserInfoService;
  limits: PortalLimits;
  inventory: Inventory;
}

type InventoryQuery = PageOf & { region: string };

/** Adds `/accounts` and what is under it. */
export function addAccountRoutes(
  router: Router,
  { callers, permissions, userInfo, limits, inventory }: AccountRoutesOptions,
): void {
  async function accountsOf(caller: PersonCredentials) {
    const [{ ownershipEntityRefs }, maySee] = await Promise.all([
      userInfo.getUserInfo(caller),
      inventoryAccess(permissions, caller),
    ]);
    const groups = ownershipEntityRefs
      .map(ref => ref.toLowerCase())
      .filter(ref => ref.startsWith('group:'));
    return accountsFor(groups, limits, maySee);
  }

  router.get(
    '/accounts',
    async (req: Request, res: Response<AccountsResponse>) => {
      res.json({ items: await accountsOf(await callers.person(req)) });
    },
  );

  function addInventoryRoute<T>(
    kind: string,
    list: (
      place: InventoryPlace,
      page: PageOf,
    ) => Promise<InventoryResponse<T>>,
  ): void {
    router.get(
      `/accounts/:accountId/${kind}`,
      async (
        req: Request<{ accountId: string }, {}, undefined, InventoryQuery>,
        res: Response<InventoryResponse<T>>,
      ) => {
        const caller = await callers.person(req);
        const { accountId } = req.params;
        const { region, ...page } = req.query;
        const accounts = await accountsOf(caller);
        const person = caller.principal.userEntityRef;
        const mayUse = accounts.some(
          known =>
            known.accountId === accountId && known.regions.includes(region),
        );
        if (!mayUse) {
          throw new NotAllowedError(
            `${person} may not see what is in account ${accountId} in ${region}: it isn't in the portal's configuration, none of the person's groups may use it, or the permission personalize.inventory.read doesn't hold there. GET /accounts lists those that may be seen.`,
          );
        }
        res.json(await list({ accountId, region, person }, page));
      },
    );
  }

  addInventoryRoute('buckets', (...asked) => inventory.buckets(...asked));
  addInventoryRoute('keys', (...asked) => inventory.keys(...asked));
  addInventoryRoute('roles', (...asked) => inventory.roles(...asked));
  addInventoryRoute('policies', (...asked) => inventory.policies(...asked));
}
