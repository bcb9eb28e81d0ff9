import { useCallback, useEffect, useRef, useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import { HistoryItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { personalizeApiRef } from '../personalizeApi';

interface Pages {
  items: HistoryItem[];
  nextCursor?: string;
}

/** The loaded part of a history. */
export interface History {
  /** Undefined until the first page is loaded. */
  items?: HistoryItem[];
  hasMore: boolean;
  isLoading: boolean;
  error?: Error;
  /** Loads the next page, or retries the one that failed. */
  loadMore: () => void;
}

/** The history of a set-up, page by page. */
export function useHistory(name: string): History {
  const api = useApi(personalizeApiRef);
  const [pages, setPages] = useState<Pages>();
  const [isLoading, setIsLoading] = useState(true);
  const [error, setError] = useState<Error>();
  const isShown = useRef(true);

  const load = useCallback(
    async (before?: Pages) => {
      setIsLoading(true);
      setError(undefined);
      try {
        const page = await api.getChanges(name, before?.nextCursor);
        if (isShown.current) {
          setPages({
            ...page,
            items: [...(before?.items ?? []), ...page.items],
          });
        }
      } catch (failure) {
        if (isShown.current) {
          setError(toError(failure));
        }
      } finally {
        if (isShown.current) {
          setIsLoading(false);
        }
      }
    },
    [api, name],
  );
  useEffect(() => {
    isShown.current = true;
    load();
    return () => {
      isShown.current = false;
    };
  }, [load]);

  return {
    items: pages?.items,
    hasMore: pages?.nextCursor !== undefined,
    isLoading,
    error,
    loadMore: () => load(pages),
  };
}
