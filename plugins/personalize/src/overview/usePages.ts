import { useCallback, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  SetupFilter,
  SetupsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { personalizeApiRef } from '../api/personalizeApi';
import { Loaded, useLoaded } from '../setups/useLoaded';

/** Set-ups on a page. */
export const PAGE_SIZE = 50;

/** A page of the list, with functions that load its neighbours. */
export interface Pages extends Loaded<SetupsResponse> {
  /** Number of set-ups on the pages before. */
  offset: number;
  nextPage?: () => void;
  previousPage?: () => void;
}

interface Way {
  filter: SetupFilter;
  /** The cursors of the pages from the second to this one. */
  cursors: string[];
}

/** The matching set-ups, page by page. A new filter starts with its first page. */
export function usePages(filter: SetupFilter): Pages {
  const api = useApi(personalizeApiRef);
  const [way, setWay] = useState<Way>({ filter, cursors: [] });
  const cursors = way.filter === filter ? way.cursors : [];
  const cursor = cursors.at(-1);
  const loaded = useLoaded(
    useCallback(
      () => api.getSetups(filter, { cursor, limit: PAGE_SIZE }),
      [api, filter, cursor],
    ),
  );
  const next = loaded.isLoading ? undefined : loaded.value?.nextCursor;
  return {
    ...loaded,
    offset: cursors.length * PAGE_SIZE,
    ...(next && {
      nextPage: () => setWay({ filter, cursors: [...cursors, next] }),
    }),
    ...(cursors.length > 0 && {
      previousPage: () => setWay({ filter, cursors: cursors.slice(0, -1) }),
    }),
  };
}
