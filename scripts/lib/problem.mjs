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
