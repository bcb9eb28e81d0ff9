import permissionPlugin from '@backstage/plugin-permission-backend';
// Nothing depends on the portal; its policy is tried here.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import portalPolicy from '../../../packages/backend/src/permissionPolicy';

/** The backend of the permissions as the portal has it, with its policy. */
export const portalPermissions = [permissionPlugin, portalPolicy];
