/** Does the same for many things, some of them at a time, in their order. */
export async function concurrently<T>(
  limit: number,
  things: readonly T[],
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const queue = [...things];
  async function worker() {
    for (
      let thing = queue.shift();
      thing !== undefined;
      thing = queue.shift()
    ) {
      await work(thing);
    }
  }
  await Promise.all(Array.from({ length: limit }, worker));
}
