import { setTimeout } from 'node:timers/promises';

/** Waits; ends early with an error when the signal aborts. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Waits by the clock; in tests something else does. */
export const waitByClock: Wait = (milliseconds, signal) =>
  setTimeout(milliseconds, undefined, { signal });

/**
 * Tries again while errors may pass by themselves.
 *
 * @param pauses - milliseconds between attempts; there is one attempt more
 * @param passes - whether an error may pass until after the next pause
 */
export async function retry<T>(
  pauses: readonly number[],
  wait: (milliseconds: number) => Promise<unknown>,
  passes: (error: unknown, pause: number) => boolean,
  attempt: () => Promise<T>,
): Promise<T> {
  for (const pause of pauses) {
    try {
      return await attempt();
    } catch (error) {
      if (!passes(error, pause)) {
        throw error;
      }
    }
    await wait(pause);
  }
  return attempt();
}
