import { Problem } from './problem.mjs';

const INTERVAL_MS = 200;

/**
 * Waits until an address answers with success.
 *
 * @param {string} what
 * @param {string} url
 * @param {AbortSignal} signal
 * @param {number} [withinMs]
 */
export async function untilReady(what, url, signal, withinMs = 180_000) {
  const deadline = Date.now() + withinMs;
  let last = 'nothing answered';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
        headers: { accept: 'text/html,*/*' },
      });
      await response.arrayBuffer();
      if (response.ok) {
        return;
      }
      last = `status ${response.status}`;
    } catch (error) {
      signal.throwIfAborted();
      // Not listening yet; what it was is told if it stays so.
      last = String(/** @type {Error} */ (error).cause ?? error);
    }
    await new Promise(resolve => setTimeout(resolve, INTERVAL_MS));
  }
  throw new Problem(
    `The ${what} wasn't ready within ${
      withinMs / 1000
    } seconds (${url}: ${last}).`,
    'Its log is in .cache/logs.',
  );
}
