import { useCallback, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  SetupFilter,
  SetupsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { personalizeApiRef } from '../personalizeApi';
import { RequestState, useRequest } from '../setups/useRequest';

/** Set-ups on a page. */
export const PAGE_SIZE = 50;

/** A page of the list, with functions that load its neighbours. */
export interface Pages extends RequestState<SetupsResponse> {
  /** Number of set-ups on the pages before. */
  offset: number;
  nextPage?: () => void;
  previousPage?: () => void;
}

interface Position {
  filter: SetupFilter;
  /** The cursors of the pages from the second to this one. */
  cursors: string[];
}

/** The matching set-ups, page by page. A new filter starts with its first page. */
export function usePages(filter: SetupFilter): Pages {
  const api = useApi(personalizeApiRef);
  const [position, setPosition] = useState<Position>({ filter, cursors: [] });
  const cursors = position.filter === filter ? position.cursors : [];
  const cursor = cursors.at(-1);
  const request = useRequest(
    useCallback(
      () => api.getSetups(filter, { cursor, limit: PAGE_SIZE }),
      [api, filter, cursor],
    ),
  );
  const next = request.isLoading ? undefined : request.value?.nextCursor;
  return {
    ...request,
    offset: cursors.length * PAGE_SIZE,
    ...(next && {
      nextPage: () => setPosition({ filter, cursors: [...cursors, next] }),
    }),
    ...(cursors.length > 0 && {
      previousPage: () =>
        setPosition({ filter, cursors: cursors.slice(0, -1) }),
    }),
  };
}
