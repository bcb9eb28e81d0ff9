import {
  Fault,
  refuse,
  SHOWN_PROBLEMS,
} from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * Runs one task for many items, a few at a time, for services that throttle early.
 *
 * @returns the results, in the order of the items
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

/** How many items of a request are looked up at a time. */
export const LOOKED_UP_AT_ONCE = 10;

/**
 * The reads that follow where faults are known already. If they fail, the faults are
 * what the reader can do something about.
 *
 * @throws as `refuse` does, or what the reads threw
 */
export function withFaults<T>(
  faults: readonly Fault[],
  reads: Promise<T>,
): Promise<T> {
  return reads.catch(error => {
    refuse(faults);
    throw error;
  });
}

/**
 * Looks for problems with the items of a request, a few at a time, and stops once it
 * has more than a message shows: a request for a thousand missing things only costs a
 * few AWS calls.
 *
 * @returns the problems, in the order of the items; and the items without problems,
 *   empty if not all were checked
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
