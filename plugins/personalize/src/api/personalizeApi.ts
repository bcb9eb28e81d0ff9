import { createApiRef } from '@backstage/frontend-plugin-api';
import {
  AccountItem,
  ChangesResponse,
  CheckResponse,
  OperationRequest,
  SetupFilter,
  SetupResponse,
  SetupsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** Which page of a list is asked for. */
type PageRequest = Omit<
  NonNullable<OperationRequest<'getSetups'>['query']>,
  keyof SetupFilter
>;

/**
 * What the pages ask the portal's backend for. Every method throws a
 * ResponseError when the backend refuses or fails.
 */
export interface PersonalizeApi {
  /** The accounts that the person may use, and what limits them there. */
  getAccounts(): Promise<AccountItem[]>;
  /** A page of the set-ups that match and that the person may see. */
  getSetups(filter: SetupFilter, page?: PageRequest): Promise<SetupsResponse>;
  /** A set-up with all checks of its last check. */
  getSetup(name: string): Promise<SetupResponse>;
  /** A page of what was done to a set-up, the newest first. */
  getChanges(name: string, cursor?: string): Promise<ChangesResponse>;
  /** Proves a set-up on what AWS holds now, which takes some seconds. */
  checkSetup(name: string): Promise<CheckResponse>;
  /** Gives up a set-up of which nothing was changed in AWS yet; its name is free at once. */
  discardSetup(name: string): Promise<void>;
}

export const personalizeApiRef = createApiRef<PersonalizeApi>({
  id: 'plugin.personalize.service',
});
