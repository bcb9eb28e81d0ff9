import { createPermission } from '@backstage/plugin-permission-common';

/** Plan a set-up, which reads the names and policies of an account. */
export const personalizePlanCreatePermission = createPermission({
  name: 'personalize.plan.create',
  attributes: { action: 'create' },
});

/** Create or change a role, its trust, and its grants on keys and buckets. */
export const personalizeSetupApplyPermission = createPermission({
  name: 'personalize.setup.apply',
  attributes: { action: 'update' },
});

/** Take over a role that the product didn't create. */
export const personalizeRoleAdoptPermission = createPermission({
  name: 'personalize.role.adopt',
  attributes: { action: 'update' },
});

/** All permissions of the product. */
export const personalizePermissions = [
  personalizePlanCreatePermission,
  personalizeSetupApplyPermission,
  personalizeRoleAdoptPermission,
];
