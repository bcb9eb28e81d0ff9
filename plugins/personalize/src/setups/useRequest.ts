import { useCallback, useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { AccountItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { personalizeApiRef } from '../personalizeApi';

/** The state of a request to the backend. */
export interface RequestState<T> {
  /** The last answer. It stays while the next one loads. */
  value?: T;
  /** Why the last request failed. */
  error?: Error;
  isLoading: boolean;
  /** Sends the request again. */
  reload: () => void;
}

/**
 * Sends a request, and again whenever it changes. Ignores late answers to
 * earlier requests.
 *
 * @param send - sends the request; a stable function while the request is the same
 */
export function useRequest<T>(send: () => Promise<T>): RequestState<T> {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<Omit<RequestState<T>, 'reload'>>({
    isLoading: true,
  });
  useEffect(() => {
    let isCurrent = true;
    setState(({ value }) => ({ value, isLoading: true }));
    send().then(
      value => isCurrent && setState({ value, isLoading: false }),
      error => isCurrent && setState({ error, isLoading: false }),
    );
    return () => {
      isCurrent = false;
    };
  }, [send, turn]);
  const reload = useCallback(() => setTurn(last => last + 1), []);
  return { ...state, reload };
}

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
