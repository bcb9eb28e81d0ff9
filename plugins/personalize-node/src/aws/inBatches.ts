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
