import permissionPlugin from '@backstage/plugin-permission-backend';
// Nothing depends on the portal; its policy is tried here.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import portalPolicy from '../../../packages/backend/src/permissionPolicy';

/** The permission backend as in the portal, with its policy. */
export const portalPermissions = [permissionPlugin, portalPolicy];
