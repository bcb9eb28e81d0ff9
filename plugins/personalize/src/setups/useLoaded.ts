import { useCallback, useEffect, useState } from 'react';

/** The state of a request to the backend. */
export interface Loaded<T> {
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
 * @param ask - sends the request; a stable function while the request is the same
 */
export function useLoaded<T>(ask: () => Promise<T>): Loaded<T> {
  const [turn, setTurn] = useState(0);
  const [loaded, setLoaded] = useState<Omit<Loaded<T>, 'reload'>>({
    isLoading: true,
  });
  useEffect(() => {
    let isAwaited = true;
    setLoaded(({ value }) => ({ value, isLoading: true }));
    ask().then(
      value => isAwaited && setLoaded({ value, isLoading: false }),
      error => isAwaited && setLoaded({ error, isLoading: false }),
    );
    return () => {
      isAwaited = false;
    };
  }, [ask, turn]);
  const reload = useCallback(() => setTurn(last => last + 1), []);
  return { ...loaded, reload };
}
