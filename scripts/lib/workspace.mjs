import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { forWorkspace } from './environment.mjs';
import { ROOT, layout } from './layout.mjs';
import { step } from './command.mjs';
import { isCertificateError, registryProblem } from './registry-problem.mjs';
import { run } from './run.mjs';

/**
 * Installs the dependencies of all packages, unless nothing that decides them
 * has changed since the last time.
 *
 * @param {{ node: string, yarn: string }} tools
 */
export function installWorkspace({ node, yarn }) {
  return step('Packages of the workspace', async note => {
    const wanted = await workspaceFingerprint(ROOT);
    if (
      (await readIfThere(layout.workspaceStamp)) === wanted &&
      (await isThere(path.join(layout.nodeModules, '.yarn-state.yml')))
    ) {
      note('unchanged');
      return;
    }

    /** @param {string[]} args */
    const runYarn = args =>
      run(node, [yarn, ...args], { cwd: ROOT, env: forWorkspace(node) });

    // If a certificate isn't trusted, Yarn tries thousands of packages, each
    // several times; a single request shows it at once.
    const question = await runYarn(['npm', 'info', 'yarn', '--fields', 'name']);
    if (question.code !== 0 && isCertificateError(question.output)) {
      throw registryProblem(
        "Yarn can't reach its registry",
        question.output,
        'npm',
      );
    }
    const result = await runYarn(['install']);
    if (result.code !== 0) {
      throw registryProblem(
        'The workspace packages could not be installed',
        result.output,
        'npm',
      );
    }
    // Again, because Yarn may have updated the lock file.
    await fs.writeFile(layout.workspaceStamp, await workspaceFingerprint(ROOT));
  });
}

/**
 * Changes with everything that decides what is installed.
 *
 * @param {string} root
 */
export async function workspaceFingerprint(root) {
  const hash = createHash('sha256');
  hash.update(`${process.platform} ${process.arch}\n`);
  for (const file of await decidingFiles(root)) {
    hash.update(`${file}\n`);
    hash.update(await fs.readFile(path.join(root, file)));
  }
  return hash.digest('hex');
}

/** @param {string} root */
async function decidingFiles(root) {
  const files = ['yarn.lock', '.yarnrc.yml', 'package.json'];
  const { workspaces } = JSON.parse(
    await fs.readFile(path.join(root, 'package.json'), 'utf8'),
  );
  for (const workspace of workspaces) {
    if (workspace.endsWith('/*')) {
      const parent = workspace.slice(0, -2);
      for (const name of (await fs.readdir(path.join(root, parent))).sort()) {
        files.push(`${parent}/${name}/package.json`);
      }
    } else {
      files.push(`${workspace}/package.json`);
    }
  }
  const there = await Promise.all(
    files.map(file => isThere(path.join(root, file))),
  );
  return files.filter((_, index) => there[index]);
}

/** @param {string} file */
async function isThere(file) {
  return (await readIfThere(file)) !== undefined;
}

/** @param {string} file */
async function readIfThere(file) {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return undefined;
    }
    throw error;
  }
}
