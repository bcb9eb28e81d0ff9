import fs from 'node:fs/promises';
import path from 'node:path';
import { forNpm } from './environment.mjs';
import { registryProblem } from './registry-problem.mjs';
import { run } from './run.mjs';
import { Problem } from './command.mjs';

/**
 * Installs one npm package into its own folder and returns its path. Keeps an
 * existing installation.
 *
 * @param {string} folder
 * @param {{ name: string, version: string }} pinned
 */
export async function installNpmPackage(folder, { name, version }) {
  const installed = path.join(folder, 'node_modules', name);
  if (await hasVersion(installed, version)) {
    return installed;
  }

  await fs.mkdir(folder, { recursive: true });
  // Otherwise npm would install into the workspace above.
  await fs.writeFile(path.join(folder, 'package.json'), '{"private":true}\n');
  const result = await run(
    'npm',
    [
      'install',
      '--ignore-scripts',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--workspaces=false',
      `${name}@${version}`,
    ],
    { cwd: folder, env: forNpm(process.env) },
  );
  if (result.missing) {
    throw new Problem(
      'npm was not found.',
      'Install npm with Node (on Debian, the package npm), then run the command again.',
    );
  }
  if (result.code !== 0) {
    throw registryProblem(
      `${name} ${version} could not be installed`,
      result.output,
      'npm',
    );
  }
  return installed;
}

/**
 * @param {string} folder
 * @param {string} version
 */
async function hasVersion(folder, version) {
  try {
    const manifest = await fs.readFile(
      path.join(folder, 'package.json'),
      'utf8',
    );
    return JSON.parse(manifest).version === version;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}
