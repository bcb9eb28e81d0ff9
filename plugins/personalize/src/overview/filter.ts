import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  SETUP_STATUSES,
  SetupFilter,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The filter in the page's address, and a function that changes part of it. */
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

/** The longest search that the backend accepts. */
const MAX_SEARCH = 200;

/**
 * Reads the filter from the query of the page's address, so that people can share
 * and bookmark it. Skips values that the backend would refuse.
 */
export function readFilter(query: URLSearchParams): SetupFilter {
  const owner = query.get('owner')?.toLowerCase() ?? '';
  const accountId = query.get('account') ?? '';
  const status = SETUP_STATUSES.find(one => one === query.get('status'));
  const search = query.get('search')?.slice(0, MAX_SEARCH) ?? '';
  return {
    ...(/^\d{12}$/.test(accountId) ? { accountId } : {}),
    ...(/^group:[^:/]+\/[^:/]+$/.test(owner) ? { owner } : {}),
    ...(status ? { status } : {}),
    ...(search ? { search } : {}),
    ...(query.get('ownerMissing') === 'true' ? { ownerMissing: true } : {}),
  };
}

/** The query of a filter: the inverse of {@link readFilter}. */
export function writeFilter(filter: SetupFilter): URLSearchParams {
  const { accountId, owner, status, search, ownerMissing } = filter;
  const query = new URLSearchParams();
  const set = (key: string, value: string | undefined) =>
    value && query.set(key, value);
  set('account', accountId);
  set('owner', owner);
  set('status', status);
  set('search', search);
  set('ownerMissing', ownerMissing ? 'true' : undefined);
  return query;
}

/** Whether a filter limits anything. */
export function isLimiting(filter: SetupFilter): boolean {
  return writeFilter(filter).size > 0;
}

/** Removes every value of a filter. */
export const NO_FILTER: SetupFilter = {
  accountId: undefined,
  owner: undefined,
  status: undefined,
  search: undefined,
  ownerMissing: undefined,
};
