import { useCallback, useEffect, useState } from 'react';

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
