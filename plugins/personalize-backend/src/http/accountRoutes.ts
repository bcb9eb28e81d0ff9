import {
  BackstageCredentials,
  BackstageUserPrincipal,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { Router } from 'express';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { personalizeInventoryReadPermission } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  permits,
  SetupResource,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { Inventory, InventoryPlace } from '../accounts/inventory';
import { PageOf } from '../accounts/namesPage';
import { accountsFor, PortalLimits } from '../accounts/portalLimits';
import { Callers, PersonCredentials } from './callers';
import { addRoute, RequestFor } from './routes';

/** The parts of the portal that the routes of accounts need. */
export interface AccountRoutesOptions {
  callers: Callers;
  permissions: PermissionsService;
  userInfo: UserInfoService;
  limits: PortalLimits;
  inventory: Inventory;
}

/** Adds `/accounts` and everything under it. */
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

  addRoute(router, 'getAccounts', async req => {
    return { items: await accountsOf(await callers.person(req)) };
  });

  /** The place and the page; all operations that list names take the same. */
  async function placeAndPage(
    req: RequestFor<'getBuckets'>,
  ): Promise<[InventoryPlace, PageOf]> {
    const caller = await callers.person(req);
    const { accountId } = req.params;
    const { region, ...page } = req.query;
    const accounts = await accountsOf(caller);
    const person = caller.principal.userEntityRef;
    const mayUse = accounts.some(
      known => known.accountId === accountId && known.regions.includes(region),
    );
    if (!mayUse) {
      throw new NotAllowedError(
        `${person} can't see account ${accountId} in ${region}: it isn't in the portal's configuration, no group of the person can use it, or the person lacks the permission personalize.inventory.read there. GET /accounts lists the visible ones.`,
      );
    }
    return [{ accountId, region, person }, page];
  }

  addRoute(router, 'getBuckets', async req =>
    inventory.buckets(...(await placeAndPage(req))),
  );
  addRoute(router, 'getKeys', async req =>
    inventory.keys(...(await placeAndPage(req))),
  );
  addRoute(router, 'getRoles', async req =>
    inventory.roles(...(await placeAndPage(req))),
  );
  addRoute(router, 'getPolicies', async req =>
    inventory.policies(...(await placeAndPage(req))),
  );
}

/**
 * Checks once whether a person may list the names in accounts.
 *
 * @returns whether the person may see the names of one account and Region
 * @throws NotAllowedError if the person may see none at all
 */
async function inventoryAccess(
  permissions: PermissionsService,
  credentials: BackstageCredentials<BackstageUserPrincipal>,
): Promise<(resource: SetupResource) => boolean> {
  const permission = personalizeInventoryReadPermission;
  const [decision] = await permissions.authorizeConditional([{ permission }], {
    credentials,
  });
  if (decision.result === AuthorizeResult.DENY) {
    throw new NotAllowedError(
      `${credentials.principal.userEntityRef} has no permission ${permission.name}. Ask the team that runs the portal.`,
    );
  }
  return resource => permits(decision, resource);
}
