/**
 * Something that the person at the keyboard can put right: what is wrong, and
 * what to do. Shown as it is, without a stack.
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
 * Runs a command's main function; a failure of any kind ends in a non-zero
 * exit code.
 *
 * @param {() => Promise<number>} main gives the exit code
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
