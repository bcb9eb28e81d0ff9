import { Problem } from './command.mjs';

const INTERVAL_MS = 200;
const ANSWER_WITHIN_MS = 5_000;

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
  let last = 'not asked yet';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const complaint = await ask(url, signal);
    if (!complaint) {
      return;
    }
    last = complaint;
    await new Promise(resolve => setTimeout(resolve, INTERVAL_MS));
  }
  throw new Problem(
    `The ${what} wasn't ready within ${
      withinMs / 1000
    } seconds (${url}: ${last}).`,
    'Its log is in .cache/logs.',
  );
}

/**
 * Watches an address that has answered; rejects once it is silent for longer
 * than a restart takes.
 *
 * @param {string} what
 * @param {string} url
 * @param {AbortSignal} signal
 * @param {{ silenceMs?: number, intervalMs?: number }} [options]
 * @returns {Promise<never>}
 */
export async function untilSilent(
  what,
  url,
  signal,
  { silenceMs = 30_000, intervalMs = 2_000 } = {},
) {
  let lastAnswer = Date.now();
  for (;;) {
    const complaint = await ask(url, signal);
    if (!complaint) {
      lastAnswer = Date.now();
    } else if (Date.now() - lastAnswer > silenceMs) {
      throw new Problem(
        `The ${what} hasn't answered for ${
          silenceMs / 1000
        } seconds (${url}: ${complaint}).`,
        'Its log is in .cache/logs.',
      );
    }
    await new Promise(resolve => setTimeout(resolve, intervalMs));
  }
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<string | undefined>} what is wrong with the answer
 */
async function ask(url, signal) {
  signal.throwIfAborted();
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      headers: { accept: 'text/html,*/*' },
    });
    await response.arrayBuffer();
    return response.ok ? undefined : `status ${response.status}`;
  } catch (error) {
    signal.throwIfAborted();
    return String(/** @type {Error} */ (error).cause ?? error);
  }
}
