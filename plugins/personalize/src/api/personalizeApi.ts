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

/** The requested page of a list. */
type PageRequest = Omit<
  NonNullable<OperationRequest<'getSetups'>['query']>,
  keyof SetupFilter
>;

/**
 * What the pages need from the portal's backend. Every method throws a
 * ResponseError when the backend refuses or fails.
 */
export interface PersonalizeApi {
  /** The accounts that the person can use, and their limits there. */
  getAccounts(): Promise<AccountItem[]>;
  /** A page of the matching set-ups that the person can see. */
  getSetups(filter: SetupFilter, page?: PageRequest): Promise<SetupsResponse>;
  /** A set-up with all checks of its last check. */
  getSetup(name: string): Promise<SetupResponse>;
  /** A page of the history of a set-up, newest first. */
  getChanges(name: string, cursor?: string): Promise<ChangesResponse>;
  /** Checks a set-up in AWS now, which takes some seconds. */
  checkSetup(name: string): Promise<CheckResponse>;
  /** Discards a set-up that hasn't changed anything in AWS; its name is free at once. */
  discardSetup(name: string): Promise<void>;
}

export const personalizeApiRef = createApiRef<PersonalizeApi>({
  id: 'plugin.personalize.service',
});
