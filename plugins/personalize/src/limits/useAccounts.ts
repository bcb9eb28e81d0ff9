import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { AccountItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { personalizeApiRef } from '../api/personalizeApi';

/** How far the question after the accounts is. */
export type Accounts =
  | { state: 'asking' }
  | { state: 'failed'; reason: string }
  | { state: 'known'; accounts: AccountItem[] };

/** Asks for the accounts that the person may use. */
export function useAccounts(): Accounts {
  const api = useApi(personalizeApiRef);
  const [accounts, setAccounts] = useState<Accounts>({ state: 'asking' });
  useEffect(() => {
    let isShown = true;
    api.getAccounts().then(
      found => isShown && setAccounts({ state: 'known', accounts: found }),
      error =>
        isShown &&
        setAccounts({ state: 'failed', reason: String(error.message) }),
    );
    return () => {
      isShown = false;
    };
  }, [api]);
  return accounts;
}
