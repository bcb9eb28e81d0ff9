import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { SetupFilter } from '@personalize-portal/backstage-plugin-personalize-common';
import { readFilter, writeFilter } from './filterQuery';

/** The filter of the page's address, and what changes a part of it. */
export function useFilter(): [SetupFilter, (part: SetupFilter) => void] {
  const [query, setQuery] = useSearchParams();
  const text = query.toString();
  const filter = useMemo(() => readFilter(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (part: SetupFilter) =>
      setQuery(last => writeFilter({ ...readFilter(last), ...part }), {
        replace: true,
      }),
    [setQuery],
  );
  return [filter, change];
}
