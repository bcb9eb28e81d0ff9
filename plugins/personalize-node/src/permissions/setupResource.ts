import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import {
  PERSONALIZE_SETUP_RESOURCE_TYPE,
  Principal,
} from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * What a person asks to do something to, as far as a policy may judge it. What
 * a request doesn't tell is absent, and a condition on it isn't met.
 */
export interface SetupResource {
  /** 12 digits. */
  accountId: string;
  region: string;
  /**
   * Entity refs of the group that the set-up is requested; where a request names
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
