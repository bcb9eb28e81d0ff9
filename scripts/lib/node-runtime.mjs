import path from 'node:path';
import { installNpmPackage } from './npm-package.mjs';
import { layout } from './layout.mjs';
import { Problem, step } from './command.mjs';
import { NODE_PACKAGES, isSupportedNode } from './versions.mjs';

/**
 * The Node binary that everything runs on: the one that runs this script if
 * Backstage supports it, otherwise the pinned one from npm.
 *
 * @returns {Promise<string>}
 */
export async function findOrInstallNode() {
  if (isSupportedNode(process.versions.node)) {
    return process.execPath;
  }

  const platform = supportedPlatform(process.platform, process.arch);
  const { name, version } = NODE_PACKAGES[platform];
  return step(
    `Node ${version} (this machine's ${process.versions.node} isn't supported by Backstage)`,
    async () => {
      const folder = await installNpmPackage(layout.node(platform), {
        name,
        version,
      });
      return path.join(folder, 'bin', 'node');
    },
  );
}

/**
 * @param {string} system
 * @param {string} processor
 * @returns {keyof typeof NODE_PACKAGES}
 */
export function supportedPlatform(system, processor) {
  const platform = `${system}-${processor}`;
  if (platform in NODE_PACKAGES) {
    return /** @type {keyof typeof NODE_PACKAGES} */ (platform);
  }
  throw new Problem(
    `There is no ready-made Node for ${platform} on npm.`,
    'Install Node 24 yourself, then run the command again with it.',
  );
}
