import fs from 'node:fs/promises';
import path from 'node:path';
import { Problem, step } from './command.mjs';
import { layout } from './layout.mjs';
import { findOrInstallNode } from './node-runtime.mjs';
import { installNpmPackage } from './npm-package.mjs';
import { installLocalAccountServer } from './python.mjs';
import { YARN_VERSION } from './versions.mjs';
import { installWorkspace } from './workspace.mjs';

/**
 * Installs everything that the portal and its tests need.
 *
 * @returns {Promise<{ node: string, python: string }>}
 */
export async function setUp() {
  requireSupportedSystem(process.platform);

  const node = await findOrInstallNode();
  const yarn = await installYarn();
  const [python] = await Promise.all([
    installLocalAccountServer(),
    installWorkspace({ node, yarn }),
  ]);
  return { node, python };
}

/** @param {string} system */
export function requireSupportedSystem(system) {
  if (system === 'win32') {
    throw new Problem(
      'Windows is not supported directly.',
      'Use the Windows Subsystem for Linux: run "wsl --install" once, open Ubuntu, clone the repository there and run the command again.',
    );
  }
}

/**
 * Installs the pinned Yarn and puts a `yarn` first in the PATH of child
 * processes, because the Backstage CLI calls it by that name.
 *
 * @returns {Promise<string>} path of the script, to be run with Node
 */
function installYarn() {
  return step(`Yarn ${YARN_VERSION}`, async () => {
    const folder = await installNpmPackage(layout.yarn, {
      name: '@yarnpkg/cli-dist',
      version: YARN_VERSION,
    });
    const script = path.join(folder, 'bin', 'yarn.js');

    await fs.mkdir(layout.bin, { recursive: true });
    await fs.writeFile(
      path.join(layout.bin, 'yarn'),
      `#!/bin/sh\nexec node '${script.replaceAll("'", `'\\''`)}' "$@"\n`,
      { mode: 0o755 },
    );
    return script;
  });
}
