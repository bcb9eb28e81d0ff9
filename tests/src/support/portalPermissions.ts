import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import permissionPlugin from '@backstage/plugin-permission-backend';
// Nothing depends on the portal; its policy is tried here.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import portalPolicy from '../../../packages/backend/src/permissionPolicy';

/** The permissions as the portal has them, with its policy. */
export const portalPermissions = [
  permissionsServiceFactory,
  permissionPlugin,
  portalPolicy,
];
