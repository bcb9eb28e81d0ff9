import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { AccountItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { personalizeApiRef } from '../api/personalizeApi';
import { RequestState, useRequest } from './useRequest';

/** The accounts that the person may use. */
export function useAccounts(): RequestState<AccountItem[]> {
  const api = useApi(personalizeApiRef);
  return useRequest(useCallback(() => api.getAccounts(), [api]));
}

/** Looks up the name of an account. Undefined if the person can't use the account. */
export function useAccountName(): (accountId: string) => string | undefined {
  const { value } = useAccounts();
  return accountId => value?.find(one => one.accountId === accountId)?.name;
}
