import { SHOWN_PROBLEMS } from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * Does the same for many things, some of them at a time, for services that
 * throttle early.
 *
 * @returns the results, in the order of the things
 */
export async function inBatches<T, R>(
  size: number,
  things: readonly T[],
  work: (thing: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < things.length; start += size) {
    const batch = things.slice(start, start + size);
    results.push(...(await Promise.all(batch.map(work))));
  }
  return results;
}

/** So many things that a request names are looked up at a time. */
export const LOOKED_UP_AT_ONCE = 10;

/**
 * Looks for what is wrong with things that a request names, some at a time, until
 * more is found than a message shows: who asks for a thousand things that aren't
 * there keeps AWS busy with a few of them only.
 *
 * @returns what was found, in the order of the things; and the things with which
 * nothing is wrong, none where they weren't all looked at
 */
export async function firstProblems<T, P>(
  things: readonly T[],
  find: (thing: T) => Promise<P[]>,
): Promise<{ problems: P[]; sound: T[] }> {
  const problems: P[] = [];
  const sound: T[] = [];
  for (
    let start = 0;
    start < things.length && problems.length <= SHOWN_PROBLEMS;
    start += LOOKED_UP_AT_ONCE
  ) {
    const batch = things.slice(start, start + LOOKED_UP_AT_ONCE);
    const found = await Promise.all(batch.map(find));
    problems.push(...found.flat());
    sound.push(...batch.filter((_, index) => found[index].length === 0));
  }
  return { problems, sound: problems.length > SHOWN_PROBLEMS ? [] : sound };
}
