import { createPermission } from '@backstage/plugin-permission-common';

/**
 * The resource of all permissions: a set-up, by its account, team and name. A
 * policy can answer with conditions on these; see `personalizeSetupRules` in the
 * node package.
 */
export const PERSONALIZE_SETUP_RESOURCE_TYPE = 'personalize-setup';

/** Plan a set-up, which reads the names and policies of an account. */
export const personalizePlanCreatePermission = createPermission({
  name: 'personalize.plan.create',
  attributes: { action: 'create' },
  resourceType: PERSONALIZE_SETUP_RESOURCE_TYPE,
});

/** Create or change a role, its trust, and its grants on keys and buckets. */
export const personalizeSetupApplyPermission = createPermission({
  name: 'personalize.setup.apply',
  attributes: { action: 'update' },
  resourceType: PERSONALIZE_SETUP_RESOURCE_TYPE,
});

/** Take over a role that the product didn't create. */
export const personalizeRoleAdoptPermission = createPermission({
  name: 'personalize.role.adopt',
  attributes: { action: 'update' },
  resourceType: PERSONALIZE_SETUP_RESOURCE_TYPE,
});

/** Give people access to Personalize and let them pass the role to it. */
export const personalizeUsersGrantPermission = createPermission({
  name: 'personalize.users.grant',
  attributes: { action: 'update' },
  resourceType: PERSONALIZE_SETUP_RESOURCE_TYPE,
});

/** Remove what a set-up added. */
export const personalizeSetupRevokePermission = createPermission({
  name: 'personalize.setup.revoke',
  attributes: { action: 'delete' },
  resourceType: PERSONALIZE_SETUP_RESOURCE_TYPE,
});

/** See a set-up and its history. */
export const personalizeSetupReadPermission = createPermission({
  name: 'personalize.setup.read',
  attributes: { action: 'read' },
  resourceType: PERSONALIZE_SETUP_RESOURCE_TYPE,
});

/** Check in AWS that a set-up works and opens nothing else. */
export const personalizeSetupCheckPermission = createPermission({
  name: 'personalize.setup.check',
  attributes: { action: 'read' },
  resourceType: PERSONALIZE_SETUP_RESOURCE_TYPE,
});

/** See the names of accounts, buckets, keys and roles. */
export const personalizeInventoryReadPermission = createPermission({
  name: 'personalize.inventory.read',
  attributes: { action: 'read' },
  resourceType: PERSONALIZE_SETUP_RESOURCE_TYPE,
});

/** See other people's statements in the policies of buckets, keys and roles. */
export const personalizePolicyReadPermission = createPermission({
  name: 'personalize.policy.read',
  attributes: { action: 'read' },
  resourceType: PERSONALIZE_SETUP_RESOURCE_TYPE,
});

/**
 * Act on set-ups of any owner, as one of `personalize.platformTeams`. It has no
 * effect without such a team.
 */
export const personalizeSetupAdministerPermission = createPermission({
  name: 'personalize.setup.administer',
  attributes: { action: 'update' },
  resourceType: PERSONALIZE_SETUP_RESOURCE_TYPE,
});

/** All permissions of the product. */
export const personalizePermissions = [
  personalizePlanCreatePermission,
  personalizeSetupApplyPermission,
  personalizeRoleAdoptPermission,
  personalizeUsersGrantPermission,
  personalizeSetupRevokePermission,
  personalizeSetupReadPermission,
  personalizeSetupCheckPermission,
  personalizeInventoryReadPermission,
  personalizePolicyReadPermission,
  personalizeSetupAdministerPermission,
];
