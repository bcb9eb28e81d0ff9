import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { ROOT } from '../lib/layout.mjs';

test('the types of the HTTP API are what its OpenAPI file says', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['scripts/http-types.mjs', '--check'],
    { cwd: ROOT, encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
});
