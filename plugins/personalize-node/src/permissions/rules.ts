import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  PERSONALIZE_SETUP_RESOURCE_TYPE,
  Principal,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { z } from 'zod/v3';

/**
 * What a person asks to do something to, as far as a policy may judge it. What
 * a request doesn't tell is absent, and a condition on it isn't met.
 */
export interface SetupResource {
  /** 12 digits. */
  accountId: string;
  region: string;
  /**
   * Entity refs of the group that the set-up is requested for; where a request names
   * none, of all groups of the person.
   */
  owners: string[];
  /** Name of the set-up. */
  setup?: string;
  /** How people are to reach a policy, each way once. */
  principalTypes?: Principal['type'][];
}

/** A condition on one field, for those who look set-ups up in a list. */
export interface SetupQuery {
  field: Exclude<keyof SetupResource, 'region'>;
  /** `principalTypes` has no others than these; any other field has one of these. */
  values: string[];
}

/** What all permissions of the product are about. */
export const personalizeSetupResourceRef = createPermissionResourceRef<
  SetupResource,
  SetupQuery
>().with({
  pluginId: 'personalize',
  resourceType: PERSONALIZE_SETUP_RESOURCE_TYPE,
});

type Ref = typeof personalizeSetupResourceRef;

const isInAccount = createPermissionRule<Ref, { accountIds: string[] }>({
  name: 'IS_IN_ACCOUNT',
  description: 'Allow actions in these AWS accounts',
  resourceRef: personalizeSetupResourceRef,
  paramsSchema: z.object({
    accountIds: z
      .array(z.string())
      .describe('12-digit ids as text, because leading zeros count'),
  }),
  apply: ({ accountId }, { accountIds }) => accountIds.includes(accountId),
  toQuery: ({ accountIds }) => ({ field: 'accountId', values: accountIds }),
});

const isOwnedBy = createPermissionRule<Ref, { groups: string[] }>({
  name: 'IS_OWNED_BY',
  description:
    'Allow requests for these groups; a request without an owner counts if a member of one of them makes it',
  resourceRef: personalizeSetupResourceRef,
  paramsSchema: z.object({
    groups: z
      .array(z.string())
      .describe('Entity refs, for example group:default/recommendations'),
  }),
  apply: ({ owners }, { groups }) =>
    groups.some(group => owners.includes(group.toLowerCase())),
  toQuery: ({ groups }) => ({
    field: 'owners',
    values: groups.map(group => group.toLowerCase()),
  }),
});

const isSetup = createPermissionRule<Ref, { names: string[] }>({
  name: 'IS_SETUP',
  description: 'Allow actions on these set-ups',
  resourceRef: personalizeSetupResourceRef,
  paramsSchema: z.object({
    names: z.array(z.string()).describe('Names of set-ups'),
  }),
  apply: ({ setup }, { names }) => setup !== undefined && names.includes(setup),
  toQuery: ({ names }) => ({ field: 'setup', values: names }),
});

const grantsOnlyTo = createPermissionRule<Ref, { principalTypes: string[] }>({
  name: 'GRANTS_ONLY_TO',
  description: 'Allow requests that give people access only in these ways',
  resourceRef: personalizeSetupResourceRef,
  paramsSchema: z.object({
    principalTypes: z
      .array(z.string())
      .describe(
        'permission-set, saml-role, oidc-role, account-role, group, user',
      ),
  }),
  apply: ({ principalTypes: asked }, { principalTypes }) =>
    asked !== undefined && asked.every(type => principalTypes.includes(type)),
  toQuery: ({ principalTypes }) => ({
    field: 'principalTypes',
    values: principalTypes,
  }),
});

/** The conditions that a policy can put on the product's permissions. */
export const personalizeSetupRules = {
  isInAccount,
  isOwnedBy,
  isSetup,
  grantsOnlyTo,
};

const conditionExports = createConditionExports({
  resourceRef: personalizeSetupResourceRef,
  rules: personalizeSetupRules,
});

/** Makes the conditions of a policy, for example `isInAccount({ accountIds: ['...'] })`. */
export const personalizeConditions = conditionExports.conditions;

/** Makes the decision of a policy that depends on conditions. */
export const createPersonalizeConditionalDecision =
  conditionExports.createConditionalDecision;
