import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  closingLine,
  ofJest,
  ofNodeTests,
  ofPlaywright,
  sum,
} from '../lib/tally.mjs';

test('a test file that Jest could not run counts as a failure', () => {
  assert.deepEqual(
    ofJest({
      numPassedTests: 4,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 2,
    }),
    { passed: 4, failed: 3 },
  );
});

test('the totals of TAP are read', () => {
  assert.deepEqual(
    ofNodeTests('ok 1 - a\n# tests 4\n# pass 2\n# fail 1\n# cancelled 1\n'),
    { passed: 2, failed: 2 },
  );
});

test('output without totals is no success', () => {
  const { failed } = ofNodeTests('node: bad option');
  assert.notEqual(failed, 0);
});

test('a browser test that passed on a second try passed', () => {
  assert.deepEqual(
    ofPlaywright({
      stats: { expected: 3, flaky: 1, unexpected: 1 },
      errors: ['a file could not be loaded'],
    }),
    { passed: 4, failed: 2 },
  );
});

test('the closing line sums up', () => {
  assert.equal(
    closingLine(
      sum([
        { passed: 2, failed: 0 },
        { passed: 3, failed: 1 },
      ]),
    ),
    '5 passed, 1 failed',
  );
});
