import fs from 'node:fs/promises';
import path from 'node:path';
import { installNpmPackage } from './npm-package.mjs';
import { layout } from './layout.mjs';
import { step } from './progress.mjs';
import { YARN_VERSION } from './versions.mjs';

/**
 * Installs the pinned Yarn and puts a `yarn` first in the PATH of child
 * processes, because the Backstage CLI calls it by that name.
 *
 * @returns {Promise<string>} path of the script, to be run with Node
 */
export function installYarn() {
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
