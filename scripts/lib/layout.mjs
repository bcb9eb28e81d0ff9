import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MOTO_VERSION, NODE_PACKAGES, YARN_VERSION } from './versions.mjs';

/** The folder of this checkout. */
export const ROOT = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../..',
);

/**
 * Everything that is installed or written, except node_modules. Deleting it is
 * always safe. Versions are part of the names, so a new version is installed
 * beside the old one, and a half-finished one is never used.
 */
const CACHE = path.join(ROOT, '.cache');

export const layout = {
  cache: CACHE,
  /** Programs that come first in the PATH of every child process. */
  bin: path.join(CACHE, 'bin'),
  logs: path.join(CACHE, 'logs'),
  /** The fingerprint of the last `yarn install`. */
  workspaceStamp: path.join(CACHE, 'workspace-installed'),
  nodeModules: path.join(ROOT, 'node_modules'),
  /** @param {keyof typeof NODE_PACKAGES} platform */
  node: platform => path.join(CACHE, `node-${NODE_PACKAGES[platform].version}`),
  yarn: path.join(CACHE, `yarn-${YARN_VERSION}`),
  python: path.join(CACHE, `moto-${MOTO_VERSION}`),
};

/**
 * A program that the workspace installed.
 * @param {string} name
 */
export function workspaceBin(name) {
  return path.join(layout.nodeModules, '.bin', name);
}
