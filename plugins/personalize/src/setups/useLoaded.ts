import { useCallback, useEffect, useState } from 'react';

/** How far a question to the backend is. */
export interface Loaded<T> {
  /** The last answer; it stays while the next one is awaited. */
  value?: T;
  /** Why the last question wasn't answered. */
  error?: Error;
  isLoading: boolean;
  /** Asks again. */
  reload: () => void;
}

/**
 * Asks the backend, and again whenever the question changes. An answer to an
 * earlier question that comes late isn't shown.
 *
 * @param ask - the question; must stay the same function while it is the same
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
