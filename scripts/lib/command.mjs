/**
 * A problem that the person at the keyboard can solve: what is wrong, and what
 * to do. Shown without a stack.
 */
export class Problem extends Error {
  /**
   * @param {string} what
   * @param {string} remedy
   */
  constructor(what, remedy) {
    super(`${what}\n\n${remedy}`);
    this.name = 'Problem';
  }
}

/**
 * Runs a command's main function; any failure ends in a non-zero exit code.
 *
 * @param {() => Promise<number>} main returns the exit code
 */
export async function runCommand(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    const text =
      error instanceof Problem
        ? error.message
        : `This is a bug in the script:\n\n${
            error instanceof Error ? error.stack : String(error)
          }`;
    process.stderr.write(`\n✖ ${text}\n\n`);
    process.exitCode = 1;
  }
}

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
