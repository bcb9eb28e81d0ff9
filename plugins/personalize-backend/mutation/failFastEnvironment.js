// It comes with Jest, in the version that runs these tests.
// eslint-disable-next-line @backstage/no-undeclared-imports
const { TestEnvironment } = require('jest-environment-node');

/** Skips the tests after one that failed: a mutant that was killed once is dead. */
module.exports = class FailFastEnvironment extends TestEnvironment {
  #hasFailed = false;

  handleTestEvent = event => {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') {
      this.#hasFailed = true;
    } else if (event.name === 'test_start' && this.#hasFailed) {
      event.test.mode = 'skip';
    }
  };
};
