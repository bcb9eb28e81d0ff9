/** @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}

/**
 * Prints that a step starts and, with its duration, that it ended.
 *
 * @template T
 * @param {string} title
 * @param {(note: (text: string) => void) => Promise<T>} work `note` adds to the
 * closing line, for example that everything already existed
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = Date.now();
  console.log(`… ${title}`);
  let note = '';
  const result = await work(text => {
    note = ` (${text})`;
  });
  console.log(`✔ ${title}${note}  ${duration(Date.now() - start)}`);
  return result;
}
