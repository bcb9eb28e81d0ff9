import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { findPython, venvProblem } from '../lib/python.mjs';

/**
 * A PATH with programs of these names that print the version of a Python.
 *
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} versions by name
 */
async function pathWith(t, versions) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'python-'));
  t.after(() => fs.rm(folder, { recursive: true }));
  for (const [name, version] of Object.entries(versions)) {
    await fs.writeFile(
      path.join(folder, name),
      `#!/bin/sh\necho ${version}\n`,
      { mode: 0o755 },
    );
  }
  return { PATH: folder };
}

test('python3 is taken where it is new enough', async t => {
  assert.equal(
    await findPython(await pathWith(t, { python3: '3.9', python: '2.7' })),
    'python3',
  );
});

test('python is taken where python3 is too old', async t => {
  assert.equal(
    await findPython(await pathWith(t, { python3: '3.8', python: '3.14' })),
    'python',
  );
});

test('a Python that is too old is named', async t => {
  await assert.rejects(findPython(await pathWith(t, { python3: '3.8' })), {
    name: 'Problem',
    message: /Python 3\.9 or newer.*python3 is 3\.8.*apt-get install python3/s,
  });
});

test('no Python at all is said', async t => {
  await assert.rejects(findPython(await pathWith(t, {})), {
    name: 'Problem',
    message: /none was found.*brew install python/s,
  });
});

test('PYTHON names the one to take', async t => {
  const env = await pathWith(t, { python3: '3.12', mine: '3.11' });
  assert.equal(await findPython({ ...env, PYTHON: 'mine' }), 'mine');
});

test('the missing venv package of Debian is named', () => {
  const output =
    'The virtual environment was not created successfully because ensurepip is not available.';
  assert.match(
    venvProblem('python3', output).message,
    /apt-get install python3-venv/,
  );
});
