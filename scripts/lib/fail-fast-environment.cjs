const { TestEnvironment } = require('jest-environment-node');

/** Skips the tests after one that failed: a mutant that was killed once is dead. */
module.exports = class FailFastEnvironment extends TestEnvironment {
  #hasFailed = false;

  /** @param {{ name: string, test?: { mode?: string | null } }} event */
  handleTestEvent = event => {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') {
      this.#hasFailed = true;
    } else if (event.name === 'test_start' && this.#hasFailed && event.test) {
      event.test.mode = 'skip';
    }
  };
};
