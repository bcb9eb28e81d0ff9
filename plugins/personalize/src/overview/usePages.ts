import { useCallback, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  SetupFilter,
  SetupsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { personalizeApiRef } from '../api/personalizeApi';
import { Loaded, useLoaded } from '../setups/useLoaded';

/** How many set-ups are shown at once. */
export const PAGE_SIZE = 50;

/** A page of the list, and the way to the others. */
export interface Pages extends Loaded<SetupsResponse> {
  /** How many are on the pages before. */
  offset: number;
  nextPage?: () => void;
  previousPage?: () => void;
}

interface Way {
  filter: SetupFilter;
  /** What led to this page, the first of them to the second page. */
  cursors: string[];
}

/** The set-ups that match, page by page; another filter starts with its first page. */
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
