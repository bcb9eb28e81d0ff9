/**
 * Retries errors that may pass by themselves.
 *
 * @param pauses - milliseconds between attempts; there is one more attempt than
 * pauses
 * @param passes - whether an error may be gone after the next pause
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

/**
 * Asks again until an answer is usable.
 *
 * @param first - the answer so far
 * @param judge - the result of the answer, or the milliseconds until the next
 * question; `asked` counts the questions after the first
 * @param ask - gets the latest answer
 */
export async function poll<T, R>(
  first: T,
  judge: (answer: T, asked: number) => { result: R } | { pause: number },
  wait: (milliseconds: number) => Promise<unknown>,
  ask: (last: T) => Promise<T>,
): Promise<R> {
  let answer = first;
  for (let asked = 0; ; asked++) {
    const next = judge(answer, asked);
    if ('result' in next) {
      return next.result;
    }
    await wait(next.pause);
    answer = await ask(answer);
  }
}
