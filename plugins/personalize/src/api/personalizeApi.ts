import { createApiRef } from '@backstage/frontend-plugin-api';
import { AccountItem } from '@personalize-portal/backstage-plugin-personalize-common';

/** What the pages ask the portal's backend for. */
export interface PersonalizeApi {
  /**
   * The accounts that the person may use, and what limits them there.
   *
   * @throws ResponseError when the backend refuses or fails
   */
  getAccounts(): Promise<AccountItem[]>;
}

export const personalizeApiRef = createApiRef<PersonalizeApi>({
  id: 'plugin.personalize.service',
});
