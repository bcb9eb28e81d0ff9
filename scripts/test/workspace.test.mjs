import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { workspaceFingerprint } from '../lib/workspace.mjs';

test('the packages are installed anew when a manifest or the lock file changes', async t => {
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'workspace-'));
  t.after(() => fs.rm(root, { recursive: true }));
  /**
   * @param {string} file
   * @param {string} content
   */
  const write = async (file, content) => {
    await fs.mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await fs.writeFile(path.join(root, file), content);
  };
  await write('package.json', '{"workspaces":["plugins/*","tests"]}');
  await write('yarn.lock', '1');
  await write('plugins/a/package.json', '{}');
  await write('plugins/README.md', 'no package');
  await write('tests/package.json', '{}');

  const seen = [await workspaceFingerprint(root)];
  await write('plugins/a/src/index.ts', 'export {};');
  assert.equal(await workspaceFingerprint(root), seen[0]);

  for (const [file, content] of [
    ['plugins/a/package.json', '{"name":"a"}'],
    ['plugins/b/package.json', '{}'],
    ['tests/package.json', '{"name":"tests"}'],
    ['yarn.lock', '2'],
  ]) {
    await write(file, content);
    const now = await workspaceFingerprint(root);
    assert.ok(!seen.includes(now), `${file} makes no difference`);
    seen.push(now);
  }
});
